"""Push the border that two grids share to where it is wanted, as near as the units allow."""

from collections.abc import Collection

import numpy as np
from numpy.typing import NDArray

from gridgeo.domain.errors import BadInputError, RefusedError
from gridgeo.planner.actions.outcome import ActionRefusedError, Outcome, take_neighbours
from gridgeo.planner.graph import Integers, UnitGraph


def push_border(
    graph: UnitGraph,
    assignment: Integers,
    grid: int,
    neighbour: int,
    near: NDArray[np.bool_],
    *,
    locked: Collection[int] = (),
    pinned: Collection[int] = (),
) -> Outcome:
    """Give each unit of two grids to the side of the new border that it lies on.

    Parameters
    ----------
    graph, assignment, locked
        As in ``split``.
    grid, neighbour : int
        The two grids.
    near : bool, shape (n,)
        Units that are wanted in ``grid``; of other grids' units nothing is read. A drawn line
        becomes this by `gridgeo.geometry.border_line.find_near_side`.
    pinned : collection of int
        Units that stay where they are.

    Returns
    -------
    Outcome
        Both grids hang together: a piece that the border would leave behind goes to the other one.

    Raises
    ------
    BadInputError
        If ``near`` has another length than the units.
    NotFoundError
        If a grid does not exist.
    RefusedError
        If a grid is locked, the two do not touch, one would have no units left, or they could
        hang together only if a pinned unit moved.
    """
    if len(near) != graph.size:
        raise BadInputError(f"{len(near)} sides for {graph.size} units.")
    _, units, part = take_neighbours(
        graph, assignment, [grid, neighbour], locked, "push their border"
    )
    wanted = np.where(near[units], grid, neighbour)
    fixed = np.isin(units, np.asarray(sorted(pinned), dtype=np.int64))
    wanted[fixed] = assignment[units[fixed]]
    for side, other in ((grid, neighbour), (neighbour, grid)):
        wanted = _keep_main_piece(part, wanted, side, other)
    if (wanted[fixed] != assignment[units[fixed]]).any():
        raise RefusedError("The border cannot be pushed there: a pinned unit would have to move.")
    after = assignment.copy()
    after[units] = wanted
    return Outcome.between(assignment, after)


def _keep_main_piece(part: UnitGraph, wanted: Integers, side: int, other: int) -> Integers:
    """Leave one grid its largest piece; the others, which only touch the other grid, go there."""
    mine = np.flatnonzero(wanted == side)
    if not len(mine):
        raise ActionRefusedError("Grid {grid} would have no units left; merge it instead.", side)
    piece = part.take(mine).components()
    people = np.bincount(piece, weights=part.households[mine])
    ground = np.bincount(piece, weights=part.area_m2[mine])
    main = np.lexsort((-ground, -people))[0]
    result = wanted.copy()
    result[mine[piece != main]] = other
    return result
