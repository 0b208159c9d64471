"""Can so many people visit so many households in so many days? Asked before a campaign starts."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

VISIT_MIN = 10.0  # at a household that opens the door, with the way to the next door
HOURS_A_DAY = 6.0  # of a worker's day that are left for visits
REACHED = 0.6  # share of households that are at home at the first call


@dataclass(frozen=True, slots=True)
class VisitPace:
    """How visits go; all of it is a setting.

    Attributes
    ----------
    visit_min : float
        Minutes a visit takes, with the way to the next door.
    hours_a_day : float
        Hours of a worker's day for visits.
    reached : float
        Share of households that are met at a call; the others are called at again.
    """

    visit_min: float = VISIT_MIN
    hours_a_day: float = HOURS_A_DAY
    reached: float = REACHED


@dataclass(frozen=True, slots=True)
class Feasibility:
    """What a campaign asks of each grid; all arrays are (grids).

    Attributes
    ----------
    days_needed : float64 array
        With the staff there is; infinite where nobody is posted.
    staff_needed : int64 array
        To be done in time.
    feasible : bool array
    """

    days_needed: NDArray[np.float64]
    staff_needed: NDArray[np.int64]
    feasible: NDArray[np.bool_]


def judge_campaign(
    households: NDArray[np.float64], staff: NDArray[np.int64], days: int, pace: VisitPace
) -> Feasibility:
    """Hold the households of grids against their staff and the days until the deadline.

    A household is called at ``1 / reached`` times on average before it is met; a call at a closed
    door takes a third of a visit.
    """
    closed = (1 / pace.reached - 1) / 3
    minutes = households * pace.visit_min * (1 + closed)
    a_day = 60 * pace.hours_a_day
    with np.errstate(divide="ignore", invalid="ignore"):
        needed = np.where(minutes > 0, minutes / (staff * a_day), 0.0)
    people = np.ceil(minutes / (a_day * days) - 1e-9).astype(np.int64)
    return Feasibility(needed, people, needed <= days)
