"""A whole task of planning: town and country each by its own band, around what is carved out."""

from concurrent.futures import Executor
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from gridgeo.domain.band import HouseholdBand
from gridgeo.domain.enums import AreaSetting, BandStatus
from gridgeo.domain.errors import BadInputError
from gridgeo.planner.effort import NORMAL, Effort
from gridgeo.planner.given import Given
from gridgeo.planner.graph import Integers, UnitGraph
from gridgeo.planner.partition import Partition, describe, partition
from gridgeo.planner.reasons import Reason
from gridgeo.planner.wishes import Wishes
from gridgeo.planner.workers import Progress

NONE = -1  # a unit that is not carved out


@dataclass(frozen=True, slots=True)
class Standards:
    """The band of a network in urban and in rural areas."""

    urban: HouseholdBand
    rural: HouseholdBand

    def band(self, setting: AreaSetting) -> HouseholdBand:
        """Give the band that holds in an area of this setting."""
        return self.urban if setting is AreaSetting.URBAN else self.rural


@dataclass(frozen=True, slots=True, eq=False)
class Ground:
    """What is to be planned; each array has shape (n,).

    Attributes
    ----------
    graph : UnitGraph
        Units and borders; its households are what the band counts.
    communities : any values that sort and print
        Grids stay inside one.
    rural : bool
        Units where the rural band holds.
    carved : int64
        Grid that the unit was carved out for, from 0 without a gap; -1 for what is to be planned.
    given : Given
        Present grids, groups, locks, pins and loads.
    """

    graph: UnitGraph
    communities: NDArray[np.generic]
    rural: NDArray[np.bool_]
    carved: Integers
    given: Given

    def __post_init__(self) -> None:
        for name in ("communities", "rural", "carved"):
            if len(getattr(self, name)) != self.graph.size:
                raise BadInputError(f"{name} has another length than the units.")
        if len(np.unique(self.carved[self.carved != NONE])) != self.carved.max(initial=NONE) + 1:
            raise BadInputError("Carved grids must be numbered from 0 without a gap.")
        self.given.check(self.graph.size)

    @classmethod
    def of(cls, graph: UnitGraph, communities: NDArray[np.generic] | None = None) -> "Ground":
        """Make urban ground of one community or several, with nothing given."""
        count = graph.size
        return cls(
            graph,
            np.zeros(count, dtype=np.int64) if communities is None else communities,
            np.zeros(count, dtype=np.bool_),
            np.full(count, NONE, dtype=np.int64),
            Given(),
        )

    def units_of(self, setting: AreaSetting) -> Integers:
        """Give the units to plan in areas of one setting, ascending."""
        chosen = (self.rural == (setting is AreaSetting.RURAL)) & (self.carved == NONE)
        return np.flatnonzero(chosen)


def plan_ground(
    ground: Ground,
    standards: Standards,
    *,
    seed: int = 0,
    effort: Effort = NORMAL,
    wishes: Wishes | None = None,
    jobs: int = 1,
    executor: Executor | None = None,
    progress: Progress | None = None,
) -> Partition:
    """Plan urban units by the urban band and rural ones by the rural band.

    Parameters
    ----------
    ground : Ground
        What to plan.
    standards : Standards
        The bands.
    seed, effort, wishes, jobs, executor, progress
        As in `gridgeo.planner.partition.partition`.

    Returns
    -------
    Partition
        Of all units: urban grids, rural ones, then those that were carved out, which have no
        reason; each one's status is held against the band of its first unit.
    """
    graph, total = ground.graph, int((ground.carved == NONE).sum())
    assignment = np.full(graph.size, NONE, dtype=np.int64)
    status: list[BandStatus] = []
    reasons: list[Reason | None] = []
    done = 0
    for setting in AreaSetting:
        units = ground.units_of(setting)
        if not len(units):
            continue
        answer = partition(
            graph.take(units),
            standards.band(setting),
            communities=ground.communities[units],
            seed=seed,
            effort=effort,
            wishes=wishes,
            given=ground.given.take(units),
            jobs=jobs,
            executor=executor,
            progress=_shift(progress, done, total),
        )
        assignment[units] = len(status) + answer.assignment
        status += answer.status
        reasons += [None if reason is None else reason.among(units) for reason in answer.reasons]
        done += len(units)
    return _with_carved(ground, standards, assignment, status, reasons)


def _with_carved(
    ground: Ground,
    standards: Standards,
    assignment: Integers,
    status: list[BandStatus],
    reasons: list[Reason | None],
) -> Partition:
    kept = ground.carved != NONE
    assignment[kept] = len(status) + ground.carved[kept]
    count = int(ground.carved.max(initial=NONE)) + 1
    everything = (*reasons, *([None] * count))
    whole = describe(ground.graph, standards.urban, assignment, everything)
    first = np.unique(assignment, return_index=True)[1]
    for grid in range(len(status), len(first)):
        rural = ground.rural[first[grid]]
        band = standards.rural if rural else standards.urban
        status.append(band.status(int(whole.households[grid])))
    return replace(whole, status=tuple(status))


def _shift(progress: Progress | None, done: int, total: int) -> Progress | None:
    return None if progress is None else lambda part, _all: progress(done + part, total)
