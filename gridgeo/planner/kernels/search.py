"""Several numbers of grids and several starts on one domain; the best draft stays."""

import numpy as np

from gridgeo.geometry.compiled import compiled
from gridgeo.planner.kernels.anneal import anneal
from gridgeo.planner.kernels.chance import State
from gridgeo.planner.kernels.construct import construct
from gridgeo.planner.kernels.energy import measure, miss_cost
from gridgeo.planner.kernels.model import STOP, Draft, Integers, Problem, Rules, Scratch

HOT, MILD, COLD = 0.07, 0.012, 0.002  # temperatures in points of Polsby-Popper
SOFT_MISS, SOFT_DEPART = 0.1, 0.1  # parts of the cost of a miss while a draft is hot
WARM = 0.02  # start from a present plan: mend it, do not melt it
SAME = 1e-9  # sums of the same figures in another order differ by less


@compiled
def empty_draft(units: int, grids: int) -> Draft:
    """Make room for a draft of so many units and grids."""
    return Draft(
        np.zeros(units, dtype=np.int64),
        np.zeros(grids, dtype=np.int64),
        np.zeros(grids, dtype=np.int64),
        np.zeros(grids),
        np.zeros(grids),
        np.zeros(grids),
        np.zeros(grids),
        np.full(grids, -1, dtype=np.int64),
    )


@compiled
def total_miss(rules: Rules, draft: Draft) -> float:
    """Sum what all grids cost that miss the band."""
    total = 0.0
    for households in draft.households:
        total += miss_cost(rules, households)
    return total


@compiled
def mean_cost(problem: Problem, rules: Rules, draft: Draft) -> float:
    """Energy of a draft for each of its grids, so that drafts of several sizes compare."""
    total = draft.cost.sum()
    for edge in range(len(problem.indices)):
        if draft.grid[problem.rows[edge]] != draft.grid[problem.indices[edge]]:
            total += 0.5 * rules.slack * problem.slack_m[edge]
    return float(total / len(draft.units))


@compiled
def melt(
    problem: Problem, rules: Rules, draft: Draft, scratch: Scratch, moves: int, state: State
) -> None:
    """Anneal a first draft while it is hot, with a low wall around the band.

    Large units could not change places otherwise: each would leave a grid outside for a moment.
    """
    low = Rules(
        rules.minimum,
        rules.target,
        rules.maximum,
        rules.miss * SOFT_MISS,
        rules.depart * SOFT_DEPART,
        rules.balance,
        rules.even,
        rules.slack,
    )
    measure(problem, low, draft)
    anneal(problem, low, draft, scratch, moves, HOT, MILD, state)


@compiled
def search(
    problem: Problem,
    rules: Rules,
    scratch: Scratch,
    sizes: Integers,
    starts: int,
    moves: int,
    state: State,
) -> tuple[Integers, float, float]:
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
        Grid of each unit in the best draft: least miss of the band, then least energy.
    miss, energy : float
        Its miss (0: every grid is in the band) and its energy for each grid.
    """
    best = np.zeros(len(problem.households), dtype=np.int64)
    least, lowest = np.inf, np.inf
    for size in sizes:
        for _ in range(starts):
            if scratch.control[STOP] != 0:
                return best, least, lowest
            draft = empty_draft(len(problem.households), size)
            construct(problem, rules, draft, scratch, state)
            melt(problem, rules, draft, scratch, moves // 2, state)
            measure(problem, rules, draft)
            anneal(problem, rules, draft, scratch, moves - moves // 2, MILD, COLD, state)
            miss, energy = total_miss(rules, draft), mean_cost(problem, rules, draft)
            if miss < least - SAME or (miss <= least + SAME and energy < lowest):
                least, lowest, best = miss, energy, draft.grid
    return best, least, lowest


@compiled
def improve(
    problem: Problem,
    rules: Rules,
    scratch: Scratch,
    grid: Integers,
    label: Integers,
    moves: int,
    hot: float,
    state: State,
) -> tuple[Integers, float, float]:
    """Anneal gently from a given contiguous assignment; give what ``search`` gives."""
    draft = empty_draft(len(grid), len(label))
    draft.grid[:] = grid
    draft.label[:] = label
    measure(problem, rules, draft)
    anneal(problem, rules, draft, scratch, moves, hot, COLD, state)
    return draft.grid, total_miss(rules, draft), mean_cost(problem, rules, draft)
