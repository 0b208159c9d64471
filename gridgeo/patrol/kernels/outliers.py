"""Loops that flag outliers: jumps by a sandwich of three points, speeds over a window of time."""

import math

import numpy as np
from numpy.typing import NDArray

from gridgeo.geometry.compiled import compiled
from gridgeo.patrol.flags import HARMLESS, Flag

_JUMP, _SPEED = int(Flag.JUMP), int(Flag.SPEED)
_HARMLESS = HARMLESS
_RIDE_MOVES = 3


@compiled
def flag_jumps(
    first: NDArray[np.int64],
    time_s: NDArray[np.float64],
    x: NDArray[np.float64],
    y: NDArray[np.float64],
    flags: NDArray[np.int16],
    limits: tuple[float, float, float],
) -> None:
    """Flag each point that lies far off both its neighbours, which lie near each other.

    Parameters
    ----------
    first : int64 (devices + 1)
        Where each device's points begin; they are sorted by time.
    flags : int16 (points)
        Flagged points are passed over; `Flag.JUMP` is added.
    limits : (jump_m, speed_m_s, gap_s)
    """
    jump_m, speed_m_s, gap_s = limits
    for k in range(len(first) - 1):
        before = -1
        i = _next_used(flags, first[k], first[k + 1])
        while i < first[k + 1]:
            after = _next_used(flags, i + 1, first[k + 1])
            back = before >= 0 and time_s[i] - time_s[before] <= gap_s
            on = after < first[k + 1] and time_s[after] - time_s[i] <= gap_s
            there, here, over = math.inf, math.inf, 0.0
            fast = True
            if back:
                there = math.hypot(x[i] - x[before], y[i] - y[before])
                fast = there > speed_m_s * max(time_s[i] - time_s[before], 1.0)
            if on:
                here = math.hypot(x[after] - x[i], y[after] - y[i])
                fast = fast and here > speed_m_s * max(time_s[after] - time_s[i], 1.0)
            if back and on:
                over = math.hypot(x[after] - x[before], y[after] - y[before])
            reach = min(there, here)
            alone = not back and not on
            far = not alone and fast and reach > jump_m and over < 0.5 * reach
            # At an end there is no sandwich: two points that agree must stand against it.
            if far and (
                (back and on) or _is_odd_end(time_s, x, y, flags, first, k, i, back, limits)
            ):
                flags[i] |= _JUMP
                i = after
                continue
            before = i
            i = after


@compiled
def _is_odd_end(
    time_s: NDArray[np.float64],
    x: NDArray[np.float64],
    y: NDArray[np.float64],
    flags: NDArray[np.int16],
    first: NDArray[np.int64],
    k: int,
    i: int,
    back: bool,
    limits: tuple[float, float, float],
) -> bool:
    """Say whether the point at the end of a leg jumps off two points that agree."""
    one = two = i
    if back:
        one = _last_used(flags, i - 1, first[k])
        two = _last_used(flags, one - 1, first[k])
        if two < first[k] or time_s[i] - time_s[two] > 2 * limits[2]:
            return False
    else:
        one = _next_used(flags, i + 1, first[k + 1])
        two = _next_used(flags, one + 1, first[k + 1])
        if two >= first[k + 1] or time_s[two] - time_s[i] > 2 * limits[2]:
            return False
    apart = math.hypot(x[two] - x[one], y[two] - y[one])
    return bool(apart <= limits[1] * max(abs(time_s[two] - time_s[one]), 1.0))


@compiled
def flag_fast(
    first: NDArray[np.int64],
    time_s: NDArray[np.float64],
    x: NDArray[np.float64],
    y: NDArray[np.float64],
    flags: NDArray[np.int16],
    limits: tuple[float, float, float, float],
) -> None:
    """Flag points between which nobody who patrols moves so fast.

    A speed is taken over at least ``speed_s``, so that the noise of points a second apart is none.
    A point is flagged when both the way to it and the way from it are too fast; at the end of a leg
    the one that there is. Points of a ride are flagged too, however slow: see `_flag_rides`.

    Parameters
    ----------
    limits : (limit_m_s, speed_s, gap_s, ride_s)
    """
    limit_m_s, speed_s, gap_s, ride_s = limits
    fast = np.zeros(len(time_s), np.int8)  # 1: the way to it, 2: from it; 4, 8: there is one
    since = np.zeros(len(time_s), np.float64)  # when the fast way to a point began
    for k in range(len(first) - 1):
        back = first[k]
        for i in range(first[k], first[k + 1]):
            if flags[i] & ~_HARMLESS:
                continue
            # The latest point at least speed_s before.
            j = back
            while j < i:
                following = _next_used(flags, j + 1, i)
                if following >= i or time_s[i] - time_s[following] < speed_s:
                    break
                j = following
            back = j
            if j == i or flags[j] & ~_HARMLESS or time_s[i] - time_s[j] > gap_s:
                continue
            elapsed = time_s[i] - time_s[j]
            if elapsed < min(speed_s, 1.0):
                continue
            fast[i] |= 4
            fast[j] |= 8
            if math.hypot(x[i] - x[j], y[i] - y[j]) > limit_m_s * max(elapsed, 1.0):
                fast[i] |= 1
                fast[j] |= 2
                since[i] = time_s[j]
    for k in range(len(first) - 1):
        _flag_rides(first[k], first[k + 1], time_s, fast, since, flags, ride_s)
    for i in range(len(time_s)):
        ways, quick = fast[i] >> 2, fast[i] & 3
        if ways and quick == ways:
            flags[i] |= _SPEED


@compiled
def _flag_rides(
    start: int,
    end: int,
    time_s: NDArray[np.float64],
    fast: NDArray[np.int8],
    since: NDArray[np.float64],
    flags: NDArray[np.int16],
    ride_s: float,
) -> None:
    """Flag the slow points between fast movements that follow one another within ``ride_s``.

    A car that halts at every corner is slow at most of its points. Three movements make a ride:
    a single point that is far off makes two, the way there and the way back.
    """
    opened, last, moves, moved_s = -1, -1, 0, -math.inf
    for i in range(start, end):
        if flags[i] & ~_HARMLESS or not fast[i] & 3:
            continue
        if last < 0 or time_s[i] - time_s[last] > ride_s:
            if moves >= _RIDE_MOVES:
                _flag_between(flags, opened, last)
            opened, moves, moved_s = i, 0, -math.inf
        if fast[i] & 1 and since[i] >= moved_s:
            moves += 1
            moved_s = time_s[i]
        last = i
    if moves >= _RIDE_MOVES:
        _flag_between(flags, opened, last)


@compiled
def _flag_between(flags: NDArray[np.int16], start: int, last: int) -> None:
    for i in range(start, last + 1):
        if not flags[i] & ~_HARMLESS:
            flags[i] |= _SPEED


@compiled
def _next_used(flags: NDArray[np.int16], start: int, end: int) -> int:
    i = start
    while i < end and flags[i] & ~_HARMLESS:
        i += 1
    return i


@compiled
def _last_used(flags: NDArray[np.int16], start: int, end: int) -> int:
    i = start
    while i >= end and flags[i] & ~_HARMLESS:
        i -= 1
    return i
