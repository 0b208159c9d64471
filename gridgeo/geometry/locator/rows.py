"""Edges sorted by raster row, and the exact test of one point on them."""

import numpy as np
from numpy.typing import NDArray

from gridgeo.geometry.compiled import compiled
from gridgeo.geometry.locator.edges import ends_of
from gridgeo.geometry.locator.index import Edges, Frame, Rows
from gridgeo.geometry.locator.orientation import orientation

BESIDE, CROSSED, ON = 0, 1, 2


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
    count = len(edges.first)
    lowest = np.zeros(count, np.int32)
    first = np.zeros(count + 1, np.int32)
    for k in range(count):
        first[k + 1] = first[k]
        if edges.first[k] < edges.stop[k]:
            lowest[k] = row_of(frame, edges.boxes[k, 1])
            first[k + 1] += row_of(frame, edges.boxes[k, 3]) - lowest[k] + 1

    owner = np.empty(first[count], np.int32)
    offsets = np.zeros(first[count] + 1, np.int32)
    for k in range(count):
        owner[first[k] : first[k + 1]] = k
        for e in range(edges.first[k], edges.stop[k]):
            if not edges.goes_on[e]:
                continue
            _, y1, _, y2 = ends_of(edges.vertices, e)
            low, high = row_of(frame, y1), row_of(frame, y2)
            for row in range(low, high + 1):
                offsets[first[k] + row - lowest[k] + 1] += 1
    for place in range(len(owner)):
        offsets[place + 1] += offsets[place]

    sorted_edges = np.empty(offsets[len(owner)], np.int32)
    filled = offsets.copy()
    for k in range(count):
        for e in range(edges.first[k], edges.stop[k]):
            if not edges.goes_on[e]:
                continue
            _, y1, _, y2 = ends_of(edges.vertices, e)
            low, high = row_of(frame, y1), row_of(frame, y2)
            for row in range(low, high + 1):
                place = first[k] + row - lowest[k]
                sorted_edges[filled[place]] = e
                filled[place] += 1
    return Rows(lowest, first, owner, offsets, sorted_edges)


@compiled
def covers(
    vertices: NDArray[np.float64],
    row_edges: NDArray[np.int32],
    offsets: NDArray[np.int32],
    place: int,
    x: float,
    y: float,
) -> bool:
    """Say exactly whether a polygon covers a point in the row of ``place``, border included.

    Counts the edges that a ray to the right crosses. Takes bare arrays: a tuple of arrays, passed
    for each point, costs more than the test.
    """
    inside = False
    for i in range(offsets[place], offsets[place + 1]):
        says = edge_says(vertices, row_edges[i], x, y)
        if says == ON:
            return True
        inside ^= says == CROSSED
    return inside


@compiled
def edge_says(  # noqa: PLR0911 - one answer a case
    vertices: NDArray[np.float64], e: int, x: float, y: float
) -> int:
    """Say exactly whether a point lies on an edge, or a ray from it to the right crosses the edge.

    An edge owns its lower end and not its upper one, so that a ray through a vertex counts once.
    """
    x1, y1, x2, y2 = ends_of(vertices, e)
    if y < y1 or y > y2:
        return BESIDE
    if x > x1 and x > x2:
        return BESIDE
    if y1 == y2:
        return ON if min(x1, x2) <= x else BESIDE  # not beyond both ends: on the level edge
    if (y == y2 and x == x2) or (y == y1 and x == x1):
        return ON
    if y == y2:
        return BESIDE
    if x < x1 and x < x2:
        return CROSSED
    turn = orientation(x1, y1, x2, y2, x, y)
    if turn == 0:
        return ON
    return CROSSED if turn > 0 else BESIDE
