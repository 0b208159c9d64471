"""Units without households left out of a domain, and put back.

They bridge others but never decide a count. Leaving them out and joining what they join only adds
ways to form a grid: what is impossible then is impossible with them. What is possible then has to
be tried with them: first with those that part the others, where several grids would lead through
one unit.
"""

from dataclasses import dataclass

import numpy as np

from gridgeo.planner.graph import Integers, UnitGraph
from gridgeo.planner.kernels.branches import branch_totals, find_cut_units
from gridgeo.planner.kernels.parts import join_apart, join_over_empty

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


def leave_out_empty(graph: UnitGraph, stay: Integers | None = None) -> Inhabited:
    """Join the neighbours of each patch of empty units, and leave the patch out.

    Empty units in ``stay`` are left in.
    """
    counts = graph.households > 0
    if stay is not None:
        counts[stay] = True
    units = np.flatnonzero(counts)
    if len(units) == graph.size:
        return Inhabited(graph, units, units)
    place = np.full(graph.size, NOWHERE, dtype=np.int64)
    place[units] = np.arange(len(units))
    near, far = join_over_empty(graph.indptr, graph.indices, graph.passable, place)
    return Inhabited(_bare_graph(near, far, graph.households[units]), units, place)


def find_gates(graph: UnitGraph) -> Integers:
    """Find the empty units of a domain without which inhabited ones would be parted, ascending.

    Only one grid can lead through such a unit.
    """
    ground = graph.indptr, graph.indices, graph.passable
    return np.array(
        [
            unit
            for unit in find_cut_units(*ground).tolist()
            if graph.households[unit] == 0
            and np.count_nonzero(branch_totals(*ground, graph.households, unit)) > 1
        ],
        dtype=np.int64,
    )


def _bare_graph(near: Integers, far: Integers, households: Integers) -> UnitGraph:
    """Lay out borders without lengths: contiguity and counts are all that a proof needs."""
    count = len(households)
    keys = np.sort(near * count + far)  # much quicker than np.unique for so few
    keys = keys[np.diff(keys, prepend=-1) > 0]
    nothing = np.zeros(count)
    return UnitGraph(
        indptr=np.searchsorted(keys, np.arange(count + 1) * count).astype(np.int64),
        indices=keys % max(count, 1),
        shared_m=np.ones(len(keys)),
        passable=np.ones(len(keys), dtype=np.bool_),
        follow=np.zeros(len(keys)),
        households=households,
        area_m2=nothing,
        perimeter_m=nothing,
    )


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
    ground = graph.indptr, graph.indices, graph.passable
    if not join_apart(*ground, whole, int(grid.max(initial=NOWHERE)) + 1):
        return None
    while (whole == NOWHERE).any():
        edge = (whole[graph.rows] == NOWHERE) & (whole[graph.indices] != NOWHERE) & graph.passable
        units, goals = graph.rows[edge], whole[graph.indices[edge]]
        if not len(units):
            return None
        order = np.lexsort((goals, graph.shared_m[edge]))  # the last write has the longest border
        whole[units[order]] = goals[order]
    return whole
