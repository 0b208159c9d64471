"""Networks (网络、条线) and their standards."""

from datetime import datetime
from typing import Any

from pydantic import Field

from api.schemas.common import Bounds, Schema


class Band(Schema):
    """Least, wanted and most of one grid."""

    minimum: int = Field(examples=[300])
    target: int = Field(examples=[400])
    maximum: int = Field(examples=[500])


class Standard(Schema):
    """What a grid of the network should hold, in town and in the country."""

    unit: str = Field(description="households or persons", examples=["households"])
    urban: Band
    rural: Band


class NetworkCounts(Schema):
    """The published grids in figures."""

    grids: int
    households: int
    in_band: int
    under: int
    over: int


class Network(Schema):
    """A network as it is published."""

    code: str = Field(examples=["zongzhi"])
    name: str = Field(examples=["综治"])
    standard: Standard
    version: int | None = Field(
        description="Number of the publication in force; null before the first"
    )
    valid_from: datetime | None
    bounds: Bounds | None
    counts: NetworkCounts


class NetworkList(Schema):
    """All networks in the order of their codes."""

    items: list[Network]


class CommunityCodes(Schema):
    """Codes of a community: given, and left for new grids."""

    area: str
    name: str
    prefix: str = Field(examples=["110199001001"])
    given: int = Field(description="Published ever, or held by an open plan")
    remaining: int


class CodeList(Schema):
    """Communities, those with the fewest codes left first."""

    items: list[CommunityCodes]


class DedicatedRule(Schema):
    """A kind of place that gets a dedicated grid."""

    kind: str = Field(examples=["school"])
    radius_m: float
    minimum_m2: float


class NetworkDetail(Network):
    """One network as it is defined: codes, dedicated grids, what it must keep to another."""

    level: str = Field(examples=["base"])
    dedicated: str = Field(examples=["cut_out"])
    dedicated_counts: bool
    dedicated_rules: list[DedicatedRule]
    workload: dict[str, float] | None = Field(
        description="Weights by name; null where the band's own count is the load"
    )
    relation: str = Field(examples=["free"])
    related_network: str | None
    code_template: str | None
    tilejson: str = Field(examples=["/api/v1/tiles/zongzhi/tilejson.json"])

    @classmethod
    def of(cls, row: dict[str, Any]) -> "NetworkDetail":
        """Give a stored network with the address of its tiles."""
        return cls(**row, tilejson=f"/api/v1/tiles/{row['code']}/tilejson.json")
