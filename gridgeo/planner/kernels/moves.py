"""The three moves of the annealing: flip one unit, chain two flips, split two grids anew."""

import numpy as np

from gridgeo.geometry.compiled import compiled
from gridgeo.planner.kernels.chance import State, choose, draw
from gridgeo.planner.kernels.energy import cost, set_cost, shared_with
from gridgeo.planner.kernels.model import (
    SUM_AREA,
    SUM_DEGREE,
    SUM_HOUSEHOLDS,
    SUM_INSIDE,
    SUM_KEEP_FIRST,
    SUM_KEEP_SECOND,
    SUM_LOAD,
    SUM_PERIMETER,
    SUM_SLACK_DEGREE,
    SUM_SLACK_INSIDE,
    Draft,
    Problem,
    Rules,
    Scratch,
)
from gridgeo.planner.kernels.tree import grow_tree, mark_branch, sum_branches


@compiled
def accept(delta: float, temperature: float, state: State) -> bool:
    """Take every gain, and a loss with the probability of Metropolis."""
    return delta <= 0.0 or draw(state) < np.exp(-delta / temperature)


@compiled
def holds_without(problem: Problem, draft: Draft, scratch: Scratch, unit: int) -> bool:
    """Say whether a unit's grid stays in one piece, and not empty, when the unit leaves it."""
    grid = draft.grid[unit]
    scratch.tick[0] += 1
    tick = scratch.tick[0]
    start, wanted = -1, 0
    for edge in range(problem.indptr[unit], problem.indptr[unit + 1]):
        far = problem.indices[edge]
        if draft.grid[far] == grid and problem.passable[edge]:
            start = far
            wanted += 1
    if wanted <= 1:
        return wanted == 1
    # Search from one neighbour through the rest of the grid until all the others are met.
    scratch.mark[unit] = tick
    scratch.mark[start] = tick
    scratch.order[0] = start
    head, tail = 0, 1
    goal = -tick  # a neighbour of the unit that has not been met bears the negative mark
    for edge in range(problem.indptr[unit], problem.indptr[unit + 1]):
        far = problem.indices[edge]
        if draft.grid[far] == grid and problem.passable[edge] and far != start:
            scratch.mark[far] = goal
    wanted -= 1
    while head < tail:
        here = scratch.order[head]
        head += 1
        for edge in range(problem.indptr[here], problem.indptr[here + 1]):
            far = problem.indices[edge]
            if draft.grid[far] != grid or not problem.passable[edge] or scratch.mark[far] == tick:
                continue
            if scratch.mark[far] == goal:
                wanted -= 1
                if wanted == 0:
                    return True
            scratch.mark[far] = tick
            scratch.order[tail] = far
            tail += 1
    return False


@compiled
def flip_delta(problem: Problem, rules: Rules, draft: Draft, unit: int, goal: int) -> float:
    """Give the change of energy if a unit went from its grid to the grid ``goal``."""
    home = draft.grid[unit]
    near, far, slack = shared_with(problem, draft, unit, home, goal)
    households, load = problem.households[unit], problem.load[unit]
    area, perimeter = problem.area_m2[unit], problem.perimeter_m[unit]
    delta = rules.slack * slack - draft.cost[home] - draft.cost[goal]
    delta += cost(
        rules,
        draft.households[home] - households,
        draft.load[home] - load,
        draft.area_m2[home] - area,
        draft.perimeter_m[home] - perimeter + 2.0 * near,
    )
    delta += cost(
        rules,
        draft.households[goal] + households,
        draft.load[goal] + load,
        draft.area_m2[goal] + area,
        draft.perimeter_m[goal] + perimeter - 2.0 * far,
    )
    if problem.present[unit] >= 0:
        if draft.label[home] == problem.present[unit]:
            delta += problem.keep[unit]
        if draft.label[goal] == problem.present[unit]:
            delta -= problem.keep[unit]
    return float(delta)


@compiled
def flip(problem: Problem, rules: Rules, draft: Draft, unit: int, goal: int) -> None:
    """Move a unit from its grid to the grid ``goal`` and keep the figures of both."""
    home = draft.grid[unit]
    near, far, _ = shared_with(problem, draft, unit, home, goal)
    draft.units[home] -= 1
    draft.units[goal] += 1
    draft.households[home] -= problem.households[unit]
    draft.households[goal] += problem.households[unit]
    draft.load[home] -= problem.load[unit]
    draft.load[goal] += problem.load[unit]
    draft.area_m2[home] -= problem.area_m2[unit]
    draft.area_m2[goal] += problem.area_m2[unit]
    draft.perimeter_m[home] += 2.0 * near - problem.perimeter_m[unit]
    draft.perimeter_m[goal] += problem.perimeter_m[unit] - 2.0 * far
    draft.grid[unit] = goal
    set_cost(rules, draft, home)
    set_cost(rules, draft, goal)


@compiled
def pick_leaver(
    problem: Problem, draft: Draft, scratch: Scratch, start: int, stay: int, state: State
) -> int:
    """Draw a border from the grid of ``start`` to another one, not of the unit ``stay``; or -1."""
    grid = draft.grid[start]
    scratch.tick[0] += 1
    tick = scratch.tick[0]
    scratch.mark[start] = tick
    scratch.order[0] = start
    head, tail, seen, picked = 0, 1, 0, -1
    while head < tail:
        here = scratch.order[head]
        head += 1
        for edge in range(problem.indptr[here], problem.indptr[here + 1]):
            far = problem.indices[edge]
            if not problem.passable[edge]:
                continue
            if draft.grid[far] == grid:
                if scratch.mark[far] != tick:
                    scratch.mark[far] = tick
                    scratch.order[tail] = far
                    tail += 1
            elif here != stay:
                seen += 1
                if choose(state, seen) == 0:
                    picked = edge
    return picked


@compiled
def chain(
    problem: Problem,
    rules: Rules,
    draft: Draft,
    scratch: Scratch,
    edge: int,
    temperature: float,
    state: State,
) -> float:
    """Move one unit over ``edge``, then another one out of the grid it came to; both or neither."""
    unit, goal = problem.rows[edge], draft.grid[problem.indices[edge]]
    home = draft.grid[unit]
    delta = flip_delta(problem, rules, draft, unit, goal)
    flip(problem, rules, draft, unit, goal)
    second = pick_leaver(problem, draft, scratch, unit, unit, state)
    if second >= 0:
        leaver, onward = problem.rows[second], draft.grid[problem.indices[second]]
        delta += flip_delta(problem, rules, draft, leaver, onward)
        if accept(delta, temperature, state) and holds_without(problem, draft, scratch, leaver):
            flip(problem, rules, draft, leaver, onward)
            return delta
    flip(problem, rules, draft, unit, home)
    return 0.0


@compiled
def resplit(
    problem: Problem,
    rules: Rules,
    draft: Draft,
    scratch: Scratch,
    edge: int,
    temperature: float,
    state: State,
) -> float:
    """Join the two grids that meet at ``edge`` and cut them anew along a random tree."""
    first, second = draft.grid[problem.rows[edge]], draft.grid[problem.indices[edge]]
    reached = grow_tree(problem, draft, scratch, problem.rows[edge], first, second, state)
    sum_branches(problem, scratch, reached, draft.label[first], draft.label[second])
    top, least, swapped = best_cut(rules, scratch, reached)
    if top < 0:
        return 0.0
    delta = least - pair_energy(problem, rules, draft, scratch, reached, first, second)
    if not accept(delta, temperature, state):
        return 0.0
    mark_branch(scratch, reached, top)
    tick = scratch.tick[0]
    inner, outer = (second, first) if swapped else (first, second)
    for here in range(reached):
        unit = scratch.order[here]
        draft.grid[unit] = inner if scratch.mark[unit] == tick else outer
    _settle(rules, draft, scratch, inner, outer, top, reached)
    return delta


@compiled
def _settle(
    rules: Rules, draft: Draft, scratch: Scratch, inner: int, outer: int, top: int, reached: int
) -> None:
    """Write the figures of the two grids after the tree was cut above ``top``."""
    branch, whole = scratch.sums[top], scratch.sums[0]
    cut = branch[SUM_DEGREE] - 2.0 * branch[SUM_INSIDE]
    tick, members = scratch.tick[0], 0
    for here in range(top, reached):
        members += scratch.mark[scratch.order[here]] == tick
    draft.units[inner], draft.units[outer] = members, reached - members
    draft.households[inner] = int(branch[SUM_HOUSEHOLDS])
    draft.households[outer] = int(whole[SUM_HOUSEHOLDS] - branch[SUM_HOUSEHOLDS])
    draft.load[inner] = branch[SUM_LOAD]
    draft.load[outer] = whole[SUM_LOAD] - branch[SUM_LOAD]
    draft.area_m2[inner] = branch[SUM_AREA]
    draft.area_m2[outer] = whole[SUM_AREA] - branch[SUM_AREA]
    draft.perimeter_m[inner] = branch[SUM_PERIMETER] - 2.0 * branch[SUM_INSIDE]
    draft.perimeter_m[outer] = (
        whole[SUM_PERIMETER]
        - branch[SUM_PERIMETER]
        - 2.0 * (whole[SUM_INSIDE] - branch[SUM_INSIDE] - cut)
    )
    set_cost(rules, draft, inner)
    set_cost(rules, draft, outer)


@compiled
def best_cut(rules: Rules, scratch: Scratch, reached: int) -> tuple[int, float, bool]:
    """Find the branch to cut off: its place, the energy of both sides, and which takes which label.

    The energy counts both grids, the border between them that follows nothing, and (as a negative
    cost) the units that stay with their present grid.
    """
    whole = scratch.sums[0]
    best, least, swapped = -1, np.inf, False
    for here in range(1, reached):
        branch = scratch.sums[here]
        cut = branch[SUM_DEGREE] - 2.0 * branch[SUM_INSIDE]
        energy = cost(
            rules,
            int(branch[SUM_HOUSEHOLDS]),
            branch[SUM_LOAD],
            branch[SUM_AREA],
            branch[SUM_PERIMETER] - 2.0 * branch[SUM_INSIDE],
        )
        if energy >= least + whole[SUM_KEEP_FIRST] + whole[SUM_KEEP_SECOND]:
            continue
        energy += cost(
            rules,
            int(whole[SUM_HOUSEHOLDS] - branch[SUM_HOUSEHOLDS]),
            whole[SUM_LOAD] - branch[SUM_LOAD],
            whole[SUM_AREA] - branch[SUM_AREA],
            whole[SUM_PERIMETER]
            - branch[SUM_PERIMETER]
            - 2.0 * (whole[SUM_INSIDE] - branch[SUM_INSIDE] - cut),
        )
        energy += rules.slack * (branch[SUM_SLACK_DEGREE] - 2.0 * branch[SUM_SLACK_INSIDE])
        straight = branch[SUM_KEEP_FIRST] + whole[SUM_KEEP_SECOND] - branch[SUM_KEEP_SECOND]
        crossed = branch[SUM_KEEP_SECOND] + whole[SUM_KEEP_FIRST] - branch[SUM_KEEP_FIRST]
        energy -= max(straight, crossed)
        if energy < least:
            best, least, swapped = here, energy, crossed > straight
    return best, least, swapped


@compiled
def pair_energy(
    problem: Problem,
    rules: Rules,
    draft: Draft,
    scratch: Scratch,
    reached: int,
    first: int,
    second: int,
) -> float:
    """Give the present energy of two grids, counted as ``best_cut`` counts it."""
    energy = draft.cost[first] + draft.cost[second]
    for here in range(reached):
        unit = scratch.order[here]
        grid = draft.grid[unit]
        if problem.present[unit] >= 0 and problem.present[unit] == draft.label[grid]:
            energy -= problem.keep[unit]
        if grid == first:
            for edge in range(problem.indptr[unit], problem.indptr[unit + 1]):
                if draft.grid[problem.indices[edge]] == second:
                    energy += rules.slack * problem.slack_m[edge]
    return float(energy)
