"""Extend a plan to new ground: present grids stay as they are unless the new ground needs them."""

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gridgeo.domain.band import HouseholdBand
from gridgeo.domain.enums import BandStatus
from gridgeo.domain.errors import BadInputError
from gridgeo.planner.actions.outcome import Outcome, keep_numbers, plan_part
from gridgeo.planner.effort import NORMAL, Effort
from gridgeo.planner.given import NONE
from gridgeo.planner.graph import Integers, UnitGraph
from gridgeo.planner.partition import partition


@dataclass(frozen=True, slots=True)
class Extension:
    """A plan that has grown.

    Attributes
    ----------
    outcome : Outcome
        The plan; new grids have numbers above all present ones.
    new : tuple of int
        Grids that lie on new ground only.
    grown : tuple of int
        Present grids that took new ground in.
    redrawn : tuple of int
        Present grids that had to give ground away for the new ones to reach the band.
    left : tuple of int
        New grids that still miss the band.
    """

    outcome: Outcome
    new: tuple[int, ...]
    grown: tuple[int, ...]
    redrawn: tuple[int, ...]
    left: tuple[int, ...]


def extend(
    graph: UnitGraph,
    present: Integers,
    band: HouseholdBand,
    *,
    communities: NDArray[np.generic] | None = None,
    seed: int = 0,
    effort: Effort = NORMAL,
    locked: Collection[int] = (),
) -> Extension:
    """Give new ground to grids.

    New ground is planned by itself. A new grid under the minimum then joins the neighbour with
    the longest shared border that has room for it; where none has, the ground of both is divided
    anew, with the neighbour of which fewest households change hands. What misses the band after
    that is left, and told.

    Parameters
    ----------
    graph : UnitGraph
        All units, old and new.
    present : int64, shape (n,)
        Present grid of each unit; -1 for new ground.
    band : HouseholdBand
        What each grid should hold.
    communities : shape (n,), optional
        Grids stay inside one.
    seed, effort
        As in `gridgeo.planner.partition.partition`.
    locked : collection of int
        Present grids that must stay exactly as they are.

    Raises
    ------
    BadInputError
        If an array has another length than the units.
    """
    for name, labels in (("present grids", present), ("communities", communities)):
        if labels is not None and len(labels) != graph.size:
            raise BadInputError(f"{len(labels)} {name} for {graph.size} units.")
    fresh = np.flatnonzero(present == NONE)
    kept = np.zeros(graph.size, np.int64) if communities is None else _number(communities)
    closed = graph.bar(kept)
    found = partition(graph.take(fresh), band, communities=kept[fresh], seed=seed, effort=effort)
    first = int(present.max(initial=NONE)) + 1
    grids = present.copy()
    grids[fresh] = first + found.assignment
    growth = _Growth(closed, band, seed, frozenset(locked), grids, first)
    growth.settle_all()
    return _describe(growth, present)


class _Growth:
    """A plan while its new grids find their place."""

    def __init__(
        self,
        graph: UnitGraph,
        band: HouseholdBand,
        seed: int,
        locked: frozenset[int],
        grids: Integers,
        first: int,
    ) -> None:
        self.graph, self.band, self.seed, self.locked = graph, band, seed, locked
        self.grids, self.first = grids, first

    def count(self, grid: int) -> int:
        """Households of a grid."""
        return int(self.graph.households[self.grids == grid].sum())

    def settle_all(self) -> None:
        """Settle new grids under the minimum, the smallest first."""
        fresh = np.unique(self.grids[self.grids >= self.first]).tolist()
        for grid in sorted(fresh, key=lambda one: (self.count(one), one)):
            if self.band.status(self.count(grid)) is BandStatus.UNDER:
                self._settle(grid)

    def _settle(self, grid: int) -> None:
        near = self._neighbours(grid)
        room = self.band.maximum - self.count(grid)
        roomy = [other for other in near if self.count(other) <= room]
        if roomy:
            self.grids[self.grids == grid] = roomy[0]
            return
        better = [drawn for other in near if (drawn := self._redraw(grid, other)) is not None]
        if better:
            self.grids = min(better, key=self._moved)

    def _neighbours(self, grid: int) -> list[int]:
        """Give the unlocked grids around, the longest shared border first."""
        graph = self.graph
        edge = (self.grids[graph.rows] == grid) & graph.passable
        beyond = self.grids[graph.indices[edge]]
        lengths = np.bincount(beyond, weights=graph.shared_m[edge])
        near = [int(other) for other in np.unique(beyond) if other != grid]
        free = [other for other in near if other not in self.locked]
        return sorted(free, key=lambda other: (-lengths[other], other))

    def _redraw(self, grid: int, other: int) -> Integers | None:
        """Divide two grids anew; None where that does not bring all into the band."""
        units = np.flatnonzero((self.grids == grid) | (self.grids == other))
        part = self.graph.take(units)
        chosen = sorted((grid, other))
        found = plan_part(part, self.band, self.seed, f"extend/{chosen}", (2,))
        if found.miss > 0 or int(found.grid.max()) != 1:
            return None
        drawn = self.grids.copy()
        drawn[units] = keep_numbers(part, found.grid, self.grids[units], chosen)
        return drawn

    def _moved(self, drawn: Integers) -> int:
        changed = (drawn != self.grids) & (self.grids < self.first)
        return int(self.graph.households[changed].sum())


def _describe(growth: _Growth, present: Integers) -> Extension:
    grids, old = growth.grids, present != NONE
    lost = np.unique(present[old & (grids != present)])
    gained = np.unique(grids[~old & (grids < growth.first)])
    fresh = np.unique(grids[grids >= growth.first])
    missed = [
        grid
        for grid in fresh.tolist()
        if growth.band.status(growth.count(grid)) is not BandStatus.IN_BAND
    ]
    return Extension(
        Outcome.between(present, grids),
        tuple(np.setdiff1d(fresh, grids[old]).tolist()),
        tuple(np.setdiff1d(gained, lost).tolist()),
        tuple(lost.tolist()),
        tuple(missed),
    )


def _number(labels: NDArray[np.generic]) -> Integers:
    numbers: Integers = np.unique(labels, return_inverse=True)[1].astype(np.int64)
    return numbers
