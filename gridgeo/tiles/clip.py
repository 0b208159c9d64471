"""Cutting rings and lines to a square, in whole tile units."""

import numpy as np
from numpy.typing import NDArray

from gridgeo.geometry.compiled import compiled

Points = NDArray[np.int64]  # (n, 2)


@compiled
def clip_ring(ring: Points, size: int, low: int, high: int, spare: Points) -> tuple[Points, int]:
    """Cut a ring to the square ``low … high`` (Sutherland and Hodgman): one side after the other.

    Parts outside leave edges along the square's border, which lies beyond what is drawn.

    Parameters
    ----------
    ring, spare : int64 (capacity, 2)
        The ring in its first ``size`` rows, and room to work in; both are overwritten. The
        capacity must be ``6 * size`` at least.

    Returns
    -------
    (ring, size)
        One of the two arrays, and how many of its rows are the ring.
    """
    source, target = ring, spare
    for side in range(4):
        axis, limit, sign = side % 2, (low if side < 2 else high), (1 if side < 2 else -1)
        count = 0
        last = source[size - 1, axis] if size else limit
        was_in = sign * (last - limit) >= 0
        for i in range(size):
            is_in = sign * (source[i, axis] - limit) >= 0
            if was_in != is_in:
                target[count] = cross(source[i - 1 if i else size - 1], source[i], axis, limit)
                count += 1
            if is_in:
                target[count, 0], target[count, 1] = source[i, 0], source[i, 1]
                count += 1
            was_in = is_in
        source, target, size = target, source, count
    return source, size


@compiled
def cross(a: NDArray[np.int64], b: NDArray[np.int64], axis: int, limit: int) -> NDArray[np.int64]:
    """Give the point where a segment meets ``axis = limit``; the same from either end."""
    if (a[0], a[1]) > (b[0], b[1]):
        a, b = b, a
    point = np.empty(2, np.int64)
    other = 1 - axis
    share = (limit - a[axis]) / (b[axis] - a[axis])
    point[axis] = limit
    point[other] = a[other] + int(np.floor(share * (b[other] - a[other]) + 0.5))
    return point


@compiled
def clip_segment(
    a: NDArray[np.int64], b: NDArray[np.int64], low: int, high: int
) -> tuple[bool, NDArray[np.int64], NDArray[np.int64]]:
    """Cut a segment to the square; False when nothing of it lies inside."""
    for side in range(4):
        axis, limit, sign = side % 2, (low if side < 2 else high), (1 if side < 2 else -1)
        a_in, b_in = sign * (a[axis] - limit) >= 0, sign * (b[axis] - limit) >= 0
        if not a_in and not b_in:
            return False, a, b
        if not a_in:
            a = cross(a, b, axis, limit)
        elif not b_in:
            b = cross(a, b, axis, limit)
    return True, a, b


@compiled
def drop_repeats(ring: Points, size: int) -> int:
    """Take out vertices that repeat the one before (the first follows the last); in place."""
    count = 0
    for i in range(size):
        previous = count - 1 if count else size - 1
        if ring[i, 0] != ring[previous, 0] or ring[i, 1] != ring[previous, 1]:
            ring[count, 0], ring[count, 1] = ring[i, 0], ring[i, 1]
            count += 1
    return count


@compiled
def doubled_area(ring: Points, size: int) -> int:
    """Give twice the signed area; positive when clockwise with y growing downwards."""
    total = 0
    for i in range(size):
        before = i - 1 if i else size - 1
        total += ring[before, 0] * ring[i, 1] - ring[i, 0] * ring[before, 1]
    return total
