"""Divide the ground of some neighbouring grids anew, their number unchanged."""

from collections.abc import Collection, Sequence

from gridgeo.domain.band import HouseholdBand
from gridgeo.planner.actions.outcome import (
    Outcome,
    keep_numbers,
    plan_part,
    take_neighbours,
)
from gridgeo.planner.graph import Integers, UnitGraph


def rebalance(
    graph: UnitGraph,
    assignment: Integers,
    grids: Sequence[int],
    band: HouseholdBand,
    *,
    seed: int = 0,
    locked: Collection[int] = (),
) -> Outcome:
    """Rebalance grids; each number stays with the grid that keeps most of its households.

    Parameters
    ----------
    graph, assignment, seed, locked
        As in ``split``.
    grids : sequence of int
        Two or more grids that together are contiguous.
    band : HouseholdBand
        What each of them should hold.

    Raises
    ------
    NotFoundError
        If a grid does not exist.
    RefusedError
        If a grid is locked, fewer than two are named, or they do not touch.
    """
    chosen, units, part = take_neighbours(graph, assignment, grids, locked, "rebalance")
    found = plan_part(part, band, seed, f"rebalance/{chosen}", (len(chosen),))
    after = assignment.copy()
    after[units] = keep_numbers(part, found.grid, assignment[units], chosen)
    return Outcome.between(assignment, after)
