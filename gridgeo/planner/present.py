"""Plans that start from the present grids: mend what misses the band, leave the rest as it is."""

import numpy as np

from gridgeo.domain.band import HouseholdBand
from gridgeo.planner.graph import Integers, UnitGraph

NONE = -1  # a unit without a present grid


def split_pieces(graph: UnitGraph, present: Integers) -> Integers:
    """Give each contiguous piece of a present grid a number; units without one join a neighbour.

    Parameters
    ----------
    graph : UnitGraph
        One domain.
    present : int64, shape (n,)
        Present grid of each unit; -1 where there is none.

    Returns
    -------
    int64, shape (n,)
        Contiguous pieces, numbered from 0; as many as the units allow if none has a present grid.
    """
    pieces = graph.bar(present).components()
    homeless = np.unique(pieces[present == NONE])
    for piece in homeless:
        units = np.flatnonzero(pieces == piece)
        neighbour = longest_neighbour(graph, pieces, units, set(homeless.tolist()))
        if neighbour is not None:
            pieces[units] = neighbour
    return _compact(pieces)


def mend_sizes(graph: UnitGraph, band: HouseholdBand, pieces: Integers) -> Integers:
    """Merge pieces under the minimum into the neighbour that suits best; give the new numbers.

    The smallest piece goes first. Of its neighbours the one is taken with which it stays inside the
    band, or else exceeds it least; what is then too large is split by the caller.
    """
    grid = pieces.copy()
    while True:
        counts = np.bincount(grid, weights=graph.households).astype(np.int64)
        alive = np.unique(grid)
        small = alive[counts[alive] < band.minimum]
        if not len(small) or len(alive) < 2:
            return _compact(grid)
        piece = small[np.lexsort((small, counts[small]))[0]]
        goals = _neighbours(graph, grid, piece)
        if not len(goals):  # a domain is contiguous, so this is its only grid
            return _compact(grid)
        excess = np.maximum(counts[goals] + counts[piece] - band.maximum, 0)
        goal = goals[np.lexsort((goals, counts[goals], excess))[0]]
        grid[grid == piece] = goal


def longest_neighbour(
    graph: UnitGraph, grid: Integers, units: Integers, without: set[int]
) -> int | None:
    """Find the grid that shares the longest passable border with some units; None if none does."""
    inside = np.zeros(graph.size, dtype=np.bool_)
    inside[units] = True
    out = inside[graph.rows] & ~inside[graph.indices] & graph.passable
    lengths = np.bincount(grid[graph.indices[out]], weights=graph.shared_m[out])
    if without:
        banned = [number for number in without if number < len(lengths)]
        lengths[banned] = 0.0
    return int(lengths.argmax()) if len(lengths) and lengths.max() > 0 else None


def label_grids(graph: UnitGraph, grid: Integers, present: Integers) -> Integers:
    """Say which present grid each grid stands for: the one that most of its households come from.

    A present grid is stood for once: by the grid that holds most of its households.
    """
    count = int(grid.max()) + 1
    labels = np.full(count, NONE, dtype=np.int64)
    known = present >= 0
    if not known.any():
        return labels
    weight = np.zeros((count, int(present.max()) + 1))
    np.add.at(weight, (grid[known], present[known]), graph.households[known] + 1e-6)
    order = np.argsort(-weight, axis=None, kind="stable")
    taken: set[int] = set()
    for place in order:
        new, old = divmod(int(place), weight.shape[1])
        if weight[new, old] <= 0:
            break
        if labels[new] == NONE and old not in taken:
            labels[new] = old
            taken.add(old)
    return labels


def _neighbours(graph: UnitGraph, grid: Integers, piece: int) -> Integers:
    near = (grid[graph.rows] == piece) & (grid[graph.indices] != piece) & graph.passable
    return np.unique(grid[graph.indices[near]])


def _compact(grid: Integers) -> Integers:
    return np.unique(grid, return_inverse=True)[1].astype(np.int64)
