"""The loop that finds stays: where somebody, or a telephone, did not move."""

import math

import numpy as np
from numpy.typing import NDArray

from gridgeo.geometry.compiled import compiled
from gridgeo.patrol.flags import HARMLESS, Flag

_HARMLESS, _DESK = HARMLESS, int(Flag.DESK)


@compiled
def find_stays(
    first: NDArray[np.int64],
    time_s: NDArray[np.float64],
    x: NDArray[np.float64],
    y: NDArray[np.float64],
    flags: NDArray[np.int16],
    limits: tuple[float, float, float],
) -> NDArray[np.int64]:
    """Give the first and last point of each stay, in order.

    Points belong to a stay while each lies within the radius of the middle of those before it and
    none comes later than the gap allows.

    Parameters
    ----------
    limits : (radius_m, least_s, gap_s)

    Returns
    -------
    int64 (stays, 2)
    """
    radius_m, least_s, gap_s = limits
    found = np.empty((len(x) // 2 + 1, 2), np.int64)
    size = 0
    for k in range(len(first) - 1):
        start, last, count, sum_x, sum_y = -1, -1, 0, 0.0, 0.0
        for i in range(first[k], first[k + 1] + 1):
            ended = i == first[k + 1]
            if not ended:
                if flags[i] & ~_HARMLESS:
                    continue
                if start >= 0:
                    away = math.hypot(x[i] - sum_x / count, y[i] - sum_y / count)
                    ended = away > radius_m or time_s[i] - time_s[last] > gap_s
            if ended and start >= 0:
                if time_s[last] - time_s[start] >= least_s:
                    found[size, 0], found[size, 1] = start, last
                    size += 1
                start = -1
            if i == first[k + 1]:
                break
            if start < 0:
                start, count, sum_x, sum_y = i, 0, 0.0, 0.0
            last = i
            count += 1
            sum_x += x[i]
            sum_y += y[i]
    return found[:size]


@compiled
def flag_desks(
    first: NDArray[np.int64],
    time_s: NDArray[np.float64],
    x: NDArray[np.float64],
    y: NDArray[np.float64],
    flags: NDArray[np.int16],
    limits: tuple[float, float, float],
) -> None:
    """Flag the points of stays so long that nobody carried the device.

    Points of a stay come back after a gap too: a telephone that sleeps on the desk.
    """
    stays = find_stays(first, time_s, x, y, flags, (limits[0], limits[1], 10 * limits[2]))
    for s in range(len(stays)):
        for i in range(stays[s, 0], stays[s, 1] + 1):
            if flags[i] & ~_HARMLESS == 0:
                flags[i] |= _DESK
