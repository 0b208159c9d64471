"""What a grid costs: its want of compactness, and its distance from the band."""

import numpy as np

from gridgeo.geometry.compiled import compiled
from gridgeo.planner.kernels.model import Draft, Problem, Rules


@compiled
def cost(rules: Rules, households: int, area_m2: float, perimeter_m: float) -> float:
    """Cost of one grid with these figures; lower is better, 0 is a circle on target."""
    compactness = 4.0 * np.pi * area_m2 / (perimeter_m * perimeter_m) if perimeter_m > 0.0 else 1.0
    away = abs(households - rules.target) / rules.target
    total = 1.0 - min(compactness, 1.0) + rules.balance * away * away
    beyond = max(rules.minimum - households, households - rules.maximum)
    if beyond > 0:
        total += rules.miss + rules.depart * beyond / rules.target
    return total


@compiled
def grid_cost(rules: Rules, draft: Draft, grid: int) -> float:
    """Cost of one grid of a draft as it stands."""
    return cost(rules, draft.households[grid], draft.area_m2[grid], draft.perimeter_m[grid])


@compiled
def shared_with(problem: Problem, draft: Draft, unit: int, grid: int) -> tuple[float, float]:
    """Metres of border that a unit shares with a grid, and how many of them follow nothing."""
    length, slack = 0.0, 0.0
    for edge in range(problem.indptr[unit], problem.indptr[unit + 1]):
        if draft.grid[problem.indices[edge]] == grid:
            length += problem.shared_m[edge]
            slack += problem.slack_m[edge]
    return length, slack


@compiled
def measure(problem: Problem, draft: Draft) -> None:
    """Fill in the figures of all grids from the assignment."""
    draft.units[:] = 0
    draft.households[:] = 0
    draft.area_m2[:] = 0.0
    draft.perimeter_m[:] = 0.0
    for unit in range(len(draft.grid)):
        grid = draft.grid[unit]
        draft.units[grid] += 1
        draft.households[grid] += problem.households[unit]
        draft.area_m2[grid] += problem.area_m2[unit]
        draft.perimeter_m[grid] += problem.perimeter_m[unit]
    for edge in range(len(problem.indices)):
        grid = draft.grid[problem.rows[edge]]
        if draft.grid[problem.indices[edge]] == grid:
            draft.perimeter_m[grid] -= problem.shared_m[edge]
