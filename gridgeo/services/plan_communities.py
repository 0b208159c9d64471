"""Communities of a plan: how many grids each could have, and has."""

from typing import Any

import numpy as np

from gridgeo.domain.enums import BandStatus
from gridgeo.planner.ground import NONE, Ground, Standards
from gridgeo.planner.partition import Partition
from gridgeo.planner.sizes import possible_sizes


def explain_communities(
    ground: Ground, standards: Standards, plan: Partition
) -> list[dict[str, Any]]:
    """Give the feasible numbers of grids of each community, and what the plan made of it."""
    rows = []
    names, community = np.unique(ground.communities, return_inverse=True)
    for number, name in enumerate(names):
        units = np.flatnonzero((community == number) & (ground.carved == NONE))
        if not len(units):
            continue
        band = standards.rural if ground.rural[units[0]] else standards.urban
        people = int(ground.graph.households[units].sum())
        allowed = possible_sizes(people, band)
        grids = np.unique(plan.assignment[units])
        rows.append(
            {
                "community": str(name),
                "units": len(units),
                "households": people,
                "feasible": [allowed[0], allowed[-1]] if len(allowed) else None,
                "grids": len(grids),
                "in_band": sum(plan.status[grid] is BandStatus.IN_BAND for grid in grids),
            }
        )
    return rows
