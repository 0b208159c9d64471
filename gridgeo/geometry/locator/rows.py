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
    lowest = np.zeros(count, np.int32)
    first = np.zeros(count + 1, np.int32)
    for k in range(count):
        first[k + 1] = first[k]
        if edges.first[k] < edges.first[k + 1]:
            lowest[k] = row_of(frame, edges.boxes[k, 1])
            first[k + 1] += row_of(frame, edges.boxes[k, 3]) - lowest[k] + 1

    owner = np.empty(first[count], np.int32)
    offsets = np.zeros(first[count] + 1, np.int32)
    for k in range(count):
        owner[first[k] : first[k + 1]] = k
        for e in range(edges.first[k], edges.first[k + 1]):
            low, high = row_of(frame, edges.ends[e, 1]), row_of(frame, edges.ends[e, 3])
            for row in range(low, high + 1):
                offsets[first[k] + row - lowest[k] + 1] += 1
    for place in range(len(owner)):
        offsets[place + 1] += offsets[place]

    sorted_edges = np.empty(offsets[len(owner)], np.int32)
    filled = offsets.copy()
    for k in range(count):
        for e in range(edges.first[k], edges.first[k + 1]):
            low, high = row_of(frame, edges.ends[e, 1]), row_of(frame, edges.ends[e, 3])
            for row in range(low, high + 1):
                place = first[k] + row - lowest[k]
                sorted_edges[filled[place]] = e
                filled[place] += 1
    return Rows(lowest, first, owner, offsets, sorted_edges)


@compiled
def covers(edges: Edges, rows: Rows, place: int, x: float, y: float) -> bool:
    """Say exactly whether a polygon covers a point in the row of ``place``, border included."""
    first, last = rows.offsets[place], rows.offsets[place + 1]
    return ray_says_inside(edges.ends, rows.edges, first, last, False, x, y)


@compiled
def ray_says_inside(
    ends: NDArray[np.float64],
    chosen: NDArray[np.int32],
    first: int,
    last: int,
    inside: bool,
    x: float,
    y: float,
) -> bool:
    """Turn ``inside`` for each edge that a ray to the right crosses; True on an edge.

    The edges are ``chosen[first:last]``. An edge owns its lower end and not its upper one, so that
    a ray through a vertex counts once. Takes bare arrays: a tuple of arrays, passed for each point,
    costs more than the test.
    """
    for i in range(first, last):
        e = chosen[i]
        y1, y2 = ends[e, 1], ends[e, 3]
        if y < y1 or y > y2:
            continue
        x1, x2 = ends[e, 0], ends[e, 2]
        if x > x1 and x > x2:
            continue
        if y1 == y2:
            if min(x1, x2) <= x:  # and x is not beyond both ends: on the level edge
                return True
            continue
        if (y == y2 and x == x2) or (y == y1 and x == x1):
            return True
        if y == y2:
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


@compiled
def candidate_covers(
    ends: NDArray[np.float64],
    lists: NDArray[np.int32],
    row_edges: NDArray[np.int32],
    row_offsets: NDArray[np.int32],
    at: int,
    x: float,
    y: float,
) -> tuple[bool, int]:
    """Say whether the candidate at ``at`` of `Labels.lists` covers the point, and where it ends."""
    if lists[at] < 0:
        return True, at + 1
    how = lists[at + 1]
    if how < 0:
        first, last = row_offsets[~how], row_offsets[~how + 1]
        return ray_says_inside(ends, row_edges, first, last, False, x, y), at + 2
    end = at + 2 + (how >> 1)
    return ray_says_inside(ends, lists, at + 2, end, (how & 1) == 1, x, y), end
