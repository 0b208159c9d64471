"""Present grids as a start: their contiguous pieces, merged where they are too small."""

import heapq

import numpy as np
from numpy.typing import NDArray

from gridgeo.domain.band import HouseholdBand
from gridgeo.planner.given import NONE
from gridgeo.planner.graph import Integers, UnitGraph

NOBODY_HH = 1e-6  # an empty unit counts a little, so that empty grids have names too
PINNED_HH = 1e9  # a pinned unit decides which present grid a grid stands for


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
    waiting = set(homeless.tolist())
    for piece in homeless.tolist():
        units = np.flatnonzero(pieces == piece)
        neighbour = longest_neighbour(graph, pieces, units, waiting)
        if neighbour is not None:
            pieces[units] = neighbour
    return compact(pieces)


def mend_sizes(
    graph: UnitGraph,
    band: HouseholdBand,
    pieces: Integers,
    anchor: Integers | None = None,
) -> Integers:
    """Merge pieces under the minimum into the neighbour that suits best; give the new numbers.

    The smallest piece goes first. Of its neighbours the one is taken with which it stays inside the
    band, or else exceeds it least; what is then too large is split by the caller.

    Parameters
    ----------
    graph, band
        One domain and its band.
    pieces : int64, shape (n,)
        Contiguous pieces, numbered from 0.
    anchor : int64, shape (p,), optional
        Present grid whose pinned units a piece holds, -1 for none: two such never merge.
    """
    count = int(pieces.max()) + 1
    households = np.bincount(pieces, weights=graph.households).astype(np.int64).tolist()
    fixed = [NONE] * count if anchor is None else anchor.tolist()
    near = _neighbours(graph, pieces, count)
    leader = list(range(count))
    queue = [(households[piece], piece) for piece in range(count)]
    heapq.heapify(queue)
    while queue:
        size, piece = heapq.heappop(queue)
        if leader[piece] != piece or size != households[piece]:
            continue  # it has been merged or has grown meanwhile
        if size >= band.minimum:
            break
        goals = [goal for goal in near[piece] if NONE in (fixed[goal], fixed[piece])]
        if not goals:
            continue
        goal = min(goals, key=lambda g: (max(households[g] + size - band.maximum, 0),
                                         households[g], g))  # fmt: skip
        leader[piece] = goal
        households[goal] += size
        fixed[goal] = max(fixed[goal], fixed[piece])
        near[goal] = (near[goal] | near[piece]) - {goal, piece}
        for other in near[piece] - {goal}:
            near[other] = (near[other] - {piece}) | {goal}
        heapq.heappush(queue, (households[goal], goal))
    return compact(np.array([_find(leader, piece) for piece in range(count)])[pieces])


def _find(leader: list[int], piece: int) -> int:
    while leader[piece] != piece:
        piece = leader[piece]
    return piece


def _neighbours(graph: UnitGraph, grid: Integers, count: int) -> list[set[int]]:
    first, second = grid[graph.rows[graph.passable]], grid[graph.indices[graph.passable]]
    apart = first != second
    near: list[set[int]] = [set() for _ in range(count)]
    for key in np.unique(first[apart] * count + second[apart]).tolist():
        near[key // count].add(key % count)
    return near


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


def label_grids(
    graph: UnitGraph,
    grid: Integers,
    present: Integers,
    pinned: NDArray[np.bool_] | None = None,
) -> Integers:
    """Say which present grid each grid stands for: the one that most of its households come from.

    A present grid is stood for once: by the grid that holds most of its households, or units that
    are pinned to it.
    """
    labels = np.full(int(grid.max()) + 1, NONE, dtype=np.int64)
    known = np.flatnonzero(present >= 0)
    if not len(known):
        return labels
    weight = graph.households[known] + NOBODY_HH
    if pinned is not None:
        weight = weight + PINNED_HH * pinned[known]
    width = int(present.max()) + 1
    keys, place = np.unique(grid[known] * width + present[known], return_inverse=True)
    total = np.bincount(place, weights=weight)
    taken: set[int] = set()
    for key in keys[np.lexsort((keys, -total))].tolist():
        new, old = divmod(key, width)
        if labels[new] == NONE and old not in taken:
            labels[new] = old
            taken.add(old)
    return labels


def compact(grid: Integers) -> Integers:
    """Give grids numbers from 0 without a gap, in the order of those they have (none negative)."""
    used = np.zeros(int(grid.max(initial=NONE)) + 1, dtype=np.int64)
    used[grid] = 1
    numbers: Integers = np.cumsum(used) - 1
    return numbers[grid]
