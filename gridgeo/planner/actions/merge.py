"""Merge neighbouring grids into one, or into as few as the band allows."""

from collections.abc import Collection, Sequence

import numpy as np

from gridgeo.domain.band import HouseholdBand
from gridgeo.planner.actions.outcome import (
    Outcome,
    keep_numbers,
    plan_part,
    take_neighbours,
)
from gridgeo.planner.graph import Integers, UnitGraph


def merge(
    graph: UnitGraph,
    assignment: Integers,
    grids: Sequence[int],
    band: HouseholdBand,
    *,
    resplit: bool = True,
    seed: int = 0,
    locked: Collection[int] = (),
) -> Outcome:
    """Merge grids; the one with most households gives the number.

    Parameters
    ----------
    graph, assignment, seed, locked
        As in ``split``.
    grids : sequence of int
        Two or more grids that together are contiguous.
    band : HouseholdBand
        The largest that a grid may be.
    resplit : bool
        Where one grid would be too large, divide the ground anew into as few grids as the band
        allows; otherwise merge all the same.

    Raises
    ------
    NotFoundError
        If a grid does not exist.
    RefusedError
        If a grid is locked, fewer than two are named, or they do not touch.
    """
    chosen, units, part = take_neighbours(graph, assignment, grids, locked, "merge")
    households = int(part.households.sum())
    after = assignment.copy()
    if households <= band.maximum or not resplit:
        before = np.searchsorted(chosen, assignment[units])
        counts = np.bincount(before, weights=part.households)
        after[units] = chosen[int(counts.argmax())]
        return Outcome.between(assignment, after)
    fewest = min(-(-households // band.maximum), len(chosen), part.size)
    found = plan_part(part, band, seed, f"merge/{chosen}", (fewest,))
    after[units] = keep_numbers(part, found.grid, assignment[units], chosen)
    return Outcome.between(assignment, after)
