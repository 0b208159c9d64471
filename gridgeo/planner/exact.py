"""Small domains solved to the end: all contiguous grids listed, then a cover chosen.

``cover_exactly`` answers quickly whether any partition in the band exists; ``solve_exactly`` finds
the most compact one, to measure how far the search stays behind it. Beyond the limits, which are
counts so that the answer is the same everywhere, neither claims anything.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gridgeo.domain.band import HouseholdBand
from gridgeo.planner.columns import Columns, Strip, compactness_of, list_in_order
from gridgeo.planner.graph import Floats, Integers, UnitGraph
from gridgeo.planner.inhabited import Inhabited, find_gates, leave_out_empty, put_back_empty
from gridgeo.planner.kernels.cover import FOUND, GAVE_UP
from gridgeo.planner.kernels.model import make_control
from gridgeo.planner.kernels.sweep import sweep_cover

MAX_UNITS = 256
MAX_COLUMNS, MAX_STEPS = 400_000, 4_000_000
MAX_RESTS, MAX_WORK = 1 << 20, 2_000_000_000


@dataclass(frozen=True, slots=True)
class Limits:
    """How far to go: sets of units listed and looked at, rests remembered, sets tried."""

    columns: int
    steps: int
    rests: int
    work: int


GLANCE = Limits(2_000, 20_000, 1 << 12, 80_000)  # most covers that exist are found at a glance
QUICK = Limits(12_000, 120_000, 1 << 14, 300_000)  # some 3 ms, while somebody waits for a plan
STEADY = Limits(12_000, 400_000, 1 << 16, 2_000_000)  # some 10 ms, for the few that are left open
PATIENT = Limits(60_000, 1_000_000, 1 << 18, 20_000_000)  # some 0.2 s, where a domain is left open


@dataclass(frozen=True, slots=True)
class ExactAnswer:
    """What is known for sure about a small domain.

    Attributes
    ----------
    decided : bool
        False if a limit was met first; then nothing is known.
    grid : int64, shape (n,), or None
        A partition with every grid in the band; None where there is none.
    candidates : int
        Number of contiguous sets of units in the band.
    """

    decided: bool
    grid: Integers | None
    candidates: int


UNDECIDED = ExactAnswer(False, None, 0)


def cover_exactly(
    graph: UnitGraph,
    band: HouseholdBand,
    control: Integers | None = None,
    limits: Limits = QUICK,
) -> ExactAnswer:
    """Find some partition in the band, or prove that there is none.

    Parameters
    ----------
    graph : UnitGraph
        One domain, in one piece.
    band : HouseholdBand
        The hard rule.
    control : int64, shape (2,), optional
        As in ``Scratch``.
    limits : Limits
        How far to go.
    """
    control = make_control() if control is None else control
    answer = _cover_inhabited(graph, leave_out_empty(graph), band, limits, control)
    if answer is None and len(gates := find_gates(graph)):
        answer = _cover_inhabited(graph, leave_out_empty(graph, gates), band, limits, control)
    return answer or _cover(graph, band, limits, control)


def _cover_inhabited(
    graph: UnitGraph, inhabited: Inhabited, band: HouseholdBand, limits: Limits, control: Integers
) -> ExactAnswer | None:
    """Cover a domain without its empty units; None where these cannot be put back."""
    answer = _cover(inhabited.graph, band, limits, control)
    if answer.grid is None or inhabited.graph.size == graph.size:
        return answer
    whole = put_back_empty(graph, inhabited, answer.grid)
    return None if whole is None else ExactAnswer(True, whole, answer.candidates)


def _cover(graph: UnitGraph, band: HouseholdBand, limits: Limits, control: Integers) -> ExactAnswer:
    if graph.size == 0:
        return ExactAnswer(True, None, 0)
    if graph.size > MAX_UNITS:
        return UNDECIDED
    strip = Strip.of(graph)
    if limits.columns > GLANCE.columns:
        answer = _cover_strip(strip, band, GLANCE, control)
        if answer.decided:
            return answer
    return _cover_strip(strip, band, limits, control)


def _cover_strip(
    strip: Strip, band: HouseholdBand, limits: Limits, control: Integers
) -> ExactAnswer:
    columns = list_in_order(strip, band, most=limits.columns, steps=limits.steps, control=control)
    count = len(columns.masks)
    if not columns.hold_all(len(strip.order)):
        return ExactAnswer(columns.complete, None, count)
    status, chosen = _sweep(strip, columns, np.zeros(count), band, limits, control)
    if status == FOUND:  # a part of all sets is enough to find a cover, though not to refute one
        chosen_sets = Columns(columns.masks[chosen], columns.complete)
        return ExactAnswer(True, _assign(chosen_sets.members(len(strip.order)), strip.order), count)
    return ExactAnswer(columns.complete and status != GAVE_UP, None, count)


def solve_exactly(
    graph: UnitGraph,
    band: HouseholdBand,
    *,
    grids: int | None = None,
    limits: Limits | None = None,
) -> ExactAnswer:
    """Find the most compact partition in the band, or prove that there is none.

    Parameters
    ----------
    graph : UnitGraph
        One domain.
    band : HouseholdBand
        The hard rule.
    grids : int, optional
        The number of grids to use; by default any, and the sum of (1 - Polsby-Popper) decides.
    limits : Limits, optional
        How far to go; some minutes by default.
    """
    if not 0 < graph.size <= MAX_UNITS:
        return UNDECIDED
    limits = limits or Limits(MAX_COLUMNS, MAX_STEPS, MAX_RESTS, MAX_WORK)
    control = make_control()
    strip = Strip.of(graph)
    columns = list_in_order(strip, band, most=limits.columns, steps=limits.steps, control=control)
    if not columns.complete:
        return ExactAnswer(False, None, len(columns.masks))
    members = columns.members(graph.size)
    place = np.argsort(strip.order)
    costs = 1.0 - compactness_of(graph, members[:, place])
    status, chosen = _sweep(strip, columns, costs, band, limits, control, grids or 0, cheapest=True)
    grid = _assign(members[chosen], strip.order) if status == FOUND else None
    return ExactAnswer(status != GAVE_UP, grid, len(columns.masks))


def _sweep(
    strip: Strip,
    columns: Columns,
    costs: Floats,
    band: HouseholdBand,
    limits: Limits,
    control: Integers,
    grids: int = 0,
    *,
    cheapest: bool = False,
) -> tuple[int, Integers]:
    starts = columns.starts(len(strip.order))
    return sweep_cover(
        columns.masks, starts, costs, strip.near, strip.households, band.minimum, band.maximum,
        limits.rests, limits.work, cheapest, grids, control,
    )  # fmt: skip


def _assign(members: NDArray[np.bool_], order: Integers) -> Integers:
    """Give each unit the number of the set that holds it; sets are in the order of the sweep."""
    grid = np.empty(len(order), dtype=np.int64)
    grid[order] = np.argmax(members, axis=0)
    return grid
