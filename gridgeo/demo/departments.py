"""The seven departments of the demo: the standards of their networks, and how they draw."""

from dataclasses import dataclass

from gridgeo.domain.band import HouseholdBand
from gridgeo.domain.code_template import CodeTemplate
from gridgeo.domain.enums import CountUnit, Relation
from gridgeo.domain.network import NetworkSpec

_PEOPLE = HouseholdBand(700, 1000, 1300)
_FEW_PEOPLE = HouseholdBand(400, 900, 1300)


@dataclass(frozen=True, slots=True)
class Department:
    """One department's network and its manner of drawing grids.

    ``share`` is its number of grids per grid of 综治; ``by_streets`` says whether its borders
    follow streets or were drawn with a ruler; ``cover`` in which communities it has grids (all,
    urban, rural); ``faults`` how many faults of each kind it has per 100 grids.
    """

    spec: NetworkSpec
    share: float
    by_streets: bool
    cover: str = "all"
    faults: float = 2.0
    has_dedicated: bool = False


DEPARTMENTS = (
    Department(
        NetworkSpec("zongzhi", "综治", rural=HouseholdBand(200, 350, 500), dedicated="overlay"),
        share=1.0,
        by_streets=True,
        has_dedicated=True,
    ),
    Department(
        NetworkSpec(
            "dangjian",
            "党建",
            rural=HouseholdBand(200, 350, 500),
            level="built_on",
            relation=Relation.SAME_AS,
            related_network_code="zongzhi",
        ),
        share=1.0,
        by_streets=True,
        faults=1.0,
    ),
    Department(
        NetworkSpec(
            "chengguan",
            "城管",
            urban=HouseholdBand(800, 1500, 2500),
            rural=HouseholdBand(300, 1000, 2500),
            code_template=CodeTemplate("{area:12}CG{serial:4}"),
        ),
        share=0.32,
        by_streets=False,
        cover="urban",
        faults=4.0,
    ),
    Department(
        NetworkSpec(
            "fangyi",
            "防疫",
            unit=CountUnit.PERSONS,
            urban=_PEOPLE,
            rural=_FEW_PEOPLE,
            level="built_on",
            code_template=CodeTemplate("{area:12}FY{serial:4}"),
            relation=Relation.NESTS_IN,
            related_network_code="zongzhi",
        ),
        share=1.7,
        by_streets=True,
    ),
    Department(
        NetworkSpec(
            "yibao",
            "医保",
            unit=CountUnit.PERSONS,
            urban=HouseholdBand(2000, 3500, 5000),
            rural=HouseholdBand(500, 2000, 5000),
            level="built_on",
            relation=Relation.WHOLE_GRIDS_OF,
            related_network_code="zongzhi",
        ),
        share=0.42,
        by_streets=True,
        faults=1.5,
    ),
    Department(
        NetworkSpec(
            "fangpin",
            "防返贫",
            urban=HouseholdBand(200, 300, 500),
            rural=HouseholdBand(100, 250, 400),
        ),
        share=0.12,
        by_streets=False,
        cover="rural",
        faults=5.0,
    ),
    Department(
        NetworkSpec(
            "xiaofang",
            "消防",
            unit=CountUnit.PERSONS,
            urban=HouseholdBand(1500, 3000, 4500),
            rural=HouseholdBand(500, 1500, 4500),
            code_template=CodeTemplate("{area:12}XF{serial:6}"),
        ),
        share=0.48,
        by_streets=False,
        faults=3.0,
        has_dedicated=True,
    ),
)
