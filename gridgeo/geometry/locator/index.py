"""The arrays that answer: edges of the polygons by raster row, and a raster of labels."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray


class Edges(NamedTuple):
    """Edges of all polygons, each from its lower to its upper end, and which rows they cross.

    Attributes
    ----------
    ends : float64 (edges, 4)
        ``x1, y1, x2, y2`` with ``y1 <= y2``: a border has the same numbers in both its polygons.
    first : int64 (polygons + 1)
        Edges of polygon ``k`` are ``first[k]:first[k + 1]``.
    boxes : float64 (polygons, 4)
        ``minx, miny, maxx, maxy``; NaN for a polygon without edges.
    """

    ends: NDArray[np.float64]
    first: NDArray[np.int64]
    boxes: NDArray[np.float64]


class Frame(NamedTuple):
    """The raster's place: cell ``(row, column)`` begins at ``x0 + column / per_x`` and so on."""

    x0: float
    y0: float
    x1: float
    y1: float
    per_x: float  # columns a unit of x
    per_y: float
    columns: int
    rows: int


class Rows(NamedTuple):
    """Edges of each polygon that touch each raster row: the only ones a test in that row needs.

    Attributes
    ----------
    lowest : int64 (polygons)
        First row of the polygon.
    first : int64 (polygons + 1)
        ``first[k] + row - lowest[k]`` is the position of a row in ``offsets``.
    offsets : int64
        Where each row's edges begin in ``ends``; one more entry than rows.
    ends : float64 (entries, 4)
        `Edges.ends` in the order of rows: a test reads one stretch of memory.
    """

    lowest: NDArray[np.int64]
    first: NDArray[np.int64]
    offsets: NDArray[np.int64]
    ends: NDArray[np.float64]


class Labels(NamedTuple):
    """What is known of each cell.

    Attributes
    ----------
    cells : int32 (rows * columns)
        ``-1``: in no polygon; ``k >= 0``: wholly inside polygon ``k`` alone; ``-2 - i``: see the
        candidates ``offsets[i]:offsets[i + 1]``.
    offsets : int64
    candidates : int32
        In polygon order: ``k`` needs the exact test, ``~k`` holds the whole cell.
    """

    cells: NDArray[np.int32]
    offsets: NDArray[np.int64]
    candidates: NDArray[np.int32]
