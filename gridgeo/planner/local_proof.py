"""Proofs that need only the surroundings of a miss: some units there that no grids can hold.

Units without households bridge others but never decide a count, so they are left out and what they
join is joined. That only adds ways to form a grid: what is impossible then is impossible with them.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import dijkstra

from gridgeo.domain.band import HouseholdBand
from gridgeo.planner.columns import list_grids, mask_of
from gridgeo.planner.graph import Integers, UnitGraph
from gridgeo.planner.kernels.cover import NONE_EXISTS, choose_cover
from gridgeo.planner.reasons import Reason, ReasonCode

MAX_COLUMNS = 8_000
MAX_STEPS = 150_000
MAX_WORK = 2_000_000
MAX_CORE = 12  # units that are asked to be held at the same time
MAX_STARTS = 6  # misses of a domain that are looked at


@dataclass(frozen=True, slots=True)
class Inhabited:
    """The units with households, and which of them can be joined (straight or over empty ones).

    Attributes
    ----------
    graph : UnitGraph
        These units; lengths and areas say nothing.
    units, place : int64
        Their positions in the domain, and where each unit of the domain is among them (-1: not).
    ways : csr_matrix
        What entering a unit from a neighbour adds to a count.
    """

    graph: UnitGraph
    units: Integers
    place: Integers
    ways: csr_matrix


def prove_locally(
    inhabited: Inhabited, band: HouseholdBand, misses: Integers, control: Integers
) -> Reason | None:
    """Prove that some units around the misses cannot all lie in grids in the band.

    Parameters
    ----------
    inhabited : Inhabited
        One domain, from `leave_out_empty`.
    band : HouseholdBand
        The hard rule.
    misses : int64
        Units of grids outside the band, the most telling ones first.
    control : int64, shape (2,)
        As in ``Scratch``.

    Returns
    -------
    Reason or None
        None where nothing was proved within the limits.
    """
    starts = inhabited.place[misses]
    for start in starts[starts >= 0][:MAX_STARTS].tolist():
        for core in _cores(inhabited.graph, start):
            answer = _try_core(inhabited, band, core, control)
            if answer is None:
                break
            candidates, impossible = answer
            if impossible:
                return _tell(inhabited, band, core, candidates)
    return None


def leave_out_empty(graph: UnitGraph) -> Inhabited:
    """Join the neighbours of each patch of empty units, and leave the patch out."""
    empty = graph.households == 0
    units = np.flatnonzero(~empty)
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
    cost = bare.households[bare.indices].astype(np.float64)
    ways = csr_matrix((cost, bare.indices, bare.indptr), shape=(bare.size, bare.size))
    return Inhabited(bare, units, np.where(empty, -1, place), ways)


def _bare_graph(both_ways: Integers, households: Integers) -> UnitGraph:
    """Lay out borders without lengths: contiguity and counts are all that a proof needs."""
    joined = np.unique(both_ways[both_ways[:, 0] < both_ways[:, 1]], axis=0)
    nothing = np.zeros(len(households))
    return UnitGraph.build(joined, np.ones(len(joined)), households, nothing, nothing)


def _cores(graph: UnitGraph, start: int) -> Iterator[Integers]:
    """Grow the units in question around ``start``: the most populous neighbour comes next."""
    core = [start]
    near: set[int] = set()
    while True:
        yield np.array(core)
        row = graph.indices[graph.indptr[core[-1]] : graph.indptr[core[-1] + 1]]
        near = (near | set(row.tolist())) - set(core)
        if not near or len(core) == MAX_CORE:
            return
        core.append(max(near, key=lambda unit: (int(graph.households[unit]), -unit)))


def _try_core(
    inhabited: Inhabited, band: HouseholdBand, core: Integers, control: Integers
) -> tuple[int, bool] | None:
    """Say how many grids could hold some of the core, and whether none hold all of it."""
    window = _within_reach(inhabited, band, core)
    part = inhabited.graph.take(window)
    roots = np.searchsorted(window, core)
    columns = list_grids(
        part, band, most=MAX_COLUMNS, steps=MAX_STEPS, roots=roots, control=control
    )
    if not columns.complete:
        return None
    status, _ = choose_cover(columns.masks, mask_of(roots, part.size), part.size, MAX_WORK, control)
    return len(columns.masks), status == NONE_EXISTS


def _within_reach(inhabited: Inhabited, band: HouseholdBand, core: Integers) -> Integers:
    """Give the units that a grid with some unit of the core could hold, ascending."""
    households = inhabited.graph.households[core]
    away = dijkstra(inhabited.ways, indices=core, limit=float(band.maximum))
    near = (away + households[:, None] <= band.maximum).any(axis=0)
    near[core] = True
    return np.flatnonzero(near)


def _tell(inhabited: Inhabited, band: HouseholdBand, core: Integers, candidates: int) -> Reason:
    households = inhabited.graph.households[core]
    unit = int(inhabited.units[core[0]])
    if len(core) == 1:
        return Reason(
            ReasonCode.NO_GRID_HOLDS_UNIT,
            f"No contiguous set of units with unit {{unit}} ({int(households[0])} households) has"
            f" {band.minimum} to {band.maximum} households: its neighbours are too large or too"
            " few.",
            unit=unit,
        )
    return Reason(
        ReasonCode.NO_COVER,
        f"Unit {{unit}} and {len(core) - 1} units near it have"
        f" {', '.join(str(int(count)) for count in households)} households: only"
        f" {candidates} contiguous sets of units in the band hold any of them, and no choice of"
        " these holds each of them once.",
        unit=unit,
    )
