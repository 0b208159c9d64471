"""Plan one domain from nothing: which numbers of grids to try, how hard, and when to try again."""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from gridgeo.domain.band import HouseholdBand
from gridgeo.planner.effort import Effort
from gridgeo.planner.graph import Floats, Integers, UnitGraph
from gridgeo.planner.kernels.model import Problem, Rules, make_control, make_scratch
from gridgeo.planner.kernels.search import WARM, improve, search
from gridgeo.planner.reasons import Reason
from gridgeo.planner.sizes import all_sizes, sizes_to_try
from gridgeo.planner.wishes import Wishes

AGAIN_STARTS = 2  # starts for each number of grids when the first attempt misses the band
SMALL_UNITS = 64  # up to here several short starts find more than a long one
SMALL_STARTS, SMALL_SHARE = 4, 6
PAIR_MOVES = 6  # moves of a start for each two units: a handful of units has few divisions
USUAL_UNITS = 20.0  # of a grid; one with more needs fewer moves for each
PIN = 1e6  # cost of taking a pinned unit away, above everything else
NOBODY = -1


@dataclass(frozen=True, slots=True)
class Task:
    """All that one worker needs to plan one domain; picklable, so any executor can run it.

    Attributes
    ----------
    graph, band, wishes
        As in ``partition``.
    starts, moves : int
        Starts for each number of grids, and moves of each.
    seed : int
        Odd, below 2**64.
    present, pinned, load
        As in ``Given``, for these units.
    sizes : tuple of int
        Numbers of grids to try; found from the band if empty.
    """

    graph: UnitGraph
    band: HouseholdBand
    wishes: Wishes
    starts: int
    moves: int
    seed: int
    present: Integers | None = None
    pinned: NDArray[np.bool_] | None = None
    load: Floats | None = None
    sizes: tuple[int, ...] = ()

    def take(self, units: Integers, seed: int, moves: int) -> "Task":
        """Give the task of some of the units, planned from nothing."""
        load = None if self.load is None else self.load[units]
        return replace(
            self, graph=self.graph.take(units), load=load, seed=seed, moves=moves,
            present=None, pinned=None, sizes=(),
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Found:
    """The best draft of a domain.

    Attributes
    ----------
    grid : int64, shape (n,)
        Grid of each unit, from 0 without a gap.
    miss : float
        What its misses cost (see `Wishes`); 0 if every grid is in the band.
    energy : float
        Mean cost of a grid, misses included.
    reasons : tuple of (Reason or None)
        Why each grid is outside the band; filled in at the end, empty where none is.
    """

    grid: Integers
    miss: float
    energy: float
    reasons: tuple[Reason | None, ...] = ()


def plan_domain(task: Task, control: Integers | None = None) -> Found:
    """Find contiguous grids for one connected domain; the same task gives the same answer.

    Parameters
    ----------
    task : Task
        The domain.
    control : int64, shape (2,), optional
        As in ``Scratch``: stops the loops and counts their moves.
    """
    households = int(task.graph.households.sum())
    alone = task.graph.size == 1 or (households <= task.band.minimum and not task.sizes)
    if alone:
        return judge(task, np.zeros(task.graph.size, dtype=np.int64))
    return Searcher(task, control).first()


class Searcher:
    """One domain laid out for the inner loops, to be searched several times."""

    def __init__(self, task: Task, control: Integers | None = None) -> None:
        graph = task.graph
        self.task = task
        self.households = int(graph.households.sum())
        self.problem = make_problem(task)
        self.rules = make_rules(task)
        self.control = make_control() if control is None else control
        self.scratch = make_scratch(graph.size, len(graph.indices), self.control)
        self.state = np.array([task.seed], dtype=np.uint64)

    def first(self) -> Found:
        """Try the numbers of grids near the target."""
        task = self.task
        sizes = list(task.sizes) or sizes_to_try(self.households, task.graph.size, task.band)
        return self.search(sizes, task.starts, 2 * task.moves // (len(sizes) + 1))

    def again(self, moves: int) -> Found:
        """Try every number of grids that may serve, several times."""
        sizes = all_sizes(self.households, self.task.graph.size, self.task.band)
        return self.search(sizes, AGAIN_STARTS, moves)

    def search(self, sizes: list[int], starts: int, moves: int) -> Found:
        """Construct and anneal."""
        numbers = np.array(sizes, dtype=np.int64)
        found = search(self.problem, self.rules, self.scratch, numbers, starts, moves, self.state)
        return Found(found[0], float(found[1]), float(found[2]))

    def improve(self, grid: Integers, moves: int, hot: float = WARM) -> Found:
        """Anneal from given contiguous grids, numbered from 0; their number stays."""
        label = np.full(int(grid.max()) + 1, NOBODY, dtype=np.int64)
        found = improve(self.problem, self.rules, self.scratch, grid, label, moves, hot, self.state)
        return Found(found[0], float(found[1]), float(found[2]))


def judge(task: Task, grid: Integers) -> Found:
    """Measure an assignment (numbered from 0 without a gap) as the search measures its own."""
    problem, rules = make_problem(task), make_rules(task)
    scratch = make_scratch(task.graph.size, len(task.graph.indices), make_control())
    label = np.full(int(grid.max()) + 1, NOBODY, dtype=np.int64)
    state = np.ones(1, dtype=np.uint64)
    found = improve(problem, rules, scratch, grid, label, 0, WARM, state)
    return Found(found[0], float(found[1]), float(found[2]))


def miss_of(task: Task, grid: Integers) -> float:
    """Give what the misses of an assignment (numbered from 0 without a gap) cost."""
    band, rules = task.band, make_rules(task)
    counts = np.bincount(grid, weights=task.graph.households)
    beyond = np.maximum(band.minimum - counts, counts - band.maximum)
    beyond = beyond[beyond > 0]
    return float(len(beyond) * rules.miss + rules.depart * beyond.sum() / band.target)


def make_problem(task: Task, stay: float = 0.0) -> Problem:
    """Lay a task out for the inner loops; moving a target's worth of households costs ``stay``."""
    graph = task.graph
    keep = stay * graph.households / task.band.target
    if task.pinned is not None:
        keep = np.where(task.pinned, PIN, keep)
    nothing = np.full(graph.size, NOBODY, dtype=np.int64)
    return Problem(
        indptr=graph.indptr,
        indices=graph.indices,
        rows=graph.rows,
        shared_m=graph.shared_m,
        slack_m=graph.shared_m * (1.0 - graph.follow),
        passable=graph.passable,
        households=graph.households,
        load=graph.households.astype(np.float64) if task.load is None else task.load,
        area_m2=graph.area_m2,
        perimeter_m=graph.perimeter_m,
        present=nothing if task.present is None else task.present,
        keep=keep,
    )


def make_rules(task: Task, stay: float = 0.0) -> Rules:
    """Give the rules of the inner loops for a task."""
    graph, band = task.graph, task.band
    households = float(graph.households.sum())
    load = households if task.load is None else float(task.load.sum())
    even = load * band.target / households if households > 0 else load
    return task.wishes.rules(band, typical_perimeter(graph, band), even, stay)


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
    pinned: NDArray[np.bool_] | None = None,
    load: Floats | None = None,
) -> Task:
    """Say how hard to search on a domain that is ``graph`` among ``all_units`` units."""
    # Of a grid's units those on its border count, and these grow with the root of all.
    grids = max(1.0, float(graph.households.sum()) / band.target)
    rim = min(1.0, (USUAL_UNITS * grids / max(graph.size, 1)) ** 0.5)
    moves, starts = int(effort.moves(graph.size, all_units) * rim), effort.starts
    if graph.size <= SMALL_UNITS:
        moves = min(moves // SMALL_SHARE, PAIR_MOVES * graph.size**2)
        starts *= SMALL_STARTS
    return Task(graph, band, wishes, starts, moves, seed, present, pinned, load)
