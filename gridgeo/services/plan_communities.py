"""Communities of a plan: how many grids each could have, and has."""

from typing import Any

import numpy as np

from gridgeo.domain.enums import AreaSetting, BandStatus, CountUnit
from gridgeo.planner.ground import Ground, Standards
from gridgeo.planner.numbers import CommunityNumbers, PartNumbers, feasible_numbers
from gridgeo.planner.partition import Partition
from gridgeo.services.plan_explain import name_counted


def explain_communities(
    ground: Ground,
    standards: Standards,
    plan: Partition,
    counted: CountUnit = CountUnit.HOUSEHOLDS,
) -> list[dict[str, Any]]:
    """Give the feasible numbers of grids of each community, and what the plan made of it.

    Ground that is set apart, and locked grids, count on neither side.
    """
    locked = ground.given.locked
    rows = []
    for setting in AreaSetting:
        units = ground.units_of(setting)
        units = units if locked is None else units[~locked[units]]
        if not len(units):
            continue
        band = standards.band(setting)
        found = feasible_numbers(ground.graph.take(units), band, ground.communities[units])
        names = ground.communities[units].astype(np.str_)
        grids = plan.assignment[units]
        rows += [
            _row(one, np.unique(grids[names == one.community]), plan, counted) for one in found
        ]
    return sorted(rows, key=lambda row: str(row["community"]))


def _row(
    one: CommunityNumbers, grids: np.ndarray, plan: Partition, counted: CountUnit
) -> dict[str, Any]:
    return {
        "community": one.community,
        "units": sum(len(part.units) for part in one.parts),
        "households": one.households,
        "feasible": None if one.fewest is None else [one.fewest, one.most],
        "grids": len(grids),
        "in_band": sum(plan.status[grid] is BandStatus.IN_BAND for grid in grids),
        "parts": [_part(part, counted) for part in one.parts],
    }


def _part(part: PartNumbers, counted: CountUnit) -> dict[str, Any]:
    allowed = part.allowed
    return {
        "units": len(part.units),
        "households": part.households,
        "feasible": [allowed[0], allowed[-1]] if len(allowed) else None,
        "why": name_counted(part.why, counted),
    }
