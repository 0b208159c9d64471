"""A first draft: cut the domain again and again along random trees, down to single grids."""

import numpy as np

from gridgeo.geometry.compiled import compiled
from gridgeo.planner.kernels.chance import State, choose
from gridgeo.planner.kernels.model import (
    SUM_DEGREE,
    SUM_HOUSEHOLDS,
    SUM_INSIDE,
    Draft,
    Problem,
    Rules,
    Scratch,
)
from gridgeo.planner.kernels.tree import grow_tree, mark_branch, sum_branches

TREES = 4  # trees tried for each cut
MANY_GRIDS = 32  # a part of more grids is cut along the first tree: its shape does not last


@compiled
def construct(
    problem: Problem,
    rules: Rules,
    draft: Draft,
    scratch: Scratch,
    state: State,
) -> None:
    """Divide the domain (connected, at least as many units as grids) into contiguous grids.

    The number of grids is the length of the draft's figures. Fills ``draft.grid`` only. A part of
    several grids is numbered from the first of its grids, so the pieces need no list of their own.
    """
    grids = len(draft.units)
    todo = np.empty((2 * grids + 1, 3), dtype=np.int64)  # first grid, number of grids, a unit of it
    draft.grid[:] = 0
    todo[0, 0], todo[0, 1], todo[0, 2] = 0, grids, 0
    waiting = 1
    while waiting > 0:
        waiting -= 1
        first, wanted, root = todo[waiting, 0], todo[waiting, 1], todo[waiting, 2]
        if wanted < 2:
            continue
        part, inside, outside = cut_part(problem, rules, draft, scratch, first, wanted, root, state)
        todo[waiting, 0], todo[waiting, 1], todo[waiting, 2] = first, wanted - part, outside
        todo[waiting + 1, 0], todo[waiting + 1, 1] = first + wanted - part, part
        todo[waiting + 1, 2] = inside
        waiting += 2


@compiled
def cut_part(
    problem: Problem,
    rules: Rules,
    draft: Draft,
    scratch: Scratch,
    first: int,
    wanted: int,
    root: int,
    state: State,
) -> tuple[int, int, int]:
    """Cut one part in two: grids of the part cut off, a unit inside it, a unit outside."""
    best, part = np.inf, 0
    mine = np.empty(0, dtype=np.int64)
    inside, outside = root, root
    for _ in range(TREES if wanted <= MANY_GRIDS else 1):
        reached = grow_tree(problem, draft, scratch, root, first, first, state)
        root = scratch.order[choose(state, reached)]
        sum_branches(problem, scratch, reached, -2, -2)
        count_units(scratch, reached)
        top, share, misfit = choose_branch(rules, scratch, reached, wanted)
        if misfit < best:
            best, part = misfit, share
            mark_branch(scratch, reached, top)
            tick = scratch.tick[0]
            chosen = np.empty(reached, dtype=np.int64)
            members = 0
            for here in range(reached):
                if scratch.mark[scratch.order[here]] == tick:
                    chosen[members] = scratch.order[here]
                    members += 1
            mine = chosen[:members]
            inside, outside = scratch.order[top], scratch.order[0]
    for unit in mine:
        draft.grid[unit] = first + wanted - part
    return part, inside, outside


@compiled
def count_units(scratch: Scratch, reached: int) -> None:
    """Count the units of each branch into ``frontier`` (free once the tree has grown)."""
    scratch.frontier[:reached] = 1
    for here in range(reached - 1, 0, -1):
        scratch.frontier[scratch.parent[here]] += scratch.frontier[here]


@compiled
def choose_branch(
    rules: Rules, scratch: Scratch, reached: int, wanted: int
) -> tuple[int, int, float]:
    """Find the branch whose cut leaves both sides whole grids in the band at the least border.

    Gives its place, its number of grids and its misfit: the cut's length against the size of the
    parts, plus a heavy charge for households that no number of grids can hold.
    """
    whole, best = scratch.sums[0], np.inf
    top, share = 1, 1
    for here in range(1, reached):
        branch = scratch.sums[here]
        units = scratch.frontier[here]
        households = branch[SUM_HOUSEHOLDS]
        total = max(whole[SUM_HOUSEHOLDS], 1.0)
        ideal = int(households / total * wanted + 0.5)
        part = min(max(ideal, 1, wanted - (reached - units)), wanted - 1, units)
        if wanted - part > reached - units or part > units:
            continue
        rest = whole[SUM_HOUSEHOLDS] - households
        beyond = max(
            part * rules.minimum - households,
            households - part * rules.maximum,
            (wanted - part) * rules.minimum - rest,
            rest - (wanted - part) * rules.maximum,
            0.0,
        )
        even = min(part, wanted - part) / wanted
        cut = branch[SUM_DEGREE] - 2.0 * branch[SUM_INSIDE]
        drift = abs(households - total * part / wanted) / rules.target
        misfit = (
            cut / (whole[SUM_DEGREE] + 1e-9) / even**0.5
            + 0.02 * drift / part**0.5
            + 10.0 * beyond / rules.target
        )
        if misfit < best:
            best, top, share = misfit, here, part
    return top, share, best
