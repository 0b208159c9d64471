"""The loop that finds devices which report GCJ-02, all the time or by turns."""

import math

import numpy as np
from numpy.typing import NDArray

from gridgeo.geometry.compiled import compiled
from gridgeo.patrol.flags import HARMLESS

VOTES_FROM = 5  # every fifth point is asked whether it is at home
HOME_SHARE = 0.3  # of the points that must be at home only when they are moved back
TOLERANCE_M = 40.0  # noise of two points, and how much the shift differs between them
_HARMLESS = HARMLESS


@compiled
def find_shifted(
    first: NDArray[np.int64],
    time_s: NDArray[np.float64],
    x: NDArray[np.float64],
    y: NDArray[np.float64],
    flags: NDArray[np.int16],
    shift: tuple[NDArray[np.float64], NDArray[np.float64]],
    vote: NDArray[np.int8],
    limit_m_s: float,
) -> NDArray[np.bool_]:
    """Say which points are shifted.

    A device that switches leaps by just the shift of GCJ-02, and stays there. Between two leaps all
    points are of one kind; the first leap says of which, and where there is none, the votes.

    Parameters
    ----------
    shift : (east, north) of float64 (points)
        Metres that GCJ-02 moves each point.
    vote : int8 (points)
        1 where a point is at home only when it is moved back, -1 where only as it is.
    """
    shifted = np.zeros(len(x), np.bool_)
    for k in range(len(first) - 1):
        start, before, state, leapt = first[k], -1, 0, False
        for i in range(first[k], first[k + 1]):
            if flags[i] & ~_HARMLESS:
                continue
            if before >= 0:
                leap = _leap(time_s, x, y, shift, before, i, limit_m_s)
                if leap != 0:
                    if not leapt:
                        state = 1 if leap < 0 else 0
                    shifted[start:i] = state == 1
                    state, start, leapt = (1 if leap > 0 else 0), i, True
            before = i
        if not leapt:
            votes, used = 0, 0
            for i in range(first[k], first[k + 1]):
                votes += vote[i]
                used += flags[i] & ~_HARMLESS == 0
            state = 1 if votes * VOTES_FROM > HOME_SHARE * used else 0
        shifted[start : first[k + 1]] = state == 1
    return shifted


@compiled
def _leap(
    time_s: NDArray[np.float64],
    x: NDArray[np.float64],
    y: NDArray[np.float64],
    shift: tuple[NDArray[np.float64], NDArray[np.float64]],
    a: int,
    b: int,
    limit_m_s: float,
) -> int:
    """Say whether a point leaps by the shift (1), back (-1), or does not (0)."""
    east, north = shift[0][a], shift[1][a]
    size = math.hypot(east, north)
    walked = min(limit_m_s * (time_s[b] - time_s[a]), TOLERANCE_M)
    dx, dy = x[b] - x[a], y[b] - y[a]
    if size < 4 * TOLERANCE_M or math.hypot(dx, dy) < size / 2:
        return 0
    if time_s[b] - time_s[a] > size / limit_m_s:
        return 0  # long enough to have gone there
    if math.hypot(dx - east, dy - north) <= TOLERANCE_M + walked:
        return 1
    if math.hypot(dx + east, dy + north) <= TOLERANCE_M + walked:
        return -1
    return 0
