"""Plan the surroundings of grids outside the band anew, ever wider."""

from collections.abc import Callable

import numpy as np

from gridgeo.planner.exact import QUICK, ExactAnswer, Limits, cover_exactly
from gridgeo.planner.graph import Integers, UnitGraph
from gridgeo.planner.kernels.model import STOP
from gridgeo.planner.kernels.search import SAME
from gridgeo.planner.local_proof import BRIEF, THOROUGH, Patience
from gridgeo.planner.present import compact
from gridgeo.planner.proofs import Proofs
from gridgeo.planner.search import Found, Searcher, Task, judge, miss_of, plan_domain
from gridgeo.planner.sizes import FEW_GRIDS, possible_sizes

SEEDS = 1 << 64
MIN_MOVES = 60  # for each unit of a neighbourhood
SIZES = 4  # numbers of grids that share the moves of a part that cannot be in the band
MAX_RINGS = 3  # how far around a grid outside the band its neighbours are planned anew
MAX_MISSES = 64  # neighbourhoods of a domain that are planned anew in one round


def mend_misses(
    task: Task, found: Found, proofs: Proofs, control: Integers, limits: Limits = QUICK
) -> Found:
    """Plan the surroundings of misses anew, ever wider; those proved unavoidable only once.

    ``limits`` say how far to go where a neighbourhood is solved exactly.
    """
    mending = Mending(task, found.grid, proofs, control, limits)
    for rings in range(1, MAX_RINGS + 1):
        misses = outside(task, mending.grid)[:MAX_MISSES].tolist()
        if not misses or control[STOP]:
            break
        mending.mend(misses, rings)
    return judge(task, mending.grid)


class Mending:
    """A domain whose misses are planned anew with their neighbours.

    Attributes
    ----------
    grid : int64, shape (n,)
        Grid of each unit, from 0 without a gap.
    """

    def __init__(
        self, task: Task, grid: Integers, proofs: Proofs, control: Integers, limits: Limits
    ) -> None:
        self.grid = grid.copy()
        self._task, self._proofs, self._control, self._limits = task, proofs, control, limits
        self._closest: set[bytes] = set()  # misses that were drawn as close to the band as they go

    def mend(self, misses: list[int], rings: int) -> None:
        """Plan each of some misses anew together with so many rings of its neighbours.

        Only what brings a neighbourhood closer to the band is taken. A laborious proof is looked
        for in the last round only: most misses are gone by then.
        """
        last = rings == MAX_RINGS
        proved = self._find_unavoidable(misses, THOROUGH if last else BRIEF)
        for miss in misses:
            if self._control[STOP] or not (self.grid == miss).any():
                continue  # an earlier neighbourhood has taken it in
            if miss not in proved and self._replan(miss, rings, self._plan) is not None:
                continue
            if (last or miss in proved) and self._key(miss) not in self._closest:
                units = self._replan(miss, 1, self._draw_closer)
                near = [miss] if units is None else np.unique(self.grid[units]).tolist()
                self._closest |= {self._key(grid) for grid in near}
        self.grid = compact(self.grid)

    def _find_unavoidable(self, misses: list[int], patience: Patience) -> set[int]:
        if len(misses) == 1 and self._proofs.of_domain() is not None:
            return set(misses)
        of_miss = self._proofs.of_miss
        return {one for one in misses if of_miss(self.grid, one, patience) is not None}

    def _replan(
        self, miss: int, rings: int, plan: Callable[[Task], Found | None]
    ) -> Integers | None:
        """Give the units that were divided anew; None if that brought nothing."""
        task = self._task
        units = neighbourhood(task.graph, self.grid, miss, rings)
        part = take_part(task, units, miss)
        after = plan(part)
        if after is None or after.miss >= miss_of(part, compact(self.grid[units])) - SAME:
            return None
        if not holds_anchors(task, units, after.grid):
            return None
        self.grid[units] = int(self.grid.max()) + 1 + after.grid
        return units

    def _plan(self, part: Task) -> Found | None:
        exact = None
        if part.graph.size == self._task.graph.size:
            self._proofs.solve(self._limits)
            exact = self._proofs.exact
        return plan_part(part, self._control, exact, self._limits)

    def _draw_closer(self, part: Task) -> Found:
        return draw_closer(part, self._control)

    def _key(self, grid: int) -> bytes:
        return np.flatnonzero(self.grid == grid).tobytes()


def plan_part(
    part: Task, control: Integers, exact: ExactAnswer | None = None, limits: Limits = QUICK
) -> Found | None:
    """Plan a neighbourhood, but not neighbourhoods in it; None where no division is in the band.

    ``exact`` is what is known of it already; else it is solved within ``limits``.
    """
    if not possible_sizes(int(part.graph.households.sum()), part.band):
        return None
    exact = exact or cover_exactly(part.graph, part.band, control, limits)
    if exact.decided:
        return anneal_cover(part, exact.grid, control)
    found = plan_domain(part, control)
    if found.miss <= 0 or has_many(found):
        return found
    again = Searcher(part, control).again(part.moves)
    return again if again.miss < found.miss - SAME else found


def draw_closer(part: Task, control: Integers) -> Found:
    """Plan a neighbourhood that cannot be in the band with any number of grids that may serve."""
    if part.graph.households.sum() > FEW_GRIDS * part.band.target:
        return plan_domain(part, control)
    return Searcher(part, control).again(part.moves // SIZES)


def anneal_cover(task: Task, grid: Integers | None, control: Integers) -> Found | None:
    """Make a cover in the band that was found exactly compact."""
    return None if grid is None else Searcher(task, control).improve(compact(grid), task.moves)


def has_many(found: Found) -> bool:
    """Say whether a draft has too many grids to try every number of them."""
    return int(found.grid.max()) >= FEW_GRIDS


def take_part(task: Task, units: Integers, number: int) -> Task:
    """Make a task of some of the units, with their share of the moves and a seed of their own."""
    moves = max(task.moves * len(units) // task.graph.size, MIN_MOVES * len(units))
    return task.take(units, (task.seed + 2 * number) % SEEDS, moves)  # stays odd, so never zero


def holds_anchors(task: Task, units: Integers, grid: Integers) -> bool:
    """Say whether no grid has units that are pinned to different present grids."""
    if task.pinned is None or task.present is None:
        return True
    pinned = task.pinned[units]
    pairs = np.unique(np.column_stack([grid[pinned], task.present[units][pinned]]), axis=0)
    return len(np.unique(pairs[:, 0])) == len(pairs) == len(np.unique(pairs[:, 1]))


def neighbourhood(graph: UnitGraph, grid: Integers, start: int, rings: int) -> Integers:
    """Give the units of a grid and of the grids up to ``rings`` passable borders away."""
    inside = grid == start
    rows, chosen = graph.rows, np.zeros(int(grid.max()) + 1, dtype=np.bool_)
    for _ in range(rings):
        chosen[grid[graph.indices[inside[rows] & graph.passable]]] = True
        chosen[start] = True
        inside = chosen[grid]
    return np.flatnonzero(inside)


def outside(task: Task, grid: Integers) -> Integers:
    """Give the grids outside the band, the farthest off first."""
    counts = np.bincount(grid, weights=task.graph.households).astype(np.int64)
    beyond = np.maximum(task.band.minimum - counts, counts - task.band.maximum)
    misses = np.flatnonzero(beyond > 0)
    return misses[np.lexsort((misses, -beyond[misses]))]
