"""Plan one domain: which numbers of grids to try, how hard, and when to try again."""

from dataclasses import dataclass

import numpy as np

from gridgeo.domain.band import HouseholdBand
from gridgeo.planner.effort import Effort
from gridgeo.planner.graph import Integers, UnitGraph
from gridgeo.planner.kernels.model import Problem, Rules, Scratch, make_scratch
from gridgeo.planner.kernels.search import search
from gridgeo.planner.wishes import Wishes

FEW_GRIDS = 8  # up to here the neighbouring numbers of grids are tried too
AGAIN_STARTS = 8  # starts of the second attempt, when the first one misses the band
AGAIN_MOVES = 1000  # moves for each unit then, at least


@dataclass(frozen=True, slots=True)
class Task:
    """All that one worker needs to plan one domain; picklable, so any executor can run it."""

    graph: UnitGraph
    band: HouseholdBand
    wishes: Wishes
    starts: int
    moves: int
    seed: int
    present: Integers | None = None
    sizes: tuple[int, ...] = ()  # numbers of grids to try; found from the band if empty


@dataclass(frozen=True, slots=True)
class Found:
    """The best draft of a domain: grid of each unit, and how far it misses the band."""

    grid: Integers
    misses: int
    beyond_hh: int


def possible_sizes(households: int, band: HouseholdBand) -> range:
    """Give the numbers of grids that the band allows for a count; empty where there is none."""
    return range(-(-households // band.maximum), households // band.minimum + 1)


def sizes_to_try(households: int, units: int, band: HouseholdBand) -> list[int]:
    """Give the numbers of grids worth a search, the one nearest to the target first."""
    allowed = [size for size in possible_sizes(households, band) if 1 <= size <= units]
    if not allowed:
        near = {households // band.minimum, -(-households // band.maximum)}
        return sorted({min(max(size, 1), units) for size in near})
    wanted = min(max(round(households / band.target), allowed[0]), allowed[-1])
    reach = 1 if wanted <= FEW_GRIDS else 0
    close = [size for size in allowed if abs(size - wanted) <= reach]
    return sorted(close, key=lambda size: (abs(size - wanted), size))


def plan_domain(task: Task) -> Found:
    """Find contiguous grids for one connected domain; the same task gives the same answer.

    A small domain that misses the band is searched again, harder and with every number of grids
    that the band allows. A large one is better mended where it misses (see ``mend``).
    """
    graph, band = task.graph, task.band
    households = int(graph.households.sum())
    if graph.size == 1 or (households <= band.minimum and not task.sizes):
        misses, beyond = _miss(households, band)
        return Found(np.zeros(graph.size, dtype=np.int64), misses, beyond)
    problem = make_problem(graph)
    rules = task.wishes.rules(band, typical_perimeter(graph, band))
    scratch = make_scratch(graph.size, len(graph.indices))
    state = np.array([task.seed], dtype=np.uint64)
    sizes = list(task.sizes) or sizes_to_try(households, graph.size, band)
    found = _search(problem, rules, scratch, sizes, task.starts, task.moves, state)
    if found.misses and not task.sizes and sizes[0] <= FEW_GRIDS:
        allowed = possible_sizes(households, band)
        everything = [size for size in allowed if size <= graph.size]
        moves = max(task.moves, AGAIN_MOVES * graph.size)
        again = _search(problem, rules, scratch, everything, AGAIN_STARTS, moves, state)
        if everything and (again.misses, again.beyond_hh) < (found.misses, found.beyond_hh):
            return again
    return found


def make_problem(
    graph: UnitGraph, present: Integers | None = None, keep: np.ndarray | None = None
) -> Problem:
    """Lay a graph out for the inner loops, with the present grid of each unit if there is one."""
    return Problem(
        indptr=graph.indptr,
        indices=graph.indices,
        rows=graph.rows,
        shared_m=graph.shared_m,
        slack_m=graph.shared_m * (1.0 - graph.follow),
        passable=graph.passable,
        households=graph.households,
        area_m2=graph.area_m2,
        perimeter_m=graph.perimeter_m,
        present=np.full(graph.size, -1, dtype=np.int64) if present is None else present,
        keep=np.zeros(graph.size) if keep is None else keep,
    )


def typical_perimeter(graph: UnitGraph, band: HouseholdBand) -> float:
    """Give the perimeter in metres of a round grid of the target's size, or 0 with no streets.

    Without known streets every border follows nothing, and the wish has nothing to weigh.
    """
    if not graph.follow.any():
        return 0.0
    grids = max(1.0, float(graph.households.sum()) / band.target)
    return float(np.sqrt(4 * np.pi * graph.area_m2.sum() / grids))


def make_task(
    graph: UnitGraph,
    band: HouseholdBand,
    wishes: Wishes,
    effort: Effort,
    all_units: int,
    seed: int,
    present: Integers | None = None,
) -> Task:
    """Say how hard to search on a domain that is ``graph`` among ``all_units`` units."""
    moves = effort.moves(graph.size, all_units)
    return Task(graph, band, wishes, effort.starts, moves, seed, present)


def _search(
    problem: Problem,
    rules: Rules,
    scratch: Scratch,
    sizes: list[int],
    starts: int,
    moves: int,
    state: np.ndarray,
) -> Found:
    grid, misses, beyond = search(
        problem, rules, scratch, np.array(sizes, dtype=np.int64), starts, moves, state
    )
    return Found(grid, int(misses), int(beyond))


def _miss(households: int, band: HouseholdBand) -> tuple[int, int]:
    beyond = max(band.minimum - households, households - band.maximum, 0)
    return int(beyond > 0), beyond
