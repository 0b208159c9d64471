"""Points that stand for one another: sent twice, or reported for several workers.

A team's device is carried once, whoever of the team reports it: five members with one patrol are
one patrol. That holds too where an app copies the track to a device of each member, recognised by
the same instant at the same place.
"""

import numpy as np
from numpy.typing import NDArray

from gridgeo.patrol.flags import Flag
from gridgeo.patrol.points import TrackPoints


def flag_doubles(points: TrackPoints) -> NDArray[np.int16]:
    """Flag all but one of the points that are the same.

    Returns
    -------
    int16 array (points)
        `Flag.DUPLICATE` where a device has a point of that instant from the same worker already,
        `Flag.SHARED` where another worker's stands for it: of those with the lowest device, then
        worker, the point counts.
    """
    flags = np.zeros(len(points), np.int16)
    same = np.zeros(len(points), bool)
    same[1:] = (points.device[1:] == points.device[:-1]) & (points.time_s[1:] == points.time_s[:-1])
    again = same.copy()
    again[1:] &= points.worker[1:] == points.worker[:-1]
    flags[again] = Flag.DUPLICATE
    flags[same & ~again] = Flag.SHARED
    rest = np.flatnonzero(~same)
    flags[rest[_copied(points, rest)]] = Flag.SHARED
    return flags


def _copied(points: TrackPoints, rows: NDArray[np.intp]) -> NDArray[np.bool_]:
    """Say which rows repeat the instant and the place of a row of an earlier device."""
    keys = (points.lat[rows], points.lon[rows], points.time_s[rows])
    order = np.lexsort(keys)  # stable: among equals the lowest device stays first
    equal = np.ones(max(len(rows) - 1, 0), bool)
    for key in keys:
        ordered = key[order]
        equal &= ordered[1:] == ordered[:-1]
    found = np.zeros(len(rows), bool)
    found[order[1:][equal]] = True
    return found
