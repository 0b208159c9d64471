"""Units into grids: the whole plan of a district, with a reason for every grid outside the band."""

from collections.abc import Callable, Sequence
from concurrent.futures import Executor, ThreadPoolExecutor
from contextlib import nullcontext
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gridgeo.domain.band import HouseholdBand
from gridgeo.domain.enums import BandStatus
from gridgeo.domain.errors import BadInputError
from gridgeo.geometry.compactness import polsby_popper
from gridgeo.planner.domains import Domain, derive_seed, find_domains
from gridgeo.planner.effort import NORMAL, Effort
from gridgeo.planner.exact import ExactAnswer, solve_exactly
from gridgeo.planner.feasibility import explain_count, explain_misses
from gridgeo.planner.graph import Floats, Integers, UnitGraph
from gridgeo.planner.mend import plan_task
from gridgeo.planner.reasons import Reason
from gridgeo.planner.search import Found, Task, make_task
from gridgeo.planner.wishes import Wishes

Progress = Callable[[int, int], None]  # units done, units in all; may raise to cancel


@dataclass(frozen=True, slots=True)
class Partition:
    """A plan: which unit belongs to which grid, and what each grid is.

    Attributes
    ----------
    assignment : int64, shape (n,)
        Grid of each unit, from 0; grids are numbered by community, then by their first unit.
    units, households : int64, shape (k,)
        Units and households of each grid.
    area_m2, perimeter_m : float64, shape (k,)
        Area and whole perimeter of each grid.
    status : tuple of BandStatus, length k
        Each grid's households held against the band.
    reasons : tuple of (Reason or None), length k
        Why a grid lies outside the band; None for a grid inside it. A reason's unit is a position
        among the n units.
    """

    assignment: Integers
    units: Integers
    households: Integers
    area_m2: Floats
    perimeter_m: Floats
    status: tuple[BandStatus, ...]
    reasons: tuple[Reason | None, ...]

    @property
    def polsby_popper(self) -> Floats:
        """Compactness of each grid, shape (k,)."""
        return polsby_popper(self.area_m2, self.perimeter_m)


def partition(
    graph: UnitGraph,
    band: HouseholdBand | None = None,
    *,
    communities: NDArray[np.generic] | None = None,
    seed: int = 0,
    effort: Effort = NORMAL,
    wishes: Wishes | None = None,
    present: Integers | None = None,
    jobs: int = 1,
    executor: Executor | None = None,
    progress: Progress | None = None,
) -> Partition:
    """Divide units into contiguous grids in the band, as compact as the effort allows.

    Parameters
    ----------
    graph : UnitGraph
        Units and borders.
    band : HouseholdBand, optional
        300 to 500 around 400 by default.
    communities : shape (n,), optional
        Community of each unit: grids stay inside one. One community by default.
    seed : int
        The same seed gives the same plan, whatever ``jobs`` is.
    effort : Effort
        How long to search.
    wishes : Wishes, optional
        Weights of the soft goals.
    present : int64, shape (n,), optional
        Present grid of each unit (-1: none); the plan starts from it and ``wishes.keep`` weighs
        what changes.
    jobs : int
        Threads; the inner loops hold no lock, so two threads use two cores.
    executor : concurrent.futures.Executor, optional
        Where to run instead: a process pool, a Dask client's executor.
    progress : callable, optional
        Told the units done and the units in all after each domain, in order.

    Raises
    ------
    BadInputError
        If ``communities`` has another length than the units.
    """
    band = band or HouseholdBand()
    communities = np.zeros(graph.size, dtype=np.int64) if communities is None else communities
    if len(communities) != graph.size:
        raise BadInputError(f"{len(communities)} communities for {graph.size} units.")
    domains = find_domains(graph, communities, band.maximum)
    tasks = [
        make_task(
            graph.take(domain.units),
            band,
            wishes or Wishes(),
            effort,
            graph.size,
            derive_seed(seed, domain.key),
            None if present is None else present[domain.units],
        )
        for domain in domains
    ]
    found = _run(tasks, jobs, executor, progress)
    return _gather(graph, band, domains, tasks, found)


def _run(
    tasks: Sequence[Task], jobs: int, executor: Executor | None, progress: Progress | None
) -> list[Found]:
    """Plan all domains, the largest first so that no worker is left with it at the end."""
    order = sorted(range(len(tasks)), key=lambda place: (-tasks[place].graph.size, place))
    total = sum(task.graph.size for task in tasks)
    found: dict[int, Found] = {}
    done = 0
    owned = executor is None and jobs > 1
    with ThreadPoolExecutor(jobs) if owned else nullcontext(executor) as pool:
        queue = [tasks[place] for place in order]
        results = pool.map(plan_task, queue) if pool is not None else map(plan_task, queue)
        for place, result in zip(order, results, strict=True):
            found[place] = result
            done += tasks[place].graph.size
            if progress is not None:
                progress(done, total)
    return [found[place] for place in range(len(tasks))]


def _gather(
    graph: UnitGraph,
    band: HouseholdBand,
    domains: Sequence[Domain],
    tasks: Sequence[Task],
    found: Sequence[Found],
) -> Partition:
    assignment = np.empty(graph.size, dtype=np.int64)
    reasons: list[Reason | None] = []
    for domain, task, result in zip(domains, tasks, found, strict=True):
        grid, reason = settle(task.graph, band, result)
        if reason is not None and reason.unit is not None:
            reason = Reason(reason.code, reason.sentence, int(domain.units[reason.unit]))
        grid = _renumber(grid)
        assignment[domain.units] = len(reasons) + grid
        counts = np.bincount(grid, weights=task.graph.households)
        outside = [band.status(int(count)) is not BandStatus.IN_BAND for count in counts]
        reasons.extend(reason if out else None for out in outside)
    return describe(graph, band, assignment, tuple(reasons))


def settle(graph: UnitGraph, band: HouseholdBand, found: Found) -> tuple[Integers, Reason | None]:
    """Take what the search found, or the exact solver's better answer, and explain what is left."""
    if not found.misses:
        return found.grid, None
    simple = explain_count(graph, band)
    if simple is not None:
        return found.grid, simple
    exact: ExactAnswer = solve_exactly(graph, band)
    if exact.grid is not None:
        return exact.grid, None
    return found.grid, explain_misses(graph, band, exact)


def describe(
    graph: UnitGraph,
    band: HouseholdBand,
    assignment: Integers,
    reasons: tuple[Reason | None, ...],
) -> Partition:
    """Measure the grids of an assignment (numbered from 0 without a gap)."""
    inside = assignment[graph.rows] == assignment[graph.indices]
    borders = _total(assignment[graph.rows[inside]], graph.shared_m[inside], len(reasons))
    households = np.zeros(len(reasons), dtype=np.int64)
    np.add.at(households, assignment, graph.households)
    return Partition(
        assignment=assignment,
        units=np.bincount(assignment, minlength=len(reasons)),
        households=households,
        area_m2=_total(assignment, graph.area_m2, len(reasons)),
        perimeter_m=_total(assignment, graph.perimeter_m, len(reasons)) - borders,
        status=tuple(band.status(int(number)) for number in households),
        reasons=reasons,
    )


def _total(grid: Integers, figures: Floats, count: int) -> Floats:
    """Sum figures by grid, always in the order of the units."""
    return np.bincount(grid, weights=figures, minlength=count).astype(np.float64)


def _renumber(grid: Integers) -> Integers:
    """Give grids new numbers from 0, in the order of their first units."""
    _, first, inverse = np.unique(grid, return_index=True, return_inverse=True)
    rank = np.empty(len(first), dtype=np.int64)
    rank[np.argsort(first, kind="stable")] = np.arange(len(first))
    return rank[inverse]
