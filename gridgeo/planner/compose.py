"""Larger grids from whole base grids: the graph of the grids is just another graph of units."""

from collections.abc import Callable
from concurrent.futures import Executor
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gridgeo.domain.band import HouseholdBand
from gridgeo.planner.contract import contract
from gridgeo.planner.effort import NORMAL, Effort
from gridgeo.planner.graph import Integers, UnitGraph
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
