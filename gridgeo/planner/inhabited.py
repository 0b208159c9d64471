"""Units without households left out of a domain, and put back.

They bridge others but never decide a count. Leaving them out and joining what they join only adds
ways to form a grid: what is impossible then is impossible with them. What is possible then has to
be tried with them.
"""

from collections import deque
from dataclasses import dataclass

import numpy as np

from gridgeo.planner.graph import Integers, UnitGraph

NOWHERE = -1


@dataclass(frozen=True, slots=True)
class Inhabited:
    """The units with households, and which of them can be joined (straight or over empty ones).

    Attributes
    ----------
    graph : UnitGraph
        These units; lengths and areas say nothing.
    units, place : int64
        Their positions in the domain, and where each unit of the domain is among them (-1: not).
    """

    graph: UnitGraph
    units: Integers
    place: Integers


def leave_out_empty(graph: UnitGraph) -> Inhabited:
    """Join the neighbours of each patch of empty units, and leave the patch out."""
    empty = graph.households == 0
    units = np.flatnonzero(~empty)
    if len(units) == graph.size:
        return Inhabited(graph, units, units)
    place = np.cumsum(~empty) - 1
    patch = graph.bar(np.where(empty, 1, 0)).components()
    open_edges = np.flatnonzero(graph.passable)
    near, far = graph.rows[open_edges], graph.indices[open_edges]
    straight = ~empty[near] & ~empty[far]
    pairs = [np.column_stack([place[near[straight]], place[far[straight]]])]
    entering = ~empty[near] & empty[far]
    shores = np.unique(np.column_stack([patch[far[entering]], place[near[entering]]]), axis=0)
    for shore in np.split(shores[:, 1], np.flatnonzero(np.diff(shores[:, 0])) + 1):
        first, second = np.meshgrid(shore, shore)
        apart = first != second
        pairs.append(np.column_stack([first[apart], second[apart]]))
    bare = _bare_graph(np.concatenate(pairs), graph.households[units])
    return Inhabited(bare, units, np.where(empty, NOWHERE, place))


def _bare_graph(both_ways: Integers, households: Integers) -> UnitGraph:
    """Lay out borders without lengths: contiguity and counts are all that a proof needs."""
    joined = np.unique(both_ways[both_ways[:, 0] < both_ways[:, 1]], axis=0)
    nothing = np.zeros(len(households))
    return UnitGraph.build(joined, np.ones(len(joined)), households, nothing, nothing)


def put_back_empty(graph: UnitGraph, inhabited: Inhabited, grid: Integers) -> Integers | None:
    """Give the empty units grids too, so that every grid hangs together.

    Parameters
    ----------
    graph : UnitGraph
        The domain, in one piece.
    inhabited : Inhabited
        The same without its empty units.
    grid : int64
        Grid of each inhabited unit, from 0 without a gap.

    Returns
    -------
    int64, shape (n,), or None
        None where two grids would need the same empty units.
    """
    whole = np.full(graph.size, NOWHERE, dtype=np.int64)
    whole[inhabited.units] = grid
    for number in range(int(grid.max(initial=NOWHERE)) + 1):
        if not _join(graph, whole, number):
            return None
    while (whole == NOWHERE).any():
        edge = (whole[graph.rows] == NOWHERE) & (whole[graph.indices] != NOWHERE) & graph.passable
        units, goals = graph.rows[edge], whole[graph.indices[edge]]
        if not len(units):
            return None
        order = np.lexsort((goals, graph.shared_m[edge]))  # the last write has the longest border
        whole[units[order]] = goals[order]
    return whole


def _join(graph: UnitGraph, whole: Integers, number: int) -> bool:
    """Connect the units of a grid over as few free units as a search from one of them needs."""
    own = np.flatnonzero(whole == number).tolist()
    before = {own[0]: own[0]}
    queue = deque([own[0]])
    while queue:
        here = queue.popleft()
        for edge in range(graph.indptr[here], graph.indptr[here + 1]):
            far = int(graph.indices[edge])
            if not graph.passable[edge] or far in before or whole[far] not in (number, NOWHERE):
                continue
            before[far] = here
            if whole[far] == number:
                queue.appendleft(far)
            else:
                queue.append(far)
    if any(unit not in before for unit in own):
        return False
    for unit in own:
        here = unit
        while whole[before[here]] == NOWHERE:
            here = before[here]
            whole[here] = number
    return True
