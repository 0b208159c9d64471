"""Plans around grids that are carved out first: dedicated grids, and reserved ones."""

from collections.abc import Callable

import numpy as np

from gridgeo.domain.band import HouseholdBand
from gridgeo.domain.errors import BadInputError
from gridgeo.planner.graph import Integers, UnitGraph
from gridgeo.planner.partition import Partition, describe
from gridgeo.planner.present import longest_neighbour
from gridgeo.planner.reasons import Reason

NONE = -1  # a unit that is not carved out


def close_pockets(graph: UnitGraph, carved: Integers) -> Integers:
    """Give ground that the carving cuts off, and where nobody lives, to the carved grid beside it.

    Parameters
    ----------
    graph : UnitGraph
        All units; borders that no grid may cross are not passable.
    carved : int64, shape (n,)
        Carved grid of each unit, -1 for the rest.

    Returns
    -------
    int64, shape (n,)
        Of the ground that hung together before, at least one piece is left to be planned.
    """
    result = carved.copy()
    rest = np.flatnonzero(carved == NONE)
    if not len(rest) or len(rest) == graph.size:
        return result
    whole, piece = graph.components()[rest], graph.take(rest).components()
    first = np.unique(piece, return_index=True)[1]
    people = np.bincount(piece, weights=graph.households[rest])
    pieces_left = np.bincount(whole[first])
    for pocket in np.flatnonzero(people == 0).tolist():
        units, home = rest[piece == pocket], whole[first[pocket]]
        goal = longest_neighbour(graph, result + 1, units, {0})
        if pieces_left[home] > 1 and goal is not None:
            result[units] = goal - 1
            pieces_left[home] -= 1
    return result


def plan_around(
    graph: UnitGraph,
    band: HouseholdBand,
    carved: Integers,
    plan: Callable[[Integers], Partition],
) -> Partition:
    """Plan what is not carved out, and put the carved grids behind the planned ones.

    Parameters
    ----------
    graph : UnitGraph
        All units.
    band : HouseholdBand
        Every grid's status is held against it, the carved ones' too.
    carved : int64, shape (n,)
        Carved grid of each unit, from 0 without a gap; -1 for the rest.
    plan : callable
        Given the positions of the rest, ascending, plans it.

    Returns
    -------
    Partition
        Of all units. Carved grids have no reason.

    Raises
    ------
    BadInputError
        If the carved grids are not numbered without a gap.
    """
    count = int(carved.max(initial=NONE)) + 1
    if len(np.unique(carved[carved != NONE])) != count:
        raise BadInputError("Carved grids must be numbered from 0 without a gap.")
    rest = np.flatnonzero(carved == NONE)
    answer = plan(rest)
    assignment = np.empty(graph.size, dtype=np.int64)
    assignment[rest] = answer.assignment
    assignment[carved != NONE] = len(answer.status) + carved[carved != NONE]
    reasons = [_placed(reason, rest) for reason in answer.reasons] + [None] * count
    return describe(graph, band, assignment, tuple(reasons))


def _placed(reason: Reason | None, units: Integers) -> Reason | None:
    """Name a reason's unit by its position among all units."""
    if reason is None or reason.unit is None:
        return reason
    return Reason(reason.code, reason.sentence, int(units[reason.unit]))
