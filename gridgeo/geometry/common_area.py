"""Area that pairs of polygons share, without computing the shape of what they share.

A polygon's indicator is the signed sum of the half-strips below its edges: those that run west
count +1, those that run east -1. The common area of two polygons is therefore a sum over pairs of
edges above the same stretch: the integral of the lower of the two lines, times both signs. No step
decides on topology, so borders that touch, coincide or miss each other by noise are as good as any:
the sum is continuous in every coordinate.
"""

import numpy as np
import shapely
from numpy.typing import NDArray

from gridgeo.geometry.compiled import compiled
from gridgeo.geometry.half_edges import half_edges

Strips = tuple[NDArray[np.float64], NDArray[np.intp]]


def common_areas(
    first: NDArray[np.object_],
    second: NDArray[np.object_],
    left: NDArray[np.intp],
    right: NDArray[np.intp],
) -> NDArray[np.float64]:
    """Measure the ground that pairs of polygons share.

    Parameters
    ----------
    first, second : (n,) and (m,) arrays of valid polygons
        In one metric CRS.
    left, right : (p,) arrays of int
        The pairs: indices into ``first`` and ``second``.

    Returns
    -------
    (p,) array of float
        Square metres, exact to rounding: about 1e-15 of the polygons' boxes.
    """
    boxes = shapely.bounds(first)[left], shapely.bounds(second)[right]
    west = np.maximum(boxes[0][:, 0], boxes[1][:, 0])
    east = np.minimum(boxes[0][:, 2], boxes[1][:, 2])
    south = np.maximum(boxes[0][:, 1], boxes[1][:, 1])
    frames = np.column_stack([west, east, south])
    areas = _sum_pairs(*_strips(first), *_strips(second), left, right, frames)
    return np.asarray(np.maximum(areas, 0.0))


def _strips(polygons: NDArray[np.object_]) -> Strips:
    """Give the edges of polygons as (x0, y0, x1, y1, sign), each polygon's from west to east.

    Returns
    -------
    strips : (k, 5) array of float
    starts : (n + 1,) array of int
        Where each polygon's begin.
    """
    edges = half_edges(polygons)
    slanted = np.flatnonzero(edges.start[:, 0] != edges.end[:, 0])
    edges = edges.select(slanted)
    westward = edges.start[:, 0] > edges.end[:, 0]
    low = np.where(westward[:, None], edges.end, edges.start)
    high = np.where(westward[:, None], edges.start, edges.end)
    strips = np.column_stack([low, high, np.where(westward, 1.0, -1.0)])
    order = np.lexsort((strips[:, 0], edges.owner))
    starts = np.searchsorted(edges.owner[order], np.arange(len(polygons) + 1))
    return np.ascontiguousarray(strips[order]), starts


@compiled
def _sum_pairs(
    a: NDArray[np.float64],
    a_starts: NDArray[np.intp],
    b: NDArray[np.float64],
    b_starts: NDArray[np.intp],
    left: NDArray[np.intp],
    right: NDArray[np.intp],
    frames: NDArray[np.float64],
) -> NDArray[np.float64]:
    """Sum up each pair by a sweep from west to east, so that only edges that meet are compared."""
    areas = np.zeros(len(left))
    for pair in range(len(left)):
        west, east, south = frames[pair]
        i, i_end = a_starts[left[pair]], a_starts[left[pair] + 1]
        j, j_end = b_starts[right[pair]], b_starts[right[pair] + 1]
        total = 0.0
        while i < i_end and j < j_end:
            if a[i, 0] <= b[j, 0]:
                k = j
                while k < j_end and b[k, 0] < a[i, 2] and b[k, 0] < east:
                    total += _below_both(a, i, b, k, west, east, south)
                    k += 1
                i += 1
            else:
                k = i
                while k < i_end and a[k, 0] < b[j, 2] and a[k, 0] < east:
                    total += _below_both(a, k, b, j, west, east, south)
                    k += 1
                j += 1
        areas[pair] = total
    return areas


@compiled
def _below_both(
    a: NDArray[np.float64],
    i: int,
    b: NDArray[np.float64],
    j: int,
    west: float,
    east: float,
    south: float,
) -> float:
    """Integrate the lower of two edges over their common stretch, above ``south``, with sign."""
    x0, x1 = max(a[i, 0], b[j, 0], west), min(a[i, 2], b[j, 2], east)
    if x1 <= x0:
        return 0.0
    rise = (a[i, 3] - a[i, 1]) / (a[i, 2] - a[i, 0])
    p0 = a[i, 1] - south + rise * (x0 - a[i, 0])
    p1 = a[i, 1] - south + rise * (x1 - a[i, 0])
    rise = (b[j, 3] - b[j, 1]) / (b[j, 2] - b[j, 0])
    q0 = b[j, 1] - south + rise * (x0 - b[j, 0])
    q1 = b[j, 1] - south + rise * (x1 - b[j, 0])
    if q0 >= p0 and q1 >= p1:
        height = (p0 + p1) / 2.0
    elif q0 <= p0 and q1 <= p1:
        height = (q0 + q1) / 2.0
    else:
        # They cross: of the stretch below p, p's triangle above q is too much.
        above = max(p0 - q0, p1 - q1)
        height = (p0 + p1) / 2.0 - above * above / (2.0 * abs(p0 - q0 - p1 + q1))
    return float(a[i, 4] * b[j, 4] * height * (x1 - x0))
