"""The loop that walks along all tracks: legs, steps of distance, seconds, and the path."""

import math

import numpy as np
from numpy.typing import NDArray

from gridgeo.geometry.compiled import compiled
from gridgeo.patrol.flags import HARMLESS

_HARMLESS = HARMLESS


@compiled
def smooth(
    first: NDArray[np.int64],
    time_s: NDArray[np.float64],
    x: NDArray[np.float64],
    y: NDArray[np.float64],
    flags: NDArray[np.int16],
    half_s: float,
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Average the points of each track over a window of time around each.

    Points every second lose most of their noise; points farther apart than the window stay.
    """
    mean_x, mean_y = x.copy(), y.copy()
    for k in range(len(first) - 1):
        low = high = first[k]
        sum_x = sum_y = 0.0
        count = 0
        for i in range(first[k], first[k + 1]):
            if flags[i] & ~_HARMLESS:
                continue
            while high < first[k + 1] and time_s[high] <= time_s[i] + half_s:
                if not flags[high] & ~_HARMLESS:
                    sum_x += x[high]
                    sum_y += y[high]
                    count += 1
                high += 1
            while time_s[low] < time_s[i] - half_s:
                if not flags[low] & ~_HARMLESS:
                    sum_x -= x[low]
                    sum_y -= y[low]
                    count -= 1
                low += 1
            mean_x[i], mean_y[i] = sum_x / count, sum_y / count
    return mean_x, mean_y


@compiled
def walk_tracks(
    first: NDArray[np.int64],
    time_s: NDArray[np.float64],
    x: NDArray[np.float64],
    y: NDArray[np.float64],
    flags: NDArray[np.int16],
    limits: tuple[float, float, float, float],
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.int64], NDArray[np.int32]]:
    """Share out length and time to points, and choose the points of the path.

    Parameters
    ----------
    first : int64 (tracks + 1)
        Where each track (a device's local day) begins: days are never stitched together.
    limits : (gap_s, step_s, step_m, cell_m)
        A longer silence ends a leg. Length is taken between points at least ``step_s`` and
        ``step_m`` apart: in shorter steps noise adds up. The path leaves out what moves less than
        ``cell_m``.

    Returns
    -------
    metres, seconds : float64 (points)
        Each step and each interval is shared half and half by its ends.
    path : int64 (vertices)
        Points of the path.
    leg : int32 (vertices)
        Rises by one where a new leg begins.
    """
    gap_s, step_s, step_m, cell_m = limits
    metres, seconds = np.zeros(len(x)), np.zeros(len(x))
    path, leg = np.empty(len(x), np.int64), np.empty(len(x), np.int32)
    size, number = 0, -1
    mean_x, mean_y = smooth(first, time_s, x, y, flags, step_s / 2)
    for k in range(len(first) - 1):
        before, stepped, drawn = -1, -1, -1
        for i in range(first[k], first[k + 1]):
            if flags[i] & ~_HARMLESS:
                continue
            if before < 0 or time_s[i] - time_s[before] > gap_s:
                if before >= 0 and stepped != before:
                    _add_step(metres, mean_x, mean_y, stepped, before, step_m)
                number += 1
                stepped = i
                drawn = -1
            else:
                half = (time_s[i] - time_s[before]) / 2
                seconds[before] += half
                seconds[i] += half
                if time_s[i] - time_s[stepped] >= step_s and _add_step(
                    metres, mean_x, mean_y, stepped, i, step_m
                ):
                    stepped = i
            if drawn < 0 or math.hypot(x[i] - x[drawn], y[i] - y[drawn]) >= cell_m:
                path[size], leg[size] = i, number
                size += 1
                drawn = i
            before = i
        if before >= 0 and stepped != before:
            _add_step(metres, mean_x, mean_y, stepped, before, step_m)
    return metres, seconds, path[:size].copy(), leg[:size].copy()


@compiled
def _add_step(
    metres: NDArray[np.float64],
    x: NDArray[np.float64],
    y: NDArray[np.float64],
    a: int,
    b: int,
    step_m: float,
) -> bool:
    length = math.hypot(x[b] - x[a], y[b] - y[a])
    if length < step_m:
        return False
    metres[a] += length / 2
    metres[b] += length / 2
    return True


@compiled
def sum_inside(
    first: NDArray[np.int64],
    time_s: NDArray[np.float64],
    grid: NDArray[np.int32],
    metres: NDArray[np.float64],
    seconds: NDArray[np.float64],
    flags: NDArray[np.int16],
    limits: tuple[float, float],
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Sum up each track inside each grid that it enters.

    Parameters
    ----------
    grid : int32 (points)
        Position of the grid that holds each point; -1 for none.
    limits : (round_gap_s, round_s)

    Returns
    -------
    keys : int64 (pairs, 4)
        Track, grid, points, rounds.
    sums : float64 (pairs, 4)
        Seconds, metres, first and last instant.
    """
    round_gap_s, round_s = limits
    room = 1024
    keys, sums = np.empty((room, 4), np.int64), np.empty((room, 6))
    size = 0
    for k in range(len(first) - 1):
        begin, recent = size, -1
        for i in range(first[k], first[k + 1]):
            if grid[i] < 0 or flags[i] & ~_HARMLESS:
                continue
            row = recent
            if row < 0 or keys[row, 1] != grid[i]:
                row = begin
                while row < size and keys[row, 1] != grid[i]:
                    row += 1
            if row == size:
                if size == room:
                    room *= 2
                    keys, sums = _longer(keys, room), _longer_sums(sums, room)
                keys[row, 0], keys[row, 1], keys[row, 2], keys[row, 3] = k, grid[i], 0, 0
                sums[row, 0], sums[row, 1], sums[row, 2] = 0.0, 0.0, time_s[i]
                sums[row, 4], sums[row, 5] = 0.0, 0.0  # seconds of this round, 1 once it counts
                size += 1
            elif time_s[i] - sums[row, 3] > round_gap_s:
                sums[row, 4], sums[row, 5] = 0.0, 0.0
            keys[row, 2] += 1
            sums[row, 0] += seconds[i]
            sums[row, 1] += metres[i]
            sums[row, 3] = time_s[i]
            sums[row, 4] += seconds[i]
            if sums[row, 5] == 0.0 and sums[row, 4] >= round_s:
                keys[row, 3] += 1
                sums[row, 5] = 1.0
            recent = row
    return keys[:size].copy(), sums[:size, :4].copy()


@compiled
def _longer(rows: NDArray[np.int64], room: int) -> NDArray[np.int64]:
    out = np.empty((room, rows.shape[1]), np.int64)
    out[: len(rows)] = rows
    return out


@compiled
def _longer_sums(rows: NDArray[np.float64], room: int) -> NDArray[np.float64]:
    out = np.empty((room, rows.shape[1]))
    out[: len(rows)] = rows
    return out
