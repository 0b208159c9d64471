"""Several distinct plans for the same ground, each good at something else, to choose from."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum

import numpy as np

from gridgeo.domain.enums import BandStatus
from gridgeo.planner.disruption import find_successors, measure_disruption, share_people
from gridgeo.planner.graph import Floats, Integers, UnitGraph
from gridgeo.planner.partition import Partition
from gridgeo.planner.wishes import Wishes
from gridgeo.planner.workers import Progress

BALANCE = 16.0  # a grid an eighth off the target costs as much as a quarter of a point of shape
DISTINCT = 0.01  # share of the households that two plans put together differently, at least


class AlternativeName(StrEnum):
    """What an alternative is good at."""

    COMPACT = "compact"
    BALANCED = "balanced"
    LEAST_CHANGE = "least_change"


@dataclass(frozen=True, slots=True)
class Figures:
    """What a plan comes to, for the table that compares alternatives.

    Attributes
    ----------
    grids, in_band : int
        All grids, and those in the band.
    polsby_popper : float
        Mean compactness.
    fewest, most : int
        Households of the smallest and of the largest grid.
    imbalance : float
        Standard deviation of the grids' loads as a share of their mean.
    on_streets : float or None
        Share of the borders between grids that runs on streets, water or walls; None where none
        are known.
    moved_hh, kept : int or None
        Households that change hands, and present grids that stay exactly as they are; None without
        present grids.
    """

    grids: int
    in_band: int
    polsby_popper: float
    fewest: int
    most: int
    imbalance: float
    on_streets: float | None
    moved_hh: int | None
    kept: int | None


@dataclass(frozen=True, slots=True)
class Alternative:
    """A plan with its name and figures.

    ``same_as`` names an earlier alternative that puts nearly all households together the same way;
    None where the plan is distinct.
    """

    name: AlternativeName
    partition: Partition
    figures: Figures
    same_as: AlternativeName | None


def wishes_for(name: AlternativeName, usual: Wishes) -> Wishes:
    """Give the wishes of an alternative: the usual ones, with one goal put first."""
    if name is AlternativeName.COMPACT:
        return replace(usual, balance=0.0, keep=0.0)
    if name is AlternativeName.BALANCED:
        return replace(usual, balance=BALANCE, keep=0.0)
    return replace(usual, keep=1.0)


def make_alternatives(
    graph: UnitGraph,
    plan: Callable[[Wishes, Progress | None], Partition],
    usual: Wishes,
    *,
    present: Integers | None = None,
    load: Floats | None = None,
    progress: Progress | None = None,
) -> list[Alternative]:
    """Make a compact, a balanced and, with present grids, a least changing plan.

    Parameters
    ----------
    graph : UnitGraph
        All units.
    plan : callable
        Plans the ground with given wishes, and tells a progress how far it is.
    usual : Wishes
        The weights that the alternatives have in common.
    present : int64, shape (n,), optional
        Present grid of each unit, -1 where there is none.
    load : float64, shape (n,), optional
        Workload of each unit; households by default.
    progress : callable, optional
        Told the units done and the units in all of all alternatives together; may raise to cancel.
    """
    names = [name for name in AlternativeName if present is not None or name != "least_change"]
    made: list[Alternative] = []
    for number, name in enumerate(names):
        answer = plan(wishes_for(name, usual), _part_of(progress, number, len(names)))
        twin = next((one.name for one in made if _difference(graph, one, answer) < DISTINCT), None)
        made.append(Alternative(name, answer, measure(graph, answer, present, load), twin))
    return made


def _part_of(progress: Progress | None, number: int, parts: int) -> Progress | None:
    """Give what tells a progress of one part of several that are alike."""
    if progress is None:
        return None
    return lambda done, total: progress(number * total + done, parts * total)


def measure(
    graph: UnitGraph,
    plan: Partition,
    present: Integers | None = None,
    load: Floats | None = None,
) -> Figures:
    """Give the figures of a plan; see `make_alternatives`."""
    weight = graph.households.astype(np.float64) if load is None else load
    loads = np.bincount(plan.assignment, weights=weight, minlength=len(plan.status))
    mean = float(loads.mean()) if len(loads) else 0.0
    moved, kept = _count_changes(graph, plan, present)
    return Figures(
        grids=len(plan.status),
        in_band=sum(one is BandStatus.IN_BAND for one in plan.status),
        polsby_popper=float(plan.polsby_popper.mean()) if len(loads) else 0.0,
        fewest=int(plan.households.min()) if len(loads) else 0,
        most=int(plan.households.max(initial=0)),
        imbalance=float(loads.std()) / mean if mean > 0 else 0.0,
        on_streets=_share_on_streets(graph, plan.assignment),
        moved_hh=moved,
        kept=kept,
    )


def _count_changes(
    graph: UnitGraph, plan: Partition, present: Integers | None
) -> tuple[int | None, int | None]:
    if present is None:
        return None, None
    shared = share_people(plan.assignment, present, graph.households, graph.area_m2)
    found = measure_disruption(
        plan.assignment, present, find_successors(shared), {"households": graph.households}
    )
    return found.counts["households"], found.unchanged


def _share_on_streets(graph: UnitGraph, assignment: Integers) -> float | None:
    if not graph.follow.any():
        return None
    between = assignment[graph.rows] != assignment[graph.indices]
    length = float(graph.shared_m[between].sum())
    followed = float((graph.shared_m * graph.follow)[between].sum())
    return followed / length if length > 0 else 1.0


def _difference(graph: UnitGraph, one: Alternative, other: Partition) -> float:
    """Give the share of households that would change hands between two plans."""
    first = one.partition.assignment
    shared = share_people(other.assignment, first, graph.households, graph.area_m2)
    successor = find_successors(shared)
    moved = graph.households[successor[first] != other.assignment].sum()
    return float(moved) / max(float(graph.households.sum()), 1.0)
