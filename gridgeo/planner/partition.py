"""Units into grids: the whole plan of a district, with a reason for every grid outside the band."""

from concurrent.futures import Executor
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gridgeo.domain.band import HouseholdBand
from gridgeo.domain.enums import BandStatus
from gridgeo.domain.errors import BadInputError
from gridgeo.geometry.compactness import polsby_popper
from gridgeo.planner.constrain import Constrained, constrain
from gridgeo.planner.district import plan_tasks
from gridgeo.planner.domains import Domain, derive_seed, find_domains
from gridgeo.planner.effort import NORMAL, Effort
from gridgeo.planner.gather import gather
from gridgeo.planner.given import Given
from gridgeo.planner.graph import Floats, Integers, UnitGraph
from gridgeo.planner.reasons import Reason
from gridgeo.planner.search import Task, make_task
from gridgeo.planner.wishes import Wishes
from gridgeo.planner.workers import Progress, Workers


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
    given: Given | None = None,
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
    given : Given, optional
        Present grids, groups, locks, pins and loads.
    jobs : int
        Threads; the inner loops hold no lock, so two threads use two cores.
    executor : concurrent.futures.Executor, optional
        Where to run instead: a process pool, a Dask client's executor.
    progress : callable, optional
        Told the units done and the units in all, in this thread, some ten times a second. What it
        raises ends the work within a fraction of a second, as Ctrl+C does.

    Raises
    ------
    BadInputError
        If ``communities`` or something given does not fit the units.
    """
    band, wishes, given = band or HouseholdBand(), wishes or Wishes(), given or Given()
    communities = np.zeros(graph.size, dtype=np.int64) if communities is None else communities
    if len(communities) != graph.size:
        raise BadInputError(f"{len(communities)} communities for {graph.size} units.")
    given.check(graph.size)
    search = constrain(graph, communities, given)
    domains = find_domains(search.graph, search.communities, band.maximum)
    tasks = [
        _task(search, domain, band, wishes, effort, derive_seed(seed, domain.key))
        for domain in domains
    ]
    workers = Workers(jobs, executor, progress, search.graph.size)
    try:
        found = plan_tasks(tasks, workers)
    finally:
        workers.close()
    plans = list(zip(domains, found, strict=True))
    assignment, reasons = gather(graph, band, communities, given, search, plans)
    return describe(graph, band, assignment, reasons)


def _task(
    search: Constrained,
    domain: Domain,
    band: HouseholdBand,
    wishes: Wishes,
    effort: Effort,
    seed: int,
) -> Task:
    whole = len(domain.units) == search.graph.size
    graph = search.graph if whole else search.graph.take(domain.units)
    facts = search.given.take(domain.units)
    return make_task(
        graph, band, wishes, effort, search.graph.size, seed,
        facts.present, facts.pinned, facts.load,
    )  # fmt: skip


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
