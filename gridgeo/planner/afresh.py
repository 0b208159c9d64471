"""Plan a domain from nothing, and try harder where that misses the band."""

from dataclasses import replace

from gridgeo.planner.exact import GLANCE, PATIENT, QUICK, STEADY, Limits
from gridgeo.planner.graph import Integers
from gridgeo.planner.kernels.model import STOP
from gridgeo.planner.kernels.search import SAME
from gridgeo.planner.local_proof import BRIEF, THOROUGH
from gridgeo.planner.proofs import Proofs
from gridgeo.planner.search import Found, Searcher, Task, plan_domain
from gridgeo.planner.surroundings import (
    MIN_MOVES,
    SEEDS,
    anneal_cover,
    has_many,
    mend_misses,
    outside,
)

OTHER_DRAFT = 1 << 32  # even, so that the seed stays odd; no other step adds as much
MORE_DRAFTS = 3
UNHURRIED = 250  # moves for each unit from which what is left open is solved with patience


def plan_afresh(task: Task, proofs: Proofs, control: Integers) -> Found:
    """Plan a domain, and try harder where it misses the band though nothing excludes it.

    The surroundings of a miss are planned anew before the whole domain is: they are few units.
    """
    found = plan_domain(task, control)
    if found.miss <= 0 or task.graph.size == 1 or control[STOP]:
        return found
    limits = GLANCE if in_a_hurry(task) else QUICK
    if has_many(found):
        found = mend_misses(task, found, proofs, control, limits)
    if found.miss > 0:
        found = try_harder(task, found, proofs, limits, control)
    return solve_at_last(task, found, proofs, control)


def try_harder(
    task: Task, found: Found, proofs: Proofs, limits: Limits, control: Integers
) -> Found:
    """Solve a small domain exactly, or search it again with every number of grids."""
    excluded = proofs.exclude(found.grid, outside(task, found.grid))
    solved = None if excluded else anneal_cover(task, proofs.solve(limits), control)
    if solved is not None or has_many(found):
        return solved or found
    again = Searcher(task, control).again(max(task.moves, MIN_MOVES * task.graph.size))
    return again if again.miss < found.miss - SAME else found


def solve_at_last(task: Task, found: Found, proofs: Proofs, control: Integers) -> Found:
    """Solve with more patience what is neither solved nor excluded; in a hurry with a little."""
    if found.miss <= 0 or control[STOP]:
        return found
    hurry = in_a_hurry(task)
    if proofs.exclude(found.grid, outside(task, found.grid), BRIEF if hurry else THOROUGH):
        return found
    found = mend_misses(task, found, proofs, control, STEADY if hurry else PATIENT)
    if found.miss <= 0:
        return found
    if hurry:
        return start_over(task, found, proofs, control)
    return anneal_cover(task, proofs.solve(PATIENT), control) or found


def start_over(task: Task, found: Found, proofs: Proofs, control: Integers) -> Found:
    """Plan a domain from other drafts: cheaper than patience, and mostly enough."""
    for number in range(1, MORE_DRAFTS + 1):
        if found.miss <= 0 or control[STOP]:
            break
        other = replace(task, seed=(task.seed + number * OTHER_DRAFT) % SEEDS)
        again = mend_misses(other, plan_domain(other, control), proofs, control, STEADY)
        found = again if again.miss < found.miss - SAME else found
    return found


def in_a_hurry(task: Task) -> bool:
    """Say whether somebody waits for the plan."""
    return task.moves * task.starts < UNHURRIED * task.graph.size
