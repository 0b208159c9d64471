"""What a network is apart from its grids, as administrators write it."""

from collections.abc import Callable
from typing import Annotated, Any, Literal

from pydantic import Field, StringConstraints

from api.schemas.common import NetworkCode, Schema
from api.schemas.networks import Band
from gridgeo.domain.band import HouseholdBand
from gridgeo.domain.code_template import DEFAULT, CodeTemplate
from gridgeo.domain.dedicated import DedicatedRule, PlaceKind
from gridgeo.domain.enums import CountUnit, Relation
from gridgeo.domain.network import NetworkSpec
from gridgeo.domain.workload import Workload

Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=60)]
Level = Literal["base", "built_on"]
Mode = Literal["cut_out", "overlay"]
Template = Annotated[str, Field(max_length=60, examples=[DEFAULT])]
Weight = Annotated[float, Field(ge=0, le=1_000_000)]


class WorkloadWeights(Schema):
    """What one of each adds to a grid's load, which decides between plans in the band."""

    households: Weight = 0
    persons: Weight = 0
    key_persons: Weight = 0
    shops: Weight = 0
    events: Weight = Field(default=0, description="An event (事件) a month")
    hectares: Weight = 0
    walking_minutes: Weight = 0


class PlaceRule(Schema):
    """A kind of place that gets a dedicated grid."""

    kind: PlaceKind
    radius_m: float = Field(
        default=50, gt=0, le=5_000, description="Ground around a place known as a point only"
    )
    minimum_m2: float = Field(
        default=0, ge=0, le=1e9, description="Smaller places get no grid of their own"
    )

    def as_rule(self) -> DedicatedRule:
        """Give the rule as the domain knows it."""
        return DedicatedRule(self.kind, self.radius_m, self.minimum_m2)


Rules = Annotated[list[PlaceRule], Field(max_length=len(PlaceKind))]


class NetworkRequest(Schema):
    """A network to define."""

    code: str = Field(
        pattern=r"^[a-z][a-z0-9_-]{0,31}$",
        description="Stands in addresses and files; it never changes",
        examples=["dangjian"],
    )
    name: Name = Field(examples=["党建"])
    unit: CountUnit = Field(default=CountUnit.HOUSEHOLDS, description="What the bands count")
    urban: Band = Band(minimum=300, target=400, maximum=500)
    rural: Band = Band(minimum=300, target=400, maximum=500)
    level: Level = "base"
    dedicated: Mode = Field(
        default="cut_out", description="How dedicated grids stand to the base grids around them"
    )
    dedicated_counts: bool = Field(
        default=False, description="Whether the people there are held against the band"
    )
    dedicated_rules: Rules = Field(default=[])
    workload: WorkloadWeights | None = None
    code_template: Template = DEFAULT
    relation: Relation = Relation.FREE
    related_network: NetworkCode | None = None

    def as_spec(self) -> NetworkSpec:
        """Give the definition as the domain knows it."""
        return NetworkSpec(code=self.code, **_values(self, {"code"}))


class NetworkChange(Schema):
    """Parts of a definition to change; what is left out, or null, stays."""

    name: Name | None = Field(default=None, examples=["党建"])
    unit: CountUnit | None = None
    urban: Band | None = None
    rural: Band | None = None
    level: Level | None = None
    dedicated: Mode | None = None
    dedicated_counts: bool | None = None
    dedicated_rules: Rules | None = None
    workload: WorkloadWeights | None = None
    code_template: Template | None = None
    relation: Relation | None = Field(
        default=None, description="With the related network; ``free`` takes it away"
    )
    related_network: NetworkCode | None = None

    def changes(self) -> dict[str, Any]:
        """Give the new values by the names of `NetworkSpec`."""
        return _values(self, set())


def _band(band: Band) -> HouseholdBand:
    return HouseholdBand(band.minimum, band.target, band.maximum)


_READERS: dict[str, Callable[[Any], Any]] = {
    "urban": _band,
    "rural": _band,
    "dedicated_rules": lambda rules: tuple(rule.as_rule() for rule in rules),
    "workload": lambda weights: Workload(**weights.model_dump()),
    "code_template": CodeTemplate,
}


def _values(wanted: NetworkRequest | NetworkChange, without: set[str]) -> dict[str, Any]:
    """Give what was said, as the domain's own kinds of value."""
    said = {
        name: getattr(wanted, name)
        for name in type(wanted).model_fields
        if name not in without and getattr(wanted, name) is not None
    }
    values = {
        name: _READERS[name](value) if name in _READERS else value for name, value in said.items()
    }
    if "related_network" in values:
        values["related_network_code"] = values.pop("related_network")
    return values
