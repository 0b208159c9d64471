"""Small domains solved to the end: all contiguous grids listed, the best cover chosen by HiGHS.

Listing is feasible up to some twenty units. The answer is either the best partition there is, or
the proof that none exists; beyond the limits it is neither, and the function says so.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csc_matrix

from gridgeo.domain.band import HouseholdBand
from gridgeo.geometry.compactness import polsby_popper
from gridgeo.planner.graph import Integers, UnitGraph
from gridgeo.planner.kernels.subsets import list_connected

MAX_UNITS = 40
MAX_COLUMNS = 40_000
NODE_LIMIT = 20_000  # of HiGHS; a count, not a clock, so that the answer is the same everywhere
MAX_STEPS = 4_000_000

HIGHS_OPTIMAL, HIGHS_INFEASIBLE = 0, 2


@dataclass(frozen=True, slots=True)
class ExactAnswer:
    """What is known for sure about a small domain.

    Attributes
    ----------
    decided : bool
        False if a limit was met first; then nothing is known.
    grid : int64, shape (n,), or None
        The best partition with every grid in the band; None where there is none.
    candidates : int
        Number of contiguous sets of units in the band.
    """

    decided: bool
    grid: Integers | None
    candidates: int


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
        return ExactAnswer(False, None, 0)
    sets, complete = list_connected(
        *_neighbour_masks(graph),
        graph.households,
        band.minimum,
        band.maximum,
        MAX_COLUMNS,
        MAX_STEPS,
    )
    if not complete:
        return ExactAnswer(False, None, len(sets))
    if not len(sets):
        return ExactAnswer(True, None, 0)
    members = _members(sets, graph.size)
    chosen, decided = _cover(members, 1.0 - _compactness(graph, members), grids)
    if chosen is None:
        return ExactAnswer(decided, None, len(sets))
    grid = np.argmax(members[chosen], axis=0).astype(np.int64)
    return ExactAnswer(True, grid, len(sets))


def _neighbour_masks(graph: UnitGraph) -> tuple[NDArray[np.uint64]]:
    masks = np.zeros(graph.size, dtype=np.uint64)
    far = np.uint64(1) << graph.indices[graph.passable].astype(np.uint64)
    np.bitwise_or.at(masks, graph.rows[graph.passable], far)
    return (masks,)


def _members(sets: NDArray[np.uint64], units: int) -> NDArray[np.bool_]:
    """Unpack sets into a table, shape (sets, units)."""
    bits = np.arange(units, dtype=np.uint64)
    return ((sets[:, None] >> bits) & np.uint64(1)).astype(np.bool_)


def _compactness(graph: UnitGraph, members: NDArray[np.bool_]) -> NDArray[np.float64]:
    weights = members.astype(np.float64)
    border = np.zeros((graph.size, graph.size))
    border[graph.rows, graph.indices] = graph.shared_m
    inside = np.einsum("su,su->s", weights @ border, weights)  # each inner border counts twice
    return polsby_popper(weights @ graph.area_m2, weights @ graph.perimeter_m - inside)


def _cover(
    members: NDArray[np.bool_], costs: NDArray[np.float64], grids: int | None
) -> tuple[Integers | None, bool]:
    """Choose sets that hold every unit once at the least cost; None and whether that is proved."""
    ones = np.ones(members.shape[1])
    rules = [LinearConstraint(csc_matrix(members.T.astype(np.float64)), ones, ones)]
    if grids is not None:
        rules.append(LinearConstraint(np.ones((1, len(members))), grids, grids))
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
