"""What a grid costs: its want of compactness, and its distance from the band."""

import numpy as np

from gridgeo.geometry.compiled import compiled
from gridgeo.planner.kernels.model import Draft, Problem, Rules


@compiled
def cost(rules: Rules, households: int, load: float, area_m2: float, perimeter_m: float) -> float:
    """Cost of one grid with these figures; lower is better, 0 is a circle with an even load."""
    compactness = 4.0 * np.pi * area_m2 / (perimeter_m * perimeter_m) if perimeter_m > 0.0 else 1.0
    total = 1.0 - min(compactness, 1.0) + miss_cost(rules, households)
    if rules.balance > 0.0:
        away = load / rules.even - 1.0
        total += rules.balance * away * away
    return total


@compiled
def miss_cost(rules: Rules, households: int) -> float:
    """Cost of a count outside the band: a little for the miss, much for each household beyond."""
    beyond = max(rules.minimum - households, households - rules.maximum)
    return rules.miss + rules.depart * beyond / rules.target if beyond > 0 else 0.0


@compiled
def shared_with(
    problem: Problem, draft: Draft, unit: int, home: int, goal: int
) -> tuple[float, float, float]:
    """Metres of border that a unit shares with two grids, and by how many more with the first.

    The last figure counts only borders that follow nothing.
    """
    near, far, slack = 0.0, 0.0, 0.0
    for edge in range(problem.indptr[unit], problem.indptr[unit + 1]):
        grid = draft.grid[problem.indices[edge]]
        if grid == home:
            near += problem.shared_m[edge]
            slack += problem.slack_m[edge]
        elif grid == goal:
            far += problem.shared_m[edge]
            slack -= problem.slack_m[edge]
    return near, far, slack


@compiled
def measure(problem: Problem, rules: Rules, draft: Draft) -> None:
    """Fill in the figures and costs of all grids from the assignment."""
    draft.units[:] = 0
    draft.households[:] = 0
    draft.load[:] = 0.0
    draft.area_m2[:] = 0.0
    draft.perimeter_m[:] = 0.0
    for unit in range(len(draft.grid)):
        grid = draft.grid[unit]
        draft.units[grid] += 1
        draft.households[grid] += problem.households[unit]
        draft.load[grid] += problem.load[unit]
        draft.area_m2[grid] += problem.area_m2[unit]
        draft.perimeter_m[grid] += problem.perimeter_m[unit]
    for edge in range(len(problem.indices)):
        grid = draft.grid[problem.rows[edge]]
        if draft.grid[problem.indices[edge]] == grid:
            draft.perimeter_m[grid] -= problem.shared_m[edge]
    for grid in range(len(draft.units)):
        set_cost(rules, draft, grid)


@compiled
def set_cost(rules: Rules, draft: Draft, grid: int) -> None:
    """Write down what a grid costs with its present figures."""
    draft.cost[grid] = cost(
        rules,
        draft.households[grid],
        draft.load[grid],
        draft.area_m2[grid],
        draft.perimeter_m[grid],
    )
