"""Polygons into edges sorted by raster row, and the exact test of one point on them."""

import numpy as np
import shapely
from numpy.typing import NDArray

from gridgeo.geometry.compiled import compiled
from gridgeo.geometry.locator.index import Edges, Frame, Rows
from gridgeo.geometry.locator.orientation import orientation


def edges_of(geometry: NDArray[np.object_]) -> Edges:
    """Take the edges of polygons and multipolygons, holes too; None and empty ones have none."""
    parts, owner = shapely.get_parts(geometry, return_index=True)
    rings, ring_part = shapely.get_rings(parts, return_index=True)
    points, point_ring = shapely.get_coordinates(rings, return_index=True)
    joined = point_ring[1:] == point_ring[:-1]
    start, end = points[:-1][joined], points[1:][joined]
    upward = (start[:, 1] <= end[:, 1])[:, None]
    ends = np.hstack([np.where(upward, start, end), np.where(upward, end, start)])
    polygon = owner[ring_part[point_ring[1:][joined]]]
    first = np.searchsorted(polygon, np.arange(len(geometry) + 1))
    return Edges(np.ascontiguousarray(ends), first.astype(np.int64), shapely.bounds(geometry))


@compiled
def row_of(frame: Frame, y: float) -> int:
    """Give the raster row of ``y``; it never falls while ``y`` rises, so no edge is missed."""
    return max(0, min(frame.rows - 1, int((y - frame.y0) * frame.per_y)))


@compiled
def column_of(frame: Frame, x: float) -> int:
    """Give the raster column of ``x``."""
    return max(0, min(frame.columns - 1, int((x - frame.x0) * frame.per_x)))


@compiled
def rows_of(edges: Edges, frame: Frame) -> Rows:
    """Sort the edges of each polygon into the rows that they touch."""
    count = len(edges.first) - 1
    lowest = np.zeros(count, np.int64)
    first = np.zeros(count + 1, np.int64)
    for k in range(count):
        if edges.first[k] < edges.first[k + 1]:
            lowest[k] = row_of(frame, edges.boxes[k, 1])
            first[k + 1] = row_of(frame, edges.boxes[k, 3]) - lowest[k] + 1
    first = np.cumsum(first)

    offsets = np.zeros(first[count] + 1, np.int64)
    for k in range(count):
        for e in range(edges.first[k], edges.first[k + 1]):
            low, high = row_of(frame, edges.ends[e, 1]), row_of(frame, edges.ends[e, 3])
            for row in range(low, high + 1):
                offsets[first[k] + row - lowest[k] + 1] += 1
    offsets = np.cumsum(offsets)

    ends = np.empty((offsets[-1], 4))
    filled = offsets.copy()
    for k in range(count):
        for e in range(edges.first[k], edges.first[k + 1]):
            low, high = row_of(frame, edges.ends[e, 1]), row_of(frame, edges.ends[e, 3])
            for row in range(low, high + 1):
                place = first[k] + row - lowest[k]
                ends[filled[place]] = edges.ends[e]
                filled[place] += 1
    return Rows(lowest, first, offsets, ends)


@compiled
def covers(rows: Rows, k: int, row: int, x: float, y: float) -> bool:
    """Say exactly whether polygon ``k`` covers the point, border included.

    Counts the edges that a ray to the right crosses; an edge owns its lower end and not its upper
    one, so that a ray through a vertex counts once.
    """
    place = rows.first[k] + row - rows.lowest[k]
    if place < rows.first[k] or place >= rows.first[k + 1]:
        return False
    inside = False
    for i in range(rows.offsets[place], rows.offsets[place + 1]):
        x1, y1, x2, y2 = rows.ends[i, 0], rows.ends[i, 1], rows.ends[i, 2], rows.ends[i, 3]
        if y < y1 or y > y2 or (x > x1 and x > x2):
            continue
        if y1 == y2:
            if min(x1, x2) <= x:  # and x is not beyond both ends: on the level edge
                return True
            continue
        if y == y2:
            if x == x2:
                return True
            continue
        if x < x1 and x < x2:
            inside = not inside
            continue
        turn = orientation(x1, y1, x2, y2, x, y)
        if turn == 0:
            return True
        if turn > 0:
            inside = not inside
    return inside
