"""Reserved grids: for homes that are being built, sized for the day when people have moved in."""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from gridgeo.domain.band import HouseholdBand
from gridgeo.domain.enums import BandStatus
from gridgeo.domain.errors import BadInputError
from gridgeo.planner.carve import NONE
from gridgeo.planner.effort import NORMAL, Effort
from gridgeo.planner.graph import Floats, Integers, UnitGraph
from gridgeo.planner.partition import partition
from gridgeo.planner.reasons import Reason

Days = NDArray[np.datetime64]
HORIZON_DAYS = 36_525  # a hundred years: homes that fill later than that never do


@dataclass(frozen=True, slots=True)
class Development:
    """Homes that are being built, unit by unit; each array has shape (n,).

    Attributes
    ----------
    planned_hh : int64
        Planned households; 0 where nothing is built.
    occupancy : float64
        Share of them (0 to 1) that will be lived in.
    ready_on : datetime64[D]
        Day from which people move in; not-a-time where nothing is built.
    move_in_days : int
        Days until all who come have come; they come evenly.

    Raises
    ------
    BadInputError
        If lengths differ, a share lies outside 0 to 1, a count is negative, or homes have no day.
    """

    planned_hh: Integers
    occupancy: Floats
    ready_on: Days
    move_in_days: int = 730

    def __post_init__(self) -> None:
        if not len(self.planned_hh) == len(self.occupancy) == len(self.ready_on):
            raise BadInputError("Planned households, occupancy and days differ in number.")
        if (self.planned_hh < 0).any():
            raise BadInputError("A unit has a negative number of planned households.")
        if not ((self.occupancy >= 0) & (self.occupancy <= 1)).all():
            raise BadInputError("An occupancy is no share from 0 to 1.", field="occupancy")
        if np.isnat(self.ready_on[self.sites]).any():
            raise BadInputError(
                "A unit has planned households but no day on which they are ready.", field="ready"
            )
        if self.move_in_days < 0:
            raise BadInputError("The days to move in are negative.", field="move_in_days")

    @property
    def sites(self) -> NDArray[np.bool_]:
        """Units where homes are being built, shape (n,)."""
        return self.planned_hh > 0

    def arrived(self, on: np.datetime64) -> Integers:
        """Give the households that have moved in on a day, shape (n,).

        Planned households x occupancy x the part of the time to move in that has passed.
        """
        since = np.where(self.sites, on.astype("datetime64[D]") - self.ready_on, 0)
        days = since.astype(np.int64)
        part = (days >= 0) if not self.move_in_days else np.clip(days / self.move_in_days, 0.0, 1.0)
        share = np.where(self.sites, self.occupancy * part, 0.0)
        return np.rint(self.planned_hh * share).astype(np.int64)

    def take(self, units: Integers) -> "Development":
        """Give the homes of some units."""
        return Development(
            self.planned_hh[units], self.occupancy[units], self.ready_on[units], self.move_in_days
        )


@dataclass(frozen=True, slots=True)
class Reserved:
    """Reserved grids.

    Attributes
    ----------
    carved : int64, shape (n,)
        Reserved grid of each unit, from 0 without a gap; -1 for all other units.
    expected_hh, present_hh : int64, shape (k,)
        Households of each reserved grid on the day that it is sized for, and now.
    active_from : datetime64[D], shape (k,)
        The day from which it is expected to hold the minimum; not-a-time where that is later than
        a hundred years on.
    too_few : int64
        Units with planned homes that are too few for a grid, or stand empty on that day; they stay
        with the grids around.
    reasons : tuple of (Reason or None), length k
        Why a grid is over the band on that day; a reason's unit is a position among the n units.
    """

    carved: Integers
    expected_hh: Integers
    present_hh: Integers
    active_from: Days
    too_few: Integers
    reasons: tuple[Reason | None, ...]


def reserve(
    graph: UnitGraph,
    homes: Development,
    on: np.datetime64,
    band: HouseholdBand,
    *,
    communities: NDArray[np.generic] | None = None,
    seed: int = 0,
    effort: Effort = NORMAL,
) -> Reserved:
    """Reserve grids on the ground where homes are being built.

    Parameters
    ----------
    graph : UnitGraph
        All units with their present households.
    homes : Development
        What is being built.
    on : datetime64
        The day for which the grids are sized: present households and those that have moved in by
        then lie in the band.
    band, communities, seed, effort
        As in `gridgeo.planner.partition.partition`.
    """
    if len(homes.planned_hh) != graph.size:
        raise BadInputError(f"{len(homes.planned_hh)} planned counts for {graph.size} units.")
    arrived = homes.arrived(on)
    sites = np.flatnonzero(arrived > 0)
    expected = graph.households + arrived
    found = partition(
        replace(graph.take(sites), households=expected[sites]),
        band,
        communities=None if communities is None else communities[sites],
        seed=seed,
        effort=effort,
    )
    enough = np.array([one is not BandStatus.UNDER for one in found.status], dtype=np.bool_)
    number = np.where(enough, np.cumsum(enough) - 1, NONE)
    carved = np.full(graph.size, NONE, dtype=np.int64)
    carved[sites] = number[found.assignment]
    members = [np.flatnonzero(carved == grid) for grid in range(int(enough.sum()))]
    days = [find_day(graph.households[units], homes.take(units), band.minimum) for units in members]
    reasons = [reason for reason, kept in zip(found.reasons, enough, strict=True) if kept]
    return Reserved(
        carved,
        found.households[enough],
        np.array([graph.households[units].sum() for units in members], dtype=np.int64),
        np.array(days, dtype="datetime64[D]"),
        np.flatnonzero(homes.sites & (carved == NONE)),
        tuple(None if one is None else one.among(sites) for one in reasons),
    )


def find_day(present: Integers, homes: Development, minimum: int) -> np.datetime64:
    """Give the first day on which units hold ``minimum`` households; not-a-time if never.

    Parameters
    ----------
    present : int64, shape (n,)
        Present households.
    homes : Development
        Of the same units, at least one with planned homes.
    """
    first = homes.ready_on[homes.sites].min()

    def held(day: int) -> int:
        return int(present.sum() + homes.arrived(first + day).sum())

    if held(HORIZON_DAYS) < minimum:
        return np.datetime64("NaT", "D")
    low, high = -1, HORIZON_DAYS
    while high - low > 1:  # the count never falls, so the first day is found by halving
        middle = (low + high) // 2
        low, high = (low, middle) if held(middle) >= minimum else (middle, high)
    return np.datetime64(first + high, "D")
