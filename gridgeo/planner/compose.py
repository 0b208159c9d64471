"""Larger grids from whole base grids: the graph of the grids is just another graph of units."""

from collections.abc import Callable
from concurrent.futures import Executor
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gridgeo.domain.band import HouseholdBand
from gridgeo.domain.errors import BadInputError
from gridgeo.planner.effort import NORMAL, Effort
from gridgeo.planner.graph import MIN_SHARED_M, Floats, Integers, UnitGraph
from gridgeo.planner.partition import Partition, partition
from gridgeo.planner.wishes import Wishes


@dataclass(frozen=True, slots=True)
class Composition:
    """Larger grids over base grids.

    Attributes
    ----------
    partition : Partition
        Of the base grids: its ``units`` are base grids.
    assignment : int64, shape (n,)
        Larger grid of each unit.
    """

    partition: Partition
    assignment: Integers


def contract(graph: UnitGraph, groups: Integers) -> UnitGraph:
    """Join the units of each group into one unit.

    Parameters
    ----------
    graph : UnitGraph
        Units and borders.
    groups : int64, shape (n,)
        Group of each unit, from 0 without a gap.

    Returns
    -------
    UnitGraph
        One unit a group. Borders between two groups are joined: one can pass where the passable
        parts together are long enough, and ``follow`` is the mean by length.

    Raises
    ------
    BadInputError
        If the groups are not numbered from 0 without a gap, one for each unit.
    """
    count = int(groups.max()) + 1 if len(groups) else 0
    if len(groups) != graph.size or (np.bincount(groups, minlength=count) == 0).any():
        raise BadInputError("Groups must be numbered from 0 without a gap, one for each unit.")
    near, far = groups[graph.rows], groups[graph.indices]
    inner = near == far
    keys, edge = np.unique((near * count + far)[~inner], return_inverse=True)
    lengths = graph.shared_m[~inner]
    shared = _total(edge, lengths, len(keys))
    open_m = _total(edge, lengths * graph.passable[~inner], len(keys))
    followed = _total(edge, lengths * graph.follow[~inner], len(keys))
    households = np.zeros(count, dtype=np.int64)
    np.add.at(households, groups, graph.households)
    inside = _total(near[inner], graph.shared_m[inner], count)
    return UnitGraph(
        indptr=np.searchsorted(keys, np.arange(count + 1) * count).astype(np.int64),
        indices=keys % max(count, 1),
        shared_m=shared,
        passable=open_m > MIN_SHARED_M,
        follow=np.divide(followed, shared, out=np.zeros_like(shared), where=shared > 0),
        households=households,
        area_m2=_total(groups, graph.area_m2, count),
        perimeter_m=_total(groups, graph.perimeter_m, count) - inside,
    )


def compose(
    graph: UnitGraph,
    base: Integers,
    band: HouseholdBand,
    *,
    communities: NDArray[np.generic] | None = None,
    seed: int = 0,
    effort: Effort = NORMAL,
    wishes: Wishes | None = None,
    jobs: int = 1,
    executor: Executor | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Composition:
    """Compose larger grids from base grids, none of which is broken.

    Parameters
    ----------
    graph : UnitGraph
        Units and borders.
    base : int64, shape (n,)
        Base grid of each unit, from 0 without a gap.
    band : HouseholdBand
        Of the larger grids, such as 1200:1600:2000.
    communities : shape (n,), optional
        Larger grids stay inside one; a base grid belongs where its first unit does.
    seed, effort, wishes, jobs, executor, progress
        As in `gridgeo.planner.partition.partition`.

    Raises
    ------
    BadInputError
        If base grids are not numbered from 0 without a gap.
    """
    grids = contract(graph, base)
    first = np.unique(base, return_index=True)[1]
    found = partition(
        grids,
        band,
        communities=None if communities is None else communities[first],
        seed=seed,
        effort=effort,
        wishes=wishes,
        jobs=jobs,
        executor=executor,
        progress=progress,
    )
    return Composition(found, found.assignment[base])


def _total(groups: Integers, figures: Floats, count: int) -> Floats:
    return np.bincount(groups, weights=figures, minlength=count).astype(np.float64)
