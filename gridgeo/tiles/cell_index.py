"""Which features may lie in a box: a raster of cells, each with the features that touch it."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from gridgeo.geometry.compiled import compiled

FEATURES_A_CELL = 2
MOST_CELLS = 64  # of one feature; a wider one is looked at each time
MANY = 64  # a share of this of all features is sorted slower than marked
MOST_SHARE = 0.25  # of all cells; a box over more of them is not worth a search

Span = tuple[int, int, int, int]


class CellIndex(NamedTuple):
    """Features by cell.

    Attributes
    ----------
    origin : (west, south, side of a cell)
    size : (columns, rows)
    start : int64 (cells + 1)
        Features of cell ``c``, counted row by row from the south, are
        ``feature[start[c]:start[c + 1]]``.
    feature : int32
    wide : int32
        Features that touch many cells and stand in none.
    """

    origin: tuple[float, float, float]
    size: tuple[int, int]
    start: NDArray[np.int64]
    feature: NDArray[np.int32]
    wide: NDArray[np.int32]


def index_cells(boxes: NDArray[np.float64]) -> CellIndex:
    """Index features by their boxes (minx, miny, maxx, maxy); NaN boxes are in no cell."""
    solid = boxes[~np.isnan(boxes).any(axis=1)]
    west, south = solid[:, :2].min(axis=0) if len(solid) else (0.0, 0.0)
    east, north = solid[:, 2:].max(axis=0) if len(solid) else (1.0, 1.0)
    area = max(east - west, 1e-9) * max(north - south, 1e-9)
    side = max(
        np.sqrt(area * FEATURES_A_CELL / max(len(solid), 1)),
        max(east - west, north - south) / 2000,  # a long thin layer needs no million cells
    )
    origin = (float(west), float(south), float(side))
    size = (int((east - west) / side) + 1, int((north - south) / side) + 1)
    return CellIndex(origin, size, *_fill(boxes, origin, size))


@compiled
def candidates(
    index: CellIndex, count: int, box: tuple[float, float, float, float]
) -> NDArray[np.int64]:
    """Give, rising, the features that may meet a box; all ``count`` where the box is large."""
    west, south, east, north = cells_of(index.origin, index.size, box)
    columns, rows = index.size
    if (east - west + 1) * (north - south + 1) > MOST_SHARE * columns * rows:
        return np.arange(count)
    total = count_near(index, count, box)
    found = np.empty(total, np.int64)
    size = len(index.wide)
    found[:size] = index.wide
    for row in range(south, north + 1):
        low = index.start[row * columns + west]
        high = index.start[row * columns + east + 1]
        found[size : size + high - low] = index.feature[low:high]
        size += high - low
    if total > count // MANY:
        return _marked(found, count)
    found.sort()
    kept = 0
    for i in range(total):
        if i == 0 or found[i] != found[i - 1]:
            found[kept] = found[i]
            kept += 1
    return found[:kept]


@compiled
def count_near(index: CellIndex, count: int, box: tuple[float, float, float, float]) -> int:
    """Give how many features `candidates` looks through; one in several cells counts for each."""
    west, south, east, north = cells_of(index.origin, index.size, box)
    columns, rows = index.size
    if (east - west + 1) * (north - south + 1) > MOST_SHARE * columns * rows:
        return count
    total = len(index.wide)
    for row in range(south, north + 1):
        first = row * columns
        total += index.start[first + east + 1] - index.start[first + west]
    return int(total)


@compiled
def _marked(found: NDArray[np.int64], count: int) -> NDArray[np.int64]:
    """Give the distinct numbers below ``count``, rising, by a mark for each."""
    marks = np.zeros(count, np.bool_)
    for feature in found:
        marks[feature] = True
    return np.flatnonzero(marks)


@compiled
def cells_of(
    origin: tuple[float, float, float],
    size: tuple[int, int],
    box: tuple[float, float, float, float],
) -> Span:
    """Give first and last column and row of the cells that a box touches, within the raster."""
    west, south, side = origin
    columns, rows = size
    left = min(max(np.floor((box[0] - west) / side), 0), columns)
    bottom = min(max(np.floor((box[1] - south) / side), 0), rows)
    right = min(max(np.floor((box[2] - west) / side), -1), columns - 1)
    top = min(max(np.floor((box[3] - south) / side), -1), rows - 1)
    return int(left), int(bottom), int(right), int(top)


@compiled
def _fill(
    boxes: NDArray[np.float64], origin: tuple[float, float, float], size: tuple[int, int]
) -> tuple[NDArray[np.int64], NDArray[np.int32], NDArray[np.int32]]:
    columns, rows = size
    start = np.zeros(columns * rows + 1, np.int64)
    wide, wide_count = np.empty(len(boxes), np.int32), 0
    spans = np.empty((len(boxes), 4), np.int64)
    for f in range(len(boxes)):
        spans[f] = -1
        if not np.isnan(boxes[f]).any():
            box = (boxes[f, 0], boxes[f, 1], boxes[f, 2], boxes[f, 3])
            west, south, east, north = cells_of(origin, size, box)
            if (east - west + 1) * (north - south + 1) > MOST_CELLS:
                wide[wide_count] = f
                wide_count += 1
                continue
            spans[f, 0], spans[f, 1], spans[f, 2], spans[f, 3] = west, south, east, north
            for row in range(south, north + 1):
                start[row * columns + west + 1 : row * columns + east + 2] += 1
    start = np.cumsum(start)
    place = start.copy()
    feature = np.empty(start[-1], np.int32)
    for f in range(len(boxes)):
        if spans[f, 0] < 0:
            continue
        for row in range(spans[f, 1], spans[f, 3] + 1):
            for cell in range(row * columns + spans[f, 0], row * columns + spans[f, 2] + 1):
                feature[place[cell]] = f
                place[cell] += 1
    return start, feature, wide[:wide_count].copy()
