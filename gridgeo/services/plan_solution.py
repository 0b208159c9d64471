"""The planner's answer for a network: urban and rural communities each with their own band.

Dedicated grids that are cut out of the base grids keep their units; only the rest is planned.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gridgeo.domain.enums import AreaSetting
from gridgeo.domain.network import NetworkSpec
from gridgeo.planner.effort import Effort
from gridgeo.planner.graph import UnitGraph
from gridgeo.planner.partition import Partition, partition

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class PlanTask:
    """What is to be planned: units sorted by code, with the community and setting of each.

    Attributes
    ----------
    graph : UnitGraph
        Units and borders.
    unit_codes, area_codes, settings : (n,) arrays of str
    dedicated : (n,) array of int
        Number of the dedicated grid that holds the unit, -1 for units to plan.
    """

    graph: UnitGraph
    unit_codes: NDArray[np.object_]
    area_codes: NDArray[np.object_]
    settings: NDArray[np.object_]
    dedicated: NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Solution:
    """Grids numbered from 0 without a gap, the planned ones first, then the dedicated ones.

    Attributes
    ----------
    assignment : (n,) array of int
        Grid of each unit.
    status : list of (str or None)
        `BandStatus` value of each grid; None for a dedicated one, which has no band.
    reasons : list of (str or None)
        Why a grid misses its band.
    dedicated : (k,) array of int
        Number of the dedicated grid that each one is, -1 for planned ones.
    """

    assignment: NDArray[np.int64]
    status: list[str | None]
    reasons: list[str | None]
    dedicated: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.status)

    @property
    def first_unit(self) -> NDArray[np.intp]:
        """Position of each grid's first unit; it gives the grid its community."""
        return np.unique(self.assignment, return_index=True)[1]


def solve(
    task: PlanTask,
    network: NetworkSpec,
    *,
    seed: int = 0,
    jobs: int = 1,
    effort: Effort,
    progress: Progress | None = None,
) -> Solution:
    """Plan urban units by the urban band and rural ones by the rural band.

    Parameters
    ----------
    task : PlanTask
        Grids stay inside one community.
    network : NetworkSpec
        Gives the bands.
    seed, jobs, effort
        As in `gridgeo.planner.partition.partition`.
    progress : callable, optional
        Told the units planned so far and in all.
    """
    assignment = np.full(task.graph.size, -1, dtype=np.int64)
    status: list[str | None] = []
    reasons: list[str | None] = []
    for setting in AreaSetting:
        chosen = np.flatnonzero((task.settings == setting.value) & (task.dedicated < 0))
        if not len(chosen):
            continue
        done = int((assignment >= 0).sum())
        answer = partition(
            task.graph.take(chosen),
            network.band(setting),
            communities=task.area_codes[chosen].astype(np.str_),
            seed=seed,
            effort=effort,
            jobs=jobs,
            progress=_shifted(progress, done, task.graph.size),
        )
        assignment[chosen] = len(status) + answer.assignment
        status += [one.value for one in answer.status]
        reasons += _sentences(answer, task.unit_codes[chosen])
    return _with_dedicated(task, assignment, status, reasons)


def _shifted(progress: Progress | None, done: int, total: int) -> Progress | None:
    return None if progress is None else lambda part, _all: progress(done + part, total)


def _sentences(answer: Partition, codes: NDArray[np.object_]) -> list[str | None]:
    return [
        None
        if reason is None
        else reason.tell("" if reason.unit is None else str(codes[reason.unit]))
        for reason in answer.reasons
    ]


def _with_dedicated(
    task: PlanTask,
    assignment: NDArray[np.int64],
    status: list[str | None],
    reasons: list[str | None],
) -> Solution:
    planned = len(status)
    kept = task.dedicated >= 0
    numbers, place = np.unique(task.dedicated[kept], return_inverse=True)
    assignment[kept] = planned + place
    nothing: list[str | None] = [None] * len(numbers)
    dedicated = np.concatenate([np.full(planned, -1, dtype=np.int64), numbers])
    return Solution(assignment, status + nothing, reasons + nothing, dedicated)
