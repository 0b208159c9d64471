"""Loops that mark what lies within a radius of paths: cells of grids, and points with an owner."""

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from gridgeo.geometry.compiled import compiled
from gridgeo.geometry.locator.edges import ends_of
from gridgeo.geometry.locator.index import Edges


class Windows(NamedTuple):
    """The raster of each grid's box: cells of one size, all in one flat array.

    Attributes
    ----------
    column, row : int64 (grids)
        First cell of the window, counted from 0 metres.
    columns, rows : int64 (grids)
        Its size; 0 for a grid without ground.
    first : int64 (grids + 1)
        Where its cells begin.
    cell_m : float
    """

    column: NDArray[np.int64]
    row: NDArray[np.int64]
    columns: NDArray[np.int64]
    rows: NDArray[np.int64]
    first: NDArray[np.int64]
    cell_m: float


class Buckets(NamedTuple):
    """Numbers of things by the square in which they lie.

    Attributes
    ----------
    x0, y0, side_m : float
    columns, rows : int
    first : int64 (squares + 1)
    members : int32
    """

    x0: float
    y0: float
    side_m: float
    columns: int
    rows: int
    first: NDArray[np.int64]
    members: NDArray[np.int32]


@compiled
def sort_into_buckets(
    boxes: NDArray[np.float64], frame: tuple[float, float, float, int, int]
) -> Buckets:
    """List each box in every square that it touches.

    Parameters
    ----------
    boxes : float64 (things, 4)
        ``minx, miny, maxx, maxy``; those with NaN are left out.
    frame : (x0, y0, side_m, columns, rows)
    """
    x0, y0, side_m, columns, rows = frame
    first = np.zeros(columns * rows + 1, np.int64)
    for turn in range(2):
        if turn == 1:
            for square in range(columns * rows):
                first[square + 1] += first[square]
            members = np.empty(first[-1], np.int32)
            filled = first[:-1].copy()
        for k in range(len(boxes)):
            if not boxes[k, 0] <= boxes[k, 2]:
                continue
            left, right = int((boxes[k, 0] - x0) / side_m), int((boxes[k, 2] - x0) / side_m)
            low, high = int((boxes[k, 1] - y0) / side_m), int((boxes[k, 3] - y0) / side_m)
            for row in range(max(low, 0), min(high, rows - 1) + 1):
                for column in range(max(left, 0), min(right, columns - 1) + 1):
                    square = row * columns + column
                    if turn == 0:
                        first[square + 1] += 1
                    else:
                        members[filled[square]] = k
                        filled[square] += 1
    return Buckets(x0, y0, side_m, columns, rows, first, members)


@compiled
def fill_inside(windows: Windows, edges: Edges) -> NDArray[np.bool_]:
    """Say for each cell of each window whether its middle lies in the window's grid."""
    inside = np.zeros(windows.first[-1], np.bool_)
    crossings = np.empty(64)
    for k in range(len(windows.column)):
        for row in range(windows.rows[k]):
            y = (windows.row[k] + row + 0.5) * windows.cell_m
            count = 0
            for e in range(edges.first[k], edges.stop[k]):
                if not edges.goes_on[e]:
                    continue
                x1, y1, x2, y2 = ends_of(edges.vertices, e)
                if y1 <= y < y2:
                    if count == len(crossings):
                        longer = np.empty(2 * count)
                        longer[:count] = crossings
                        crossings = longer
                    share = (y - y1) / (y2 - y1)
                    crossings[count] = x1 + share * (x2 - x1)
                    count += 1
            met = np.sort(crossings[:count])
            start = windows.first[k] + row * windows.columns[k]
            for i in range(0, count - 1, 2):
                left = math.ceil(met[i] / windows.cell_m - 0.5) - windows.column[k]
                right = math.ceil(met[i + 1] / windows.cell_m - 0.5) - windows.column[k]
                for column in range(max(left, 0), min(right, windows.columns[k])):
                    inside[start + column] = True
    return inside


@compiled
def stamp_cells(
    windows: Windows,
    buckets: Buckets,
    segments: NDArray[np.float64],
    radius_m: float,
    passed: NDArray[np.bool_],
) -> None:
    """Mark the cells whose middle lies within the radius of a segment, in every window.

    Parameters
    ----------
    buckets : Buckets
        Of the windows' boxes.
    segments : float64 (n, 4)
        ``x1, y1, x2, y2`` in metres.
    passed : bool (cells)
        Cells are marked here.
    """
    seen = np.full(len(windows.column), -1, np.int64)
    for s in range(len(segments)):
        x1, y1, x2, y2 = segments[s, 0], segments[s, 1], segments[s, 2], segments[s, 3]
        left, right = min(x1, x2) - radius_m, max(x1, x2) + radius_m
        low, high = min(y1, y2) - radius_m, max(y1, y2) + radius_m
        c1 = max(math.floor((left - buckets.x0) / buckets.side_m), 0)
        c2 = min(math.floor((right - buckets.x0) / buckets.side_m), buckets.columns - 1)
        r1 = max(math.floor((low - buckets.y0) / buckets.side_m), 0)
        r2 = min(math.floor((high - buckets.y0) / buckets.side_m), buckets.rows - 1)
        for row in range(r1, r2 + 1):
            for column in range(c1, c2 + 1):
                square = row * buckets.columns + column
                for at in range(buckets.first[square], buckets.first[square + 1]):
                    k = buckets.members[at]
                    if seen[k] != s:
                        seen[k] = s
                        _stamp(windows, k, x1, y1, x2, y2, radius_m, passed)


@compiled
def _stamp(
    windows: Windows,
    k: int,
    x1: float,
    y1: float,
    x2: float,
    y2: float,
    radius_m: float,
    passed: NDArray[np.bool_],
) -> None:
    """Mark one segment's cells in one window, row by row: what a row has of it is one run."""
    cell = windows.cell_m
    low = max(math.ceil((min(y1, y2) - radius_m) / cell - 0.5) - windows.row[k], 0)
    high = min(
        math.floor((max(y1, y2) + radius_m) / cell - 0.5) - windows.row[k], windows.rows[k] - 1
    )
    dx, dy = x2 - x1, y2 - y1
    length2 = dx * dx + dy * dy
    for row in range(low, high + 1):
        y = (windows.row[k] + row + 0.5) * cell
        left, right = math.inf, -math.inf
        # The round ends.
        for end in range(2):
            ex, ey = (x1, y1) if end == 0 else (x2, y2)
            half2 = radius_m * radius_m - (y - ey) * (y - ey)
            if half2 >= 0:
                half = math.sqrt(half2)
                left, right = min(left, ex - half), max(right, ex + half)
        # The band between them: where the foot of the perpendicular falls onto the segment.
        if length2 > 0:
            band = _band(x1, y1, dx, dy, length2, y, radius_m)
            left, right = min(left, band[0]), max(right, band[1])
        if left > right:
            continue
        start = windows.first[k] + row * windows.columns[k]
        c1 = max(math.ceil(left / cell - 0.5) - windows.column[k], 0)
        c2 = min(math.floor(right / cell - 0.5) - windows.column[k], windows.columns[k] - 1)
        for column in range(c1, c2 + 1):
            passed[start + column] = True


@compiled
def _band(
    x1: float, y1: float, dx: float, dy: float, length2: float, y: float, radius_m: float
) -> tuple[float, float]:
    """Give from where to where a level line at ``y`` runs in the rectangle along a segment."""
    length = math.sqrt(length2)
    left, right = -math.inf, math.inf
    # |(x - x1) dy - (y - y1) dx| <= radius * length
    off = (y - y1) * dx
    if dy != 0:
        a, b = (off - radius_m * length) / dy, (off + radius_m * length) / dy
        left, right = min(a, b) + x1, max(a, b) + x1
    elif abs(off) > radius_m * length:
        return math.inf, -math.inf
    # 0 <= (x - x1) dx + (y - y1) dy <= length2
    along = (y - y1) * dy
    if dx != 0:
        a, b = -along / dx, (length2 - along) / dx
        left, right = max(left, min(a, b) + x1), min(right, max(a, b) + x1)
    elif not 0 <= along <= length2:
        return math.inf, -math.inf
    return (left, right) if left <= right else (math.inf, -math.inf)


@compiled
def mark_owners(
    buckets: Buckets,
    x: NDArray[np.float64],
    y: NDArray[np.float64],
    owner: NDArray[np.int64],
    segments: NDArray[np.float64],
    radius_m: float,
    passed: NDArray[np.bool_],
) -> None:
    """Mark the owners of points within the radius of a segment, exactly.

    Parameters
    ----------
    buckets : Buckets
        Of the points.
    owner : int64 (points)
        Whom a point stands for: a household's place, a building by the points of its outline.
    passed : bool (owners)
        Marked here.
    """
    for s in range(len(segments)):
        x1, y1, x2, y2 = segments[s, 0], segments[s, 1], segments[s, 2], segments[s, 3]
        dx, dy = x2 - x1, y2 - y1
        length2 = dx * dx + dy * dy
        c1 = max(math.floor((min(x1, x2) - radius_m - buckets.x0) / buckets.side_m), 0)
        c2 = math.floor((max(x1, x2) + radius_m - buckets.x0) / buckets.side_m)
        r1 = max(math.floor((min(y1, y2) - radius_m - buckets.y0) / buckets.side_m), 0)
        r2 = math.floor((max(y1, y2) + radius_m - buckets.y0) / buckets.side_m)
        for row in range(r1, min(r2, buckets.rows - 1) + 1):
            for column in range(c1, min(c2, buckets.columns - 1) + 1):
                square = row * buckets.columns + column
                for at in range(buckets.first[square], buckets.first[square + 1]):
                    p = buckets.members[at]
                    if passed[owner[p]]:
                        continue
                    px, py = x[p] - x1, y[p] - y1
                    share = 0.0
                    if length2 > 0:
                        share = max(0.0, min(1.0, (px * dx + py * dy) / length2))
                    px -= share * dx
                    py -= share * dy
                    if px * px + py * py <= radius_m * radius_m:
                        passed[owner[p]] = True
