"""Several numbers of grids and several starts on one domain; the best draft stays."""

import numpy as np

from gridgeo.geometry.compiled import compiled
from gridgeo.planner.kernels.anneal import anneal
from gridgeo.planner.kernels.chance import State
from gridgeo.planner.kernels.construct import construct
from gridgeo.planner.kernels.energy import grid_cost, measure
from gridgeo.planner.kernels.model import Draft, Floats, Integers, Problem, Rules, Scratch

HOT, COLD = 0.07, 0.002  # temperatures in points of Polsby-Popper
WARM = 0.02  # start from a present plan: mend it, do not melt it


@compiled
def empty_draft(units: int, grids: int) -> Draft:
    """Make room for a draft of so many units and grids."""
    return Draft(
        np.zeros(units, dtype=np.int64),
        np.zeros(grids, dtype=np.int64),
        np.zeros(grids, dtype=np.int64),
        np.zeros(grids),
        np.zeros(grids),
        np.full(grids, -1, dtype=np.int64),
    )


@compiled
def misfit(rules: Rules, draft: Draft) -> tuple[int, int]:
    """Count the grids outside the band, and the households by which they miss it."""
    misses, beyond = 0, 0
    for households in draft.households:
        away = max(rules.minimum - households, households - rules.maximum, 0)
        misses += away > 0
        beyond += away
    return misses, beyond


@compiled
def mean_cost(problem: Problem, rules: Rules, draft: Draft) -> float:
    """Energy of a draft for each of its grids, so that drafts of several sizes compare."""
    total = 0.0
    for grid in range(len(draft.units)):
        total += grid_cost(rules, draft, grid)
    for edge in range(len(problem.indices)):
        if draft.grid[problem.rows[edge]] != draft.grid[problem.indices[edge]]:
            total += 0.5 * rules.slack * problem.slack_m[edge]
    for unit in range(len(draft.grid)):
        present = problem.present[unit]
        if present >= 0 and draft.label[draft.grid[unit]] != present:
            total += problem.keep[unit]
    return total / len(draft.units)


@compiled
def search(
    problem: Problem,
    rules: Rules,
    scratch: Scratch,
    sizes: Integers,
    starts: int,
    moves: int,
    state: State,
) -> tuple[Integers, int, int]:
    """Plan one connected domain from nothing.

    Parameters
    ----------
    sizes : int64, shape (s,)
        Numbers of grids to try, each at least 1 and at most the number of units.
    starts, moves : int
        Starts for each number of grids, and moves of each start.

    Returns
    -------
    grid : int64, shape (n,)
        Grid of each unit in the best draft: fewest misses, then least beyond the band, then energy.
    misses, beyond : int
        Grids outside the band, and the households by which they miss it.
    """
    best = np.zeros(len(problem.households), dtype=np.int64)
    best_misses, best_beyond, best_cost = 1 << 60, 1 << 60, np.inf
    for size in sizes:
        for _ in range(starts):
            draft = empty_draft(len(problem.households), size)
            construct(problem, rules, draft, scratch, state)
            measure(problem, draft)
            anneal(problem, rules, draft, scratch, moves, HOT, COLD, state)
            misses, beyond = misfit(rules, draft)
            energy = mean_cost(problem, rules, draft)
            if (misses, beyond, energy) < (best_misses, best_beyond, best_cost):
                best_misses, best_beyond, best_cost = misses, beyond, energy
                best = draft.grid
    return best, best_misses, best_beyond


@compiled
def improve(
    problem: Problem,
    rules: Rules,
    scratch: Scratch,
    grid: Integers,
    label: Integers,
    moves: int,
    state: State,
) -> tuple[Integers, Floats]:
    """Anneal gently from a given contiguous assignment; give the new one and its grids' figures."""
    draft = empty_draft(len(grid), len(label))
    draft.grid[:] = grid
    draft.label[:] = label
    measure(problem, draft)
    anneal(problem, rules, draft, scratch, moves, WARM, COLD, state)
    return draft.grid, draft.perimeter_m
