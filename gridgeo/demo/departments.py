"""The seven departments of the demo and the standards of their networks (条线)."""

from dataclasses import dataclass

import pandas as pd

from gridgeo.domain.band import HouseholdBand
from gridgeo.domain.enums import CountUnit, Relation


@dataclass(frozen=True, slots=True)
class Department:
    """One network: its standard, its relation to another, and how its grids were drawn.

    ``share`` is its number of grids per grid of 综治; ``by_streets`` says whether its borders
    follow streets or were drawn with a ruler; ``cover`` which communities it has grids in;
    ``dedicated`` how its dedicated grids lie: over the base grids, cut out of them, or none.
    """

    code: str
    name: str
    unit: CountUnit
    urban: HouseholdBand
    rural: HouseholdBand
    share: float
    by_streets: bool
    cover: str
    relation: Relation
    related: str | None
    code_template: str
    dedicated: str = "none"


_HOMES = HouseholdBand(300, 400, 500)
_VILLAGE = HouseholdBand(200, 350, 500)
_PEOPLE = HouseholdBand(700, 1000, 1300)
_CODE_15 = "{area:12}{serial:3}"

DEPARTMENTS = (
    Department(
        "zongzhi", "综治", CountUnit.HOUSEHOLDS, _HOMES, _VILLAGE, 1.0, True, "all",
        Relation.FREE, None, _CODE_15, "over",
    ),
    Department(
        "dangjian", "党建", CountUnit.HOUSEHOLDS, _HOMES, _VILLAGE, 1.0, True, "all",
        Relation.SAME_AS, "zongzhi", _CODE_15,
    ),
    Department(
        "chengguan", "城管", CountUnit.HOUSEHOLDS, HouseholdBand(800, 1500, 2500),
        HouseholdBand(300, 1000, 2500), 0.32, False, "urban", Relation.FREE, None,
        "{area:12}CG{serial:4}",
    ),
    Department(
        "fangyi", "防疫", CountUnit.PERSONS, _PEOPLE, HouseholdBand(400, 900, 1300), 1.7, True,
        "all", Relation.NESTS_IN, "zongzhi", "{area:12}FY{serial:4}",
    ),
    Department(
        "yibao", "医保", CountUnit.PERSONS, HouseholdBand(2000, 3500, 5000),
        HouseholdBand(500, 2000, 5000), 0.42, True, "all", Relation.WHOLE_GRIDS_OF, "zongzhi",
        _CODE_15,
    ),
    Department(
        "fangpin", "防返贫", CountUnit.HOUSEHOLDS, HouseholdBand(200, 300, 500),
        HouseholdBand(100, 250, 400), 0.12, False, "rural", Relation.FREE, None, _CODE_15,
    ),
    Department(
        "xiaofang", "消防", CountUnit.PERSONS, HouseholdBand(1500, 3000, 4500),
        HouseholdBand(500, 1500, 4500), 0.48, False, "all", Relation.FREE, None,
        "{area:12}XF{serial:6}", "cut_out",
    ),
)  # fmt: skip


def network_frame() -> pd.DataFrame:
    """Make the networks table, one row a department."""
    rows = [
        {
            "code": item.code,
            "name": item.name,
            "unit": str(item.unit),
            "urban_minimum": item.urban.minimum,
            "urban_target": item.urban.target,
            "urban_maximum": item.urban.maximum,
            "rural_minimum": item.rural.minimum,
            "rural_target": item.rural.target,
            "rural_maximum": item.rural.maximum,
            "level": "base" if item.related is None else "built_on",
            "code_template": item.code_template,
            "relation": str(item.relation),
            "related_code": item.related,
            "dedicated": item.dedicated,
        }
        for item in DEPARTMENTS
    ]
    return pd.DataFrame(rows)
