"""What a network is, apart from its grids: its standard, its codes, its tie to another network."""

from dataclasses import dataclass, field

from gridgeo.domain.band import HouseholdBand
from gridgeo.domain.code_template import CodeTemplate
from gridgeo.domain.enums import AreaSetting, CountUnit, Relation
from gridgeo.domain.errors import BadInputError


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
    code_template : CodeTemplate
        How grids get their codes.
    relation, related_network_code
        What it must keep towards another network; ``free`` stands alone.

    Raises
    ------
    BadInputError
        If the relation and the related network do not go together.
    """

    code: str
    name: str
    unit: CountUnit = CountUnit.HOUSEHOLDS
    urban: HouseholdBand = field(default_factory=HouseholdBand)
    rural: HouseholdBand = field(default_factory=HouseholdBand)
    level: str = "base"
    dedicated: str = "cut_out"
    code_template: CodeTemplate = field(default_factory=CodeTemplate)
    relation: Relation = Relation.FREE
    related_network_code: str | None = None

    def __post_init__(self) -> None:
        if (self.relation is Relation.FREE) != (self.related_network_code is None):
            raise BadInputError(
                f"The network '{self.code}' needs a related network for every relation but 'free',"
                " and none for that.",
                field="relation",
            )

    def band(self, setting: AreaSetting) -> HouseholdBand:
        """Give the band that holds in an urban or a rural area."""
        return self.urban if setting is AreaSetting.URBAN else self.rural
