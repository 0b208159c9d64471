"""Sums of tracks by day and grid: what the rule of days and the tables of coverage need."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gridgeo.patrol.points import Floats
from gridgeo.patrol.tracks import InGrids


@dataclass(frozen=True, slots=True)
class GridDays:
    """Days of a period by grid; all arrays are (days, grids).

    Attributes
    ----------
    seconds, metres : float64 arrays
    rounds, points, tracks : int64 arrays
    """

    seconds: Floats
    metres: Floats
    rounds: NDArray[np.int64]
    points: NDArray[np.int64]
    tracks: NDArray[np.int64]


def sum_by_day(
    found: InGrids, day: NDArray[np.integer], first_day: int, days: int, grids: int
) -> GridDays:
    """Add up tracks by day and grid; those of other days are left out.

    Parameters
    ----------
    day : int array (tracks)
        Local day of each track, in days since 1970.
    first_day : int
    days, grids : int
        Size of the result.
    """
    when = day[found.track] - first_day
    kept = (when >= 0) & (when < days)
    slot = (when * grids + found.grid)[kept]

    def total(values: NDArray[np.generic] | None) -> Floats:
        weights = None if values is None else values[kept].astype(np.float64)
        sums = np.bincount(slot, weights=weights, minlength=days * grids)
        return sums.reshape(days, grids).astype(np.float64)

    return GridDays(
        seconds=total(found.seconds),
        metres=total(found.metres),
        rounds=total(found.rounds).astype(np.int64),
        points=total(found.points).astype(np.int64),
        tracks=total(None).astype(np.int64),
    )
