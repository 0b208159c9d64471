"""Give units to another grid; nothing may fall apart by it."""

from collections.abc import Collection, Sequence

import numpy as np

from gridgeo.domain.errors import RefusedError
from gridgeo.planner.actions.outcome import ActionRefusedError, Outcome, units_of
from gridgeo.planner.graph import Integers, UnitGraph


def reassign(
    graph: UnitGraph,
    assignment: Integers,
    units: Sequence[int],
    grid: int,
    *,
    locked: Collection[int] = (),
) -> Outcome:
    """Give units to a grid.

    Parameters
    ----------
    graph, assignment, locked
        As in ``split``.
    units : sequence of int
        Positions of the units.
    grid : int
        A present grid that will hold them.

    Raises
    ------
    NotFoundError
        If there is no such grid.
    RefusedError
        If a grid concerned is locked, would be empty, or would fall apart.
    """
    moved = np.unique(np.asarray(units, dtype=np.int64))
    if not len(moved) or moved[0] < 0 or moved[-1] >= graph.size:
        raise RefusedError(f"Name units between 0 and {graph.size - 1} to reassign.")
    sources = [int(source) for source in np.unique(assignment[moved]) if source != grid]
    units_of(assignment, [grid, *sources], locked)
    after = assignment.copy()
    after[moved] = grid
    for concerned in [grid, *sources]:
        require_whole(graph, assignment, after, concerned)
    return Outcome.between(assignment, after)


def require_whole(graph: UnitGraph, before: Integers, after: Integers, grid: int) -> None:
    """Refuse what empties a grid, or leaves it in more parts than it had.

    Parameters
    ----------
    graph : UnitGraph
        All units of the plan.
    before, after : int64, shape (n,)
        Grid of each unit.
    grid : int
        The grid.

    Raises
    ------
    RefusedError
        Naming it.
    """
    left = np.flatnonzero(after == grid)
    if not len(left):
        raise ActionRefusedError("Grid {grid} would have no units left; merge it instead.", grid)
    parts = _count_parts(graph, left)
    if parts > _count_parts(graph, np.flatnonzero(before == grid)):
        raise ActionRefusedError(f"Grid {{grid}} would fall into {parts} parts.", grid)


def _count_parts(graph: UnitGraph, units: Integers) -> int:
    return int(graph.take(units).components().max()) + 1
