"""Ground that is carved out before the rest is planned: for dedicated grids, and reserved ones."""

import numpy as np
from numpy.typing import NDArray

from gridgeo.planner.graph import Integers, UnitGraph
from gridgeo.planner.present import longest_neighbour

NONE = -1  # a unit that is not carved out


def close_pockets(
    graph: UnitGraph, carved: Integers, fixed: NDArray[np.bool_] | None = None
) -> Integers:
    """Give ground that the carving cuts off, and where nobody lives, to the carved grid beside it.

    Parameters
    ----------
    graph : UnitGraph
        All units; borders that no grid may cross are not passable.
    carved : int64, shape (n,)
        Carved grid of each unit, -1 for the rest.
    fixed : bool, shape (n,), optional
        Units that stay as they are, and the pockets that hold them.

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
    if fixed is not None:
        people[piece[fixed[rest]]] += 1
    pieces_left = np.bincount(whole[first])
    for pocket in np.flatnonzero(people == 0).tolist():
        units, home = rest[piece == pocket], whole[first[pocket]]
        goal = longest_neighbour(graph, result + 1, units, {0})
        if pieces_left[home] > 1 and goal is not None:
            result[units] = goal - 1
            pieces_left[home] -= 1
    return result
