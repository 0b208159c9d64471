"""Proofs that need only the surroundings of a miss: some units there that no grids can hold.

Units without households are left out (see `inhabited`): what is impossible then is impossible with
them.
"""

from dataclasses import dataclass

import numpy as np

from gridgeo.domain.band import HouseholdBand
from gridgeo.planner.columns import mask_of, neighbour_masks
from gridgeo.planner.graph import Integers, UnitGraph
from gridgeo.planner.inhabited import Inhabited
from gridgeo.planner.kernels.cover import NONE_EXISTS, choose_cover
from gridgeo.planner.kernels.reach import grow_core, within_reach
from gridgeo.planner.kernels.subsets import list_connected
from gridgeo.planner.reasons import Reason, ReasonCode

MAX_STEPS = 50_000  # for each unit in question
MAX_WINDOW = 256  # units that the grids in question could reach
MAX_WORK = 2_000_000
MAX_CORE = 12  # units that are asked to be held at the same time


@dataclass(frozen=True, slots=True)
class Patience:
    """How far a proof goes: units that it begins with, and grids that it lists for each."""

    starts: int
    columns: int


THOROUGH = Patience(4, 8_000)
BRIEF = Patience(2, 1_000)  # finds nine proofs of ten in a quarter of the time


def prove_locally(
    inhabited: Inhabited,
    band: HouseholdBand,
    misses: Integers,
    control: Integers,
    patience: Patience = THOROUGH,
) -> Reason | None:
    """Prove that some units around the misses cannot all lie in grids in the band.

    Parameters
    ----------
    inhabited : Inhabited
        One domain.
    band : HouseholdBand
        The hard rule.
    misses : int64
        Units of grids outside the band, the most telling ones first.
    control : int64, shape (2,)
        As in ``Scratch``.
    patience : Patience, optional
        How far to go.

    Returns
    -------
    Reason or None
        None where nothing was proved within the limits.
    """
    graph, starts = inhabited.graph, inhabited.place[misses]
    for start in starts[starts >= 0][: patience.starts].tolist():
        core = grow_core(graph.indptr, graph.indices, graph.households, start, MAX_CORE)
        size, candidates = _prove_core(graph, band, core, patience.columns, control)
        if size:
            return _tell(inhabited, band, core[:size], candidates)
    return None


def _prove_core(
    graph: UnitGraph, band: HouseholdBand, core: Integers, most: int, control: Integers
) -> tuple[int, int]:
    """Find how many units of the core, from its first on, no grids can hold all of; 0 if unknown.

    Also gives how many grids could hold some of these. Units join one by one, and only the sets
    that hold the new one and none before it are listed.
    """
    window = np.flatnonzero(
        within_reach(
            graph.indptr, graph.indices, graph.passable, graph.households, core, band.maximum
        )
    )
    if len(window) > MAX_WINDOW:
        return 0, 0
    part = graph.take(window)
    near, roots = neighbour_masks(part), np.searchsorted(window, core)
    past = np.zeros(near.shape[1], dtype=np.uint64)
    sets = np.empty((0, near.shape[1]), dtype=np.uint64)
    for size in range(1, len(core) + 1):
        more, complete = list_connected(
            near, part.households, roots[size - 1 : size], band.minimum, band.maximum,
            most - len(sets), MAX_STEPS, past, control,
        )  # fmt: skip
        if not complete:
            break
        sets = np.concatenate([sets, more])
        required = mask_of(roots[:size], part.size)
        status, _ = choose_cover(sets, required, part.size, MAX_WORK, control)
        if status == NONE_EXISTS:
            return size, len(sets)
    return 0, 0


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
