"""Days with a track against a network's rule, rounds a day, and how often somebody comes back."""

import math
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from gridgeo.patrol.points import Floats
from gridgeo.patrol.rules import PatrolRules


@dataclass(frozen=True, slots=True)
class DayCount:
    """Days of a period by the rule of each grid; all arrays are (grids).

    Attributes
    ----------
    days : int64 array
        Days that count: enough time, and as many rounds as the rule asks for.
    due : int64 array
        Days that the rule asks for.
    met : bool array
    longest_gap : int64 array
        Most days in a row without one that counts.
    mean_interval : float64 array
        Mean days from one to the next; NaN with fewer than two.
    last : int64 array
        Last day that counts, in days since 1970; -1 for none.
    """

    days: NDArray[np.int64]
    due: NDArray[np.int64]
    met: NDArray[np.bool_]
    longest_gap: NDArray[np.int64]
    mean_interval: Floats
    last: NDArray[np.int64]


def working_days(first: date, last: date, holidays: frozenset[date] = frozenset()) -> int:
    """Count Mondays to Fridays that are no holidays, both ends included."""
    days = (first + timedelta(days=n) for n in range((last - first).days + 1))
    return sum(day.weekday() < 5 and day not in holidays for day in days)


def count_days(
    seconds: Floats,
    rounds: NDArray[np.int64],
    urban: NDArray[np.bool_],
    first: date,
    rules: PatrolRules,
    holidays: frozenset[date] = frozenset(),
) -> DayCount:
    """Hold the days of a period against the rule.

    Parameters
    ----------
    seconds, rounds : arrays (days of the period, grids)
        What the days have of each grid.
    urban : bool array (grids)
        In town a share of all days is due, in the country a share of the working days.
    first : date
        The period's first day.
    """
    length = len(seconds)
    counts = (seconds >= max(rules.day_s, 1.0)) & (rounds >= rules.rounds_a_day)
    working = working_days(first, first + timedelta(days=length - 1), holidays) if length else 0
    in_town = math.ceil(rules.urban_share * length - 1e-9)
    due = np.where(urban, in_town, math.ceil(rules.rural_share * working - 1e-9))
    days = counts.sum(axis=0).astype(np.int64)
    start = (first - date(1970, 1, 1)).days
    numbers = np.arange(length)[:, None]
    last = np.where(counts, numbers, -1).max(axis=0, initial=-1)
    seen = np.where(counts, numbers, length).min(axis=0, initial=length)
    with np.errstate(invalid="ignore", divide="ignore"):
        interval = np.where(days > 1, (last - seen) / (days - 1), np.nan)
    return DayCount(
        days=days,
        due=due.astype(np.int64),
        met=days >= due,
        longest_gap=_longest_gap(counts),
        mean_interval=interval,
        last=np.where(last >= 0, last + start, -1).astype(np.int64),
    )


def _longest_gap(counts: NDArray[np.bool_]) -> NDArray[np.int64]:
    longest = np.zeros(counts.shape[1], np.int64)
    running = longest.copy()
    for day in counts:
        running = np.where(day, 0, running + 1)
        longest = np.maximum(longest, running)
    return longest
