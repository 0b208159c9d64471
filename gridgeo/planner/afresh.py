"""Plan a domain from nothing, and try harder where that misses the band."""

import numpy as np

from gridgeo.planner.exact import PATIENT, UNDECIDED, cover_exactly
from gridgeo.planner.graph import Integers, UnitGraph
from gridgeo.planner.kernels.model import STOP
from gridgeo.planner.kernels.search import SAME
from gridgeo.planner.local_proof import BRIEF, THOROUGH
from gridgeo.planner.present import compact
from gridgeo.planner.proofs import Proofs
from gridgeo.planner.search import Found, Searcher, Task, judge, plan_domain
from gridgeo.planner.sizes import FEW_GRIDS, possible_sizes

SEEDS = 1 << 64
MIN_MOVES = 60  # for each unit of a neighbourhood
UNHURRIED = 250  # moves for each unit from which what is left open is solved with patience
MAX_RINGS = 3  # how far around a grid outside the band its neighbours are planned anew
MAX_MISSES = 64  # neighbourhoods of a domain that are planned anew in one round


def plan_afresh(task: Task, proofs: Proofs, control: Integers) -> Found:
    """Plan a domain, and try harder where it misses the band though nothing excludes it."""
    found = plan_domain(task, control)
    if found.miss <= 0 or task.graph.size == 1 or control[STOP]:
        return found
    found = try_harder(task, found, proofs, control)
    if has_many(found):
        found = mend_misses(task, found, proofs, control)
    return solve_at_last(task, found, proofs, control)


def solve_at_last(task: Task, found: Found, proofs: Proofs, control: Integers) -> Found:
    """Solve exactly, with patience, what is neither solved nor excluded; not in a hurry."""
    hurry = task.moves * task.starts < UNHURRIED * task.graph.size
    if found.miss <= 0 or hurry or control[STOP]:
        return found
    if proofs.exclude(found.grid, outside(task, found.grid), THOROUGH):
        return found
    return anneal_cover(task, proofs.solve(PATIENT), control) or found


def has_many(found: Found) -> bool:
    """Say whether a draft has too many grids to try every number of them."""
    return int(found.grid.max()) >= FEW_GRIDS


def mend_misses(task: Task, found: Found, proofs: Proofs, control: Integers) -> Found:
    """Plan the surroundings of misses anew, ever wider; those proved unavoidable only once."""
    for rings in range(1, MAX_RINGS + 1):
        misses = outside(task, found.grid)[:MAX_MISSES]
        patience = BRIEF if rings == 1 else THOROUGH
        proved = {
            one for one in misses.tolist() if proofs.of_miss(found.grid, one, patience) is not None
        }
        if rings > 1:
            misses = misses[~np.isin(misses, list(proved))]
        if not len(misses) or control[STOP]:
            break
        found = judge(task, replan_misses(task, found.grid, misses, proved, rings, control))
    return found


def try_harder(task: Task, found: Found, proofs: Proofs, control: Integers) -> Found:
    """Solve a small domain exactly, or search it again with every number of grids."""
    excluded = proofs.exclude(found.grid, outside(task, found.grid))
    solved = None if excluded else anneal_cover(task, proofs.solve(), control)
    if solved is not None or has_many(found):
        return solved or found
    again = Searcher(task, control).again(max(task.moves, MIN_MOVES * task.graph.size))
    return again if again.miss < found.miss - SAME else found


def anneal_cover(task: Task, grid: Integers | None, control: Integers) -> Found | None:
    """Make a cover in the band that was found exactly compact."""
    return None if grid is None else Searcher(task, control).improve(compact(grid), task.moves)


def replan_misses(
    task: Task, grid: Integers, misses: Integers, proved: set[int], rings: int, control: Integers
) -> Integers:
    """Plan each of some grids anew together with so many rings of its neighbours.

    Only what brings the neighbourhood closer to the band is taken. Those that are ``proved`` can
    only come closer, so no exact solution is sought for them.
    """
    result = grid.copy()
    for first in misses.tolist():
        here = int(result[np.flatnonzero(grid == first)[0]])
        if here != first or control[STOP]:
            continue  # an earlier neighbourhood has taken it in
        units = neighbourhood(task.graph, result, here, rings)
        part = take_part(task, units, first)
        before = judge(part, compact(result[units]))
        after = plan_part(part, control, solvable=first not in proved)
        if after.miss < before.miss - SAME and holds_anchors(task, units, after.grid):
            result[units] = int(result.max()) + 1 + after.grid
    return compact(result)


def plan_part(part: Task, control: Integers, *, solvable: bool = True) -> Found:
    """Plan a neighbourhood, but not neighbourhoods in it; the quick proof comes first."""
    exact = UNDECIDED
    if solvable and possible_sizes(int(part.graph.households.sum()), part.band):
        exact = cover_exactly(part.graph, part.band, control)
    solved = anneal_cover(part, exact.grid, control)
    if solved is not None:
        return solved
    found = plan_domain(part, control)
    if exact.decided or found.miss <= 0 or has_many(found):
        return found
    again = Searcher(part, control).again(part.moves)
    return again if again.miss < found.miss - SAME else found


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
