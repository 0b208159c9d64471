"""Mend grids: where a plan misses the band, and present grids with least disruption."""

from dataclasses import replace

import numpy as np

from gridgeo.domain.band import HouseholdBand
from gridgeo.planner.graph import Integers, UnitGraph
from gridgeo.planner.kernels.model import make_scratch
from gridgeo.planner.kernels.search import improve
from gridgeo.planner.present import label_grids, mend_sizes, split_pieces
from gridgeo.planner.search import (
    FEW_GRIDS,
    Found,
    Task,
    make_problem,
    plan_domain,
    typical_perimeter,
)

SEEDS = 1 << 64
MIN_MOVES = 300  # for each unit of a neighbourhood
MAX_RINGS = 3  # how far around a grid outside the band its neighbours are planned anew


def plan_task(task: Task) -> Found:
    """Plan a domain, from its present grids where the task has some."""
    if task.present is None or not (task.present >= 0).any():
        return plan_afresh(task)
    return mend_domain(task, task.present)


def plan_afresh(task: Task) -> Found:
    """Plan a domain from nothing, and plan the neighbourhood of each miss anew, ever wider."""
    found = plan_domain(task)
    for rings in range(1, MAX_RINGS + 1):
        if not found.misses or int(found.grid.max()) < FEW_GRIDS:
            break
        found = judge(task, replan_misses(task, found.grid, rings))
    return found


def mend_domain(task: Task, present: Integers) -> Found:
    """Change the present grids of a domain as little as the band allows.

    Pieces under the minimum are merged, grids over the maximum are split, then a gentle annealing
    weighs shape against the households that would change hands. Where that misses the band and a
    plan from nothing does not, the latter stands: the band is the hard rule.
    """
    grid = mend_sizes(task.graph, task.band, split_pieces(task.graph, present))
    grid = _split_large(task, grid)
    found = _improve(task, grid, present)
    for rings in range(1, MAX_RINGS + 1):
        if not found.misses:
            return found
        repaired = judge(task, replan_misses(task, found.grid, rings))
        improved = _improve(task, repaired.grid, present)
        worse = (improved.misses, improved.beyond_hh) > (repaired.misses, repaired.beyond_hh)
        found = repaired if worse else improved
    fresh = plan_afresh(task)
    return fresh if (fresh.misses, fresh.beyond_hh) < (found.misses, found.beyond_hh) else found


def replan_misses(task: Task, grid: Integers, rings: int) -> Integers:
    """Plan each grid outside the band anew together with so many rings of its neighbours.

    Only what brings the neighbourhood closer to the band is taken.
    """
    result = grid.copy()
    counts = np.bincount(grid, weights=task.graph.households).astype(np.int64)
    for first in np.flatnonzero(_beyond(counts, task.band)).tolist():
        here = int(result[np.flatnonzero(grid == first)[0]])
        if here != first:
            continue  # an earlier neighbourhood has taken it in
        units = _neighbourhood(task.graph, result, here, rings)
        part = _part(task, units, first)
        before, after = judge(part, _compact(result[units])), plan_domain(part)
        if (after.misses, after.beyond_hh) < (before.misses, before.beyond_hh):
            result[units] = int(result.max()) + 1 + after.grid
    return _compact(result)


def _part(task: Task, units: Integers, number: int) -> Task:
    """Make a task of some of the units, with their share of the moves and a seed of their own."""
    moves = max(task.moves * len(units) // task.graph.size, MIN_MOVES * len(units))
    return replace(
        task,
        graph=task.graph.take(units),
        moves=moves,
        seed=(task.seed + 2 * number) % SEEDS,  # stays odd, so never zero
        present=None,
    )


def _neighbourhood(graph: UnitGraph, grid: Integers, start: int, rings: int) -> Integers:
    """Give the units of a grid and of the grids up to ``rings`` passable borders away."""
    inside = grid == start
    for _ in range(rings):
        edge = inside[graph.rows] & graph.passable
        inside = np.isin(grid, np.unique(grid[graph.indices[edge]])) | inside
    return np.flatnonzero(inside)


def _compact(grid: Integers) -> Integers:
    return np.unique(grid, return_inverse=True)[1].astype(np.int64)


def judge(task: Task, grid: Integers) -> Found:
    """Count how far an assignment misses the band."""
    counts = np.bincount(grid, weights=task.graph.households).astype(np.int64)
    beyond = _beyond(counts, task.band)
    return Found(grid, int((beyond > 0).sum()), int(beyond.sum()))


def _split_large(task: Task, grid: Integers) -> Integers:
    counts = np.bincount(grid, weights=task.graph.households)
    result, total = grid.copy(), int(grid.max()) + 1
    for large in np.flatnonzero(counts > task.band.maximum).tolist():
        units = np.flatnonzero(grid == large)
        part = plan_domain(_part(task, units, large))
        result[units] = np.where(part.grid == 0, large, total + part.grid - 1)
        total += int(part.grid.max())
    return result


def _improve(task: Task, grid: Integers, present: Integers) -> Found:
    graph, band = task.graph, task.band
    keep = task.wishes.keep * graph.households / band.target
    problem = make_problem(graph, present, keep)
    rules = task.wishes.rules(band, typical_perimeter(graph, band))
    improved, _ = improve(
        problem,
        rules,
        make_scratch(graph.size, len(graph.indices)),
        grid,
        label_grids(graph, grid, present),
        task.moves,
        np.array([task.seed], dtype=np.uint64),
    )
    return judge(task, improved)


def _beyond(counts: Integers, band: HouseholdBand) -> Integers:
    lower, upper = band.minimum - counts, counts - band.maximum
    return np.maximum(np.maximum(lower, upper), 0)
