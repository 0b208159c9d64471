"""Split one grid into the fewest grids that the band allows, or into a given number."""

from collections.abc import Collection

import numpy as np

from gridgeo.domain.band import HouseholdBand
from gridgeo.planner.actions.outcome import (
    ActionRefusedError,
    Outcome,
    plan_part,
    require_contiguous,
    units_of,
)
from gridgeo.planner.graph import Integers, UnitGraph


def split(
    graph: UnitGraph,
    assignment: Integers,
    grid: int,
    band: HouseholdBand,
    *,
    count: int | None = None,
    seed: int = 0,
    locked: Collection[int] = (),
) -> Outcome:
    """Split a grid; the part with most households keeps its number.

    Parameters
    ----------
    graph : UnitGraph
        All units of the plan.
    assignment : int64, shape (n,)
        Grid of each unit.
    grid : int
        The grid to split.
    band : HouseholdBand
        Says what the parts should hold.
    count : int, optional
        Number of parts, at least 2; the fewest that can lie in the band by default.
    seed : int
        The same seed gives the same parts.
    locked : collection of int
        Grids that must stay as they are.

    Raises
    ------
    NotFoundError
        If there is no such grid.
    RefusedError
        If the grid is locked, not contiguous, or has fewer units than parts.
    """
    units = units_of(assignment, [grid], locked)
    part = graph.take(units)
    require_contiguous(part, "The units of the grid")
    households = int(part.households.sum())
    wanted = count if count is not None else max(2, -(-households // band.maximum))
    if not 2 <= wanted <= part.size:
        raise ActionRefusedError(
            f"Grid {{grid}} has {part.size} units; it cannot become {wanted} grids.", grid
        )
    found = plan_part(part, band, seed, f"split/{grid}", (wanted,))
    counts = np.bincount(found.grid, weights=part.households, minlength=wanted)
    order = np.argsort(-counts, kind="stable")
    names = np.empty(wanted, dtype=np.int64)
    names[order] = [grid, *range(int(assignment.max()) + 1, int(assignment.max()) + wanted)]
    after = assignment.copy()
    after[units] = names[found.grid]
    return Outcome.between(assignment, after)
