"""What a network is, apart from its grids: its standard, its codes, its tie to another network."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from gridgeo.domain.band import HouseholdBand
from gridgeo.domain.code_template import DEFAULT, CodeTemplate
from gridgeo.domain.dedicated import DedicatedMode, DedicatedRule, DedicatedRules
from gridgeo.domain.enums import AreaSetting, CountUnit, Relation
from gridgeo.domain.errors import BadInputError
from gridgeo.domain.workload import Workload

DEDICATED = tuple(mode.value for mode in DedicatedMode)
# Layers that stand beside networks in the addresses of tiles.
RESERVED = frozenset({"base", "density", "findings", "units"})
_CODE = re.compile(r"[a-z][a-z0-9_-]{0,31}")


@dataclass(frozen=True, slots=True)
class NetworkSpec:
    """A network (网络、条线) as an administrator defines it.

    Parameters
    ----------
    code : str
        Short and lower case, such as ``zongzhi``.
    name : str
        Such as 综治.
    unit : CountUnit
        What the bands count.
    urban, rural : HouseholdBand
        The standard in urban and in rural areas.
    level : str
        ``base``, or ``built_on`` where it is made from another network's grids.
    dedicated : str
        Whether dedicated grids are ``cut_out`` of the base grids or ``overlay`` them.
    dedicated_counts : bool
        Whether the people of dedicated grids are held against the band.
    dedicated_rules : tuple of DedicatedRule
        Which places get a dedicated grid.
    workload : Workload, optional
        What plans balance; households or persons, as ``unit`` says, by default.
    code_template : CodeTemplate
        How grids get their codes.
    relation, related_network_code
        What it must keep towards another network; ``free`` stands alone.

    Raises
    ------
    BadInputError
        If the code is not short, lower case and plain, or the relation and the related network do
        not go together.
    """

    code: str
    name: str
    unit: CountUnit = CountUnit.HOUSEHOLDS
    urban: HouseholdBand = field(default_factory=HouseholdBand)
    rural: HouseholdBand = field(default_factory=HouseholdBand)
    level: str = "base"
    dedicated: str = "cut_out"
    dedicated_counts: bool = False
    dedicated_rules: tuple[DedicatedRule, ...] = ()
    workload: Workload | None = None
    code_template: CodeTemplate = field(default_factory=CodeTemplate)
    relation: Relation = Relation.FREE
    related_network_code: str | None = None

    def __post_init__(self) -> None:
        if _CODE.fullmatch(self.code) is None:
            raise BadInputError(
                f"'{self.code}' is no network code; write up to 32 lower-case letters, digits,"
                " hyphens or underscores, a letter first.",
                field="network",
            )
        if self.code in RESERVED:
            raise BadInputError(
                f"'{self.code}' is the name of a layer of the map; choose another code.",
                field="network",
            )
        if (self.relation is Relation.FREE) != (self.related_network_code is None):
            raise BadInputError(
                f"The network '{self.code}' needs a related network for every relation but 'free',"
                " and none for that.",
                field="relation",
            )

    def band(self, setting: AreaSetting) -> HouseholdBand:
        """Give the band that holds in an urban or a rural area."""
        return self.urban if setting is AreaSetting.URBAN else self.rural

    @property
    def dedicated_grids(self) -> DedicatedRules:
        """All that holds for dedicated grids."""
        mode = DedicatedMode(self.dedicated)
        return DedicatedRules(mode, self.dedicated_counts, self.dedicated_rules)


def make_network_spec(
    code: str,
    name: str,
    *,
    urban: str = "300:400:500",
    rural: str = "300:400:500",
    unit: str = CountUnit.HOUSEHOLDS.value,
    template: str = DEFAULT,
    dedicated: str = "cut_out",
    dedicated_counts: bool = False,
    dedicated_rules: Sequence[str] = (),
    workload: Workload | None = None,
    relation: str = Relation.FREE.value,
    related: str | None = None,
) -> NetworkSpec:
    """Make a definition from words as they come from a command line or a file.

    Raises
    ------
    BadInputError
        If a word is none of those that are allowed, or a band or template cannot be read.
    """
    if not name.strip():
        raise BadInputError(f"The network '{code}' needs a name.", field="name")
    return NetworkSpec(
        code=code,
        name=name,
        unit=CountUnit(_one_of("unit", unit, [one.value for one in CountUnit])),
        urban=HouseholdBand.parse(urban),
        rural=HouseholdBand.parse(rural),
        dedicated=_one_of("dedicated", dedicated, DEDICATED),
        dedicated_counts=dedicated_counts,
        dedicated_rules=tuple(DedicatedRule.parse(text) for text in dedicated_rules),
        workload=workload,
        code_template=CodeTemplate(template),
        relation=Relation(_one_of("relation", relation, [one.value for one in Relation])),
        related_network_code=related,
    )


def _one_of(field_name: str, word: str, allowed: Sequence[str]) -> str:
    if word not in allowed:
        raise BadInputError(f"'{word}' is none of: {', '.join(allowed)}.", field=field_name)
    return word
