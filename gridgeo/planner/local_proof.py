"""Proofs that need only the surroundings of a miss: some units there that no grids can hold.

Units without households are left out (see `inhabited`): what is impossible then is impossible with
them.
"""

from dataclasses import dataclass

from gridgeo.domain.band import HouseholdBand
from gridgeo.planner.graph import Integers
from gridgeo.planner.inhabited import Inhabited
from gridgeo.planner.kernels.core import prove_core
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
        core, candidates = prove_core(
            graph.indptr, graph.indices, graph.passable, graph.households, start, band.minimum,
            band.maximum, MAX_CORE, MAX_WINDOW, patience.columns, MAX_STEPS, MAX_WORK, control,
        )  # fmt: skip
        if len(core):
            return _tell(inhabited, band, core, candidates)
    return None


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
