"""Small domains solved to the end: all contiguous grids listed, then a cover chosen.

``cover_exactly`` answers quickly whether any partition in the band exists; ``solve_exactly`` finds
the most compact one, by HiGHS, to measure how far the search stays behind it. Beyond the limits
neither claims anything.
"""

import contextlib
import os
import sys
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gridgeo.domain.band import HouseholdBand
from gridgeo.planner.columns import compactness_of, list_grids, mask_of
from gridgeo.planner.graph import Integers, UnitGraph
from gridgeo.planner.kernels.cover import FOUND, GAVE_UP, choose_cover
from gridgeo.planner.kernels.model import make_control

MAX_UNITS = 64
MAX_COLUMNS = 40_000
MAX_STEPS = 1_000_000
QUICK_COLUMNS, QUICK_STEPS = 20_000, 200_000  # while somebody waits for a plan, some 5 ms
MAX_WORK = 10_000_000  # sets looked at by the backtracking, some 0.1 s
NODE_LIMIT = 20_000  # of HiGHS; counts, not clocks, so that the answer is the same everywhere

HIGHS_OPTIMAL, HIGHS_INFEASIBLE = 0, 2


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
    graph: UnitGraph, band: HouseholdBand, control: Integers | None = None
) -> ExactAnswer:
    """Find some partition in the band, or prove that there is none.

    Parameters
    ----------
    graph : UnitGraph
        One domain.
    band : HouseholdBand
        The hard rule.
    control : int64, shape (2,), optional
        As in ``Scratch``.
    """
    if graph.size > MAX_UNITS:
        return UNDECIDED
    control = make_control() if control is None else control
    columns = list_grids(graph, band, most=QUICK_COLUMNS, steps=QUICK_STEPS, control=control)
    if not columns.complete:
        return ExactAnswer(False, None, len(columns.masks))
    everything = mask_of(np.arange(graph.size), graph.size)
    status, chosen = choose_cover(columns.masks, everything, graph.size, MAX_WORK, control)
    grid = _assign(columns.members(graph.size)[chosen]) if status == FOUND else None
    return ExactAnswer(status != GAVE_UP, grid, len(columns.masks))


def solve_exactly(
    graph: UnitGraph, band: HouseholdBand, *, grids: int | None = None
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
    """
    if graph.size > MAX_UNITS:
        return UNDECIDED
    columns = list_grids(graph, band, most=MAX_COLUMNS, steps=MAX_STEPS)
    if not columns.complete:
        return ExactAnswer(False, None, len(columns.masks))
    if not len(columns.masks):
        return ExactAnswer(True, None, 0)
    members = columns.members(graph.size)
    chosen, decided = _cheapest(members, 1.0 - compactness_of(graph, members), grids)
    if chosen is None:
        return ExactAnswer(decided, None, len(members))
    return ExactAnswer(True, _assign(members[chosen]), len(members))


def _assign(members: NDArray[np.bool_]) -> Integers:
    grid: Integers = np.argmax(members, axis=0).astype(np.int64)
    return grid


def _cheapest(
    members: NDArray[np.bool_], costs: NDArray[np.float64], grids: int | None
) -> tuple[Integers | None, bool]:
    """Choose sets that hold every unit once at the least cost; None and whether that is proved."""
    from scipy.optimize import Bounds, LinearConstraint, milp  # noqa: PLC0415  not for every plan
    from scipy.sparse import csc_matrix  # noqa: PLC0415

    ones = np.ones(members.shape[1])
    rules = [LinearConstraint(csc_matrix(members.T.astype(np.float64)), ones, ones)]
    if grids is not None:
        rules.append(LinearConstraint(np.ones((1, len(members))), grids, grids))
    with _silent():
        answer = milp(
            costs,
            constraints=rules,
            integrality=np.ones(len(members)),
            bounds=Bounds(0, 1),
            options={"node_limit": NODE_LIMIT, "mip_rel_gap": 1e-6},
        )
    if answer.status == HIGHS_OPTIMAL and answer.x is not None:
        return np.flatnonzero(answer.x > 0.5), True
    return None, answer.status == HIGHS_INFEASIBLE


@contextlib.contextmanager
def _silent() -> Iterator[None]:
    """Keep what HiGHS prints, past Python, away from the standard output."""
    sys.stdout.flush()
    kept = os.dup(1)
    try:
        with open(os.devnull, "wb") as nowhere:  # noqa: PTH123  its descriptor is wanted
            os.dup2(nowhere.fileno(), 1)
        yield
    finally:
        os.dup2(kept, 1)
        os.close(kept)
