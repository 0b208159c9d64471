"""Random spanning trees of a set of units, and the totals of each of their branches."""

from gridgeo.geometry.compiled import compiled
from gridgeo.planner.kernels.chance import State, choose
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
    Scratch,
)


@compiled
def grow_tree(
    problem: Problem,
    draft: Draft,
    scratch: Scratch,
    root: int,
    first: int,
    second: int,
    state: State,
) -> int:
    """Grow a random tree from ``root`` over the units of two grids; give the number reached.

    Of two borders drawn at random the longer one is taken, so that the tree's branches are broad
    and its cuts short. Fills ``order``, ``place`` and ``parent`` of the working space.
    """
    scratch.tick[0] += 1
    tick = scratch.tick[0]
    scratch.mark[root] = tick
    scratch.order[0] = root
    scratch.place[root] = 0
    scratch.parent[0] = -1
    reached, waiting, unit = 1, 0, root
    while True:
        for edge in range(problem.indptr[unit], problem.indptr[unit + 1]):
            far = problem.indices[edge]
            inside = draft.grid[far] == first or draft.grid[far] == second
            if inside and problem.passable[edge] and scratch.mark[far] != tick:
                scratch.frontier[waiting] = edge
                waiting += 1
        unit = -1
        while waiting > 0 and unit < 0:
            pick, other = choose(state, waiting), choose(state, waiting)
            if problem.shared_m[scratch.frontier[other]] > problem.shared_m[scratch.frontier[pick]]:
                pick = other
            edge = scratch.frontier[pick]
            waiting -= 1
            scratch.frontier[pick] = scratch.frontier[waiting]
            if scratch.mark[problem.indices[edge]] != tick:
                unit = problem.indices[edge]
                scratch.parent[reached] = scratch.place[problem.rows[edge]]
        if unit < 0:
            return reached
        scratch.mark[unit] = tick
        scratch.order[reached] = unit
        scratch.place[unit] = reached
        reached += 1


@compiled
def sum_branches(
    problem: Problem, scratch: Scratch, reached: int, first_label: int, second_label: int
) -> None:
    """Total the figures of every branch of the tree that ``grow_tree`` left behind.

    A border inside the set counts as inside a branch from the two units' common ancestor upward.
    """
    tick = scratch.tick[0]
    sums = scratch.sums
    sums[:reached] = 0.0
    for here in range(reached):
        unit = scratch.order[here]
        sums[here, SUM_HOUSEHOLDS] += problem.households[unit]
        sums[here, SUM_LOAD] += problem.load[unit]
        sums[here, SUM_AREA] += problem.area_m2[unit]
        sums[here, SUM_PERIMETER] += problem.perimeter_m[unit]
        if problem.present[unit] >= 0:
            if problem.present[unit] == first_label:
                sums[here, SUM_KEEP_FIRST] += problem.keep[unit]
            if problem.present[unit] == second_label:
                sums[here, SUM_KEEP_SECOND] += problem.keep[unit]
        for edge in range(problem.indptr[unit], problem.indptr[unit + 1]):
            far = problem.indices[edge]
            if scratch.mark[far] != tick:
                continue
            sums[here, SUM_DEGREE] += problem.shared_m[edge]
            sums[here, SUM_SLACK_DEGREE] += problem.slack_m[edge]
            there = scratch.place[far]
            if there < here:
                low, high = here, there
                while low != high:
                    if low > high:
                        low = scratch.parent[low]
                    else:
                        high = scratch.parent[high]
                sums[low, SUM_INSIDE] += problem.shared_m[edge]
                sums[low, SUM_SLACK_INSIDE] += problem.slack_m[edge]
    for here in range(reached - 1, 0, -1):
        up = scratch.parent[here]
        for column in range(sums.shape[1]):
            sums[up, column] += sums[here, column]


@compiled
def mark_branch(scratch: Scratch, reached: int, top: int) -> None:
    """Give the units of the branch under ``top`` a mark of their own (the latest tick)."""
    scratch.tick[0] += 1
    tick = scratch.tick[0]
    scratch.mark[scratch.order[top]] = tick
    for here in range(top + 1, reached):
        up = scratch.parent[here]
        if scratch.mark[scratch.order[up]] == tick:
            scratch.mark[scratch.order[here]] = tick
