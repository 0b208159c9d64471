"""Plan a domain from nothing, and try harder where that misses the band."""

import numpy as np

from gridgeo.planner.exact import UNDECIDED, ExactAnswer, cover_exactly
from gridgeo.planner.graph import Integers, UnitGraph
from gridgeo.planner.inhabited import Inhabited, leave_out_empty
from gridgeo.planner.kernels.model import STOP
from gridgeo.planner.kernels.search import SAME
from gridgeo.planner.local_proof import prove_locally
from gridgeo.planner.present import compact
from gridgeo.planner.reasons import Reason
from gridgeo.planner.search import Found, Searcher, Task, judge, plan_domain
from gridgeo.planner.sizes import FEW_GRIDS, possible_sizes

SEEDS = 1 << 64
MIN_MOVES = 60  # for each unit of a neighbourhood
MAX_RINGS = 3  # how far around a grid outside the band its neighbours are planned anew
MAX_MISSES = 64  # neighbourhoods of a domain that are planned anew in one round


def plan_afresh(task: Task, control: Integers) -> tuple[Found, ExactAnswer]:
    """Plan a domain; also give what is known for sure about it, where its misses were examined."""
    found = plan_domain(task, control)
    if found.miss <= 0 or task.graph.size == 1 or control[STOP]:
        return found, UNDECIDED
    found, exact = try_harder(task, found, control)
    if int(found.grid.max()) >= FEW_GRIDS:
        found = mend_misses(task, found, control)
    return found, exact


def mend_misses(task: Task, found: Found, control: Integers) -> Found:
    """Plan the surroundings of misses anew, ever wider; those proved unavoidable only once."""
    inhabited = leave_out_empty(task.graph)
    for rings in range(1, MAX_RINGS + 1):
        misses = outside(task, found.grid)[:MAX_MISSES]
        if rings > 1:
            misses = np.array(
                [
                    grid
                    for grid in misses.tolist()
                    if prove_miss(task, inhabited, found.grid, grid, control) is None
                ],
                dtype=np.int64,
            )
        if not len(misses) or control[STOP]:
            break
        found = judge(task, replan_misses(task, found.grid, misses, rings, control))
    return found


def prove_miss(
    task: Task, inhabited: Inhabited, grid: Integers, miss: int, control: Integers
) -> Reason | None:
    """Prove from the units of a grid outside the band that they cannot all be inside it."""
    units = np.flatnonzero(grid == miss)
    order = np.lexsort((units, -task.graph.households[units]))
    return prove_locally(inhabited, task.band, units[order], control)


def try_harder(task: Task, found: Found, control: Integers) -> tuple[Found, ExactAnswer]:
    """Solve a small domain exactly, or search it again with every number of grids."""
    exact, solved = solve(task, control)
    if solved is not None or int(found.grid.max()) >= FEW_GRIDS:
        return solved or found, exact
    again = Searcher(task, control).again(max(task.moves, MIN_MOVES * task.graph.size))
    return (again if again.miss < found.miss - SAME else found), exact


def solve(task: Task, control: Integers) -> tuple[ExactAnswer, Found | None]:
    """Look for a cover by grids in the band, and anneal what was found."""
    if not possible_sizes(int(task.graph.households.sum()), task.band):
        return UNDECIDED, None
    exact = cover_exactly(task.graph, task.band, control)
    if exact.grid is None:
        return exact, None
    return exact, Searcher(task, control).improve(compact(exact.grid), task.moves)


def replan_misses(
    task: Task, grid: Integers, misses: Integers, rings: int, control: Integers
) -> Integers:
    """Plan each of some grids anew together with so many rings of its neighbours.

    Only what brings the neighbourhood closer to the band is taken.
    """
    result = grid.copy()
    for first in misses.tolist():
        here = int(result[np.flatnonzero(grid == first)[0]])
        if here != first or control[STOP]:
            continue  # an earlier neighbourhood has taken it in
        units = neighbourhood(task.graph, result, here, rings)
        part = take_part(task, units, first)
        before, (after, _) = judge(part, compact(result[units])), plan_part(part, control)
        if after.miss < before.miss - SAME and holds_anchors(task, units, after.grid):
            result[units] = int(result.max()) + 1 + after.grid
    return compact(result)


def plan_part(part: Task, control: Integers) -> tuple[Found, ExactAnswer]:
    """Plan a neighbourhood, but not neighbourhoods in it; the quick proof comes first."""
    exact, solved = solve(part, control)
    if solved is not None:
        return solved, exact
    found = plan_domain(part, control)
    if exact.decided or found.miss <= 0 or int(found.grid.max()) >= FEW_GRIDS:
        return found, exact
    again = Searcher(part, control).again(part.moves)
    return (again if again.miss < found.miss - SAME else found), exact


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
    for _ in range(rings):
        edge = inside[graph.rows] & graph.passable
        inside = np.isin(grid, np.unique(grid[graph.indices[edge]])) | inside
    return np.flatnonzero(inside)


def outside(task: Task, grid: Integers) -> Integers:
    """Give the grids outside the band, the farthest off first."""
    counts = np.bincount(grid, weights=task.graph.households).astype(np.int64)
    beyond = np.maximum(task.band.minimum - counts, counts - task.band.maximum)
    misses = np.flatnonzero(beyond > 0)
    return misses[np.lexsort((misses, -beyond[misses]))]
