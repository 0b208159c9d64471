"""What is known for sure about one domain: asked for while it is planned, and told at the end."""

from dataclasses import dataclass

import numpy as np

from gridgeo.domain.band import HouseholdBand
from gridgeo.planner.exact import QUICK, UNDECIDED, ExactAnswer, Limits, cover_exactly
from gridgeo.planner.feasibility import explain_count, explain_cut_unit
from gridgeo.planner.graph import Integers, UnitGraph
from gridgeo.planner.inhabited import Inhabited, leave_out_empty
from gridgeo.planner.kernels.model import MOVES
from gridgeo.planner.local_proof import BRIEF, THOROUGH, Patience, prove_locally
from gridgeo.planner.reasons import Reason

ASKED = 3  # misses that are examined before a domain is solved exactly: one proof is enough


@dataclass(frozen=True, slots=True)
class _Known:
    """What is known about a miss, and how far it was looked for."""

    reason: Reason | None
    patience: Patience


class Proofs:
    """The proofs of one domain; each is looked for once.

    Parameters
    ----------
    graph : UnitGraph
        The domain.
    band : HouseholdBand
        The hard rule.
    control : int64, shape (2,)
        As in ``Scratch``.

    Attributes
    ----------
    exact : ExactAnswer
        What `solve` found; undecided before.
    """

    def __init__(self, graph: UnitGraph, band: HouseholdBand, control: Integers) -> None:
        self.exact: ExactAnswer = UNDECIDED
        self._spent = 0
        self._graph, self._band, self._control = graph, band, control
        self._inhabited: Inhabited | None = None
        self._whole: tuple[Reason | None] | None = None
        self._around: dict[bytes, _Known] = {}

    @property
    def moves(self) -> int:
        """Moves of the search that this worker has made for the domain."""
        return int(self._control[MOVES])

    def solve(self, limits: Limits = QUICK) -> Integers | None:
        """Give some partition in the band, or None where none exists or none was found."""
        if not self.exact.decided and limits.work > self._spent:
            self._spent = limits.work
            self.exact = cover_exactly(self._graph, self._band, self._control, limits)
        return self.exact.grid

    def of_domain(self) -> Reason | None:
        """Prove from counts, or from one cut unit, that the domain has no partition in the band."""
        if self._whole is None:
            reason = explain_count(self._graph, self._band)
            self._whole = (reason or explain_cut_unit(self._graph, self._band),)
        return self._whole[0]

    def of_miss(self, grid: Integers, miss: int, patience: Patience = THOROUGH) -> Reason | None:
        """Prove from the units of a grid outside the band that they cannot all be inside it."""
        units = np.flatnonzero(grid == miss)
        key = units.tobytes()
        known = self._around.get(key)
        if known is None or (known.reason is None and known.patience != patience):
            known = self._around[key] = _Known(self._prove_around(units, patience), patience)
        return known.reason

    def exclude(self, grid: Integers, misses: Integers, patience: Patience = BRIEF) -> bool:
        """Say whether a quick proof shows that these misses are not all avoidable."""
        if self.of_domain() is not None:
            return True
        asked = misses[:ASKED].tolist()
        return any(self.of_miss(grid, miss, patience) is not None for miss in asked)

    def _prove_around(self, units: Integers, patience: Patience) -> Reason | None:
        if self._inhabited is None:
            self._inhabited = leave_out_empty(self._graph)
        order = np.lexsort((units, -self._graph.households[units]))
        return prove_locally(self._inhabited, self._band, units[order], self._control, patience)
