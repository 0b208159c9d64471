"""The arrays that answer: edges of the polygons by raster row, and a raster of labels."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray


class Edges(NamedTuple):
    """Edges of all polygons; `gridgeo.geometry.locator.edges` takes and reads them.

    Attributes
    ----------
    vertices : float64 (vertices, 2)
        Edge ``e`` leads from vertex ``e`` to the next one.
    goes_on : bool (vertices)
        False for the last vertex of a ring, from which no edge leads.
    first, stop : int64 (polygons)
        Edges of polygon ``k`` are those of ``first[k]:stop[k]`` that go on.
    boxes : float64 (polygons, 4)
        ``minx, miny, maxx, maxy``; NaN for a polygon without edges.
    """

    vertices: NDArray[np.float64]
    goes_on: NDArray[np.bool_]
    first: NDArray[np.int64]
    stop: NDArray[np.int64]
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

    A *place* is one row of one polygon; the places of a polygon follow each other. Needed to build
    the labels, and kept where some cell has too many edges for a list of its own.

    Attributes
    ----------
    lowest : int32 (polygons)
        First row of the polygon.
    first : int32 (polygons + 1)
        ``first[k] + row - lowest[k]`` is the place of a row.
    owner : int32 (places)
        The polygon of each place.
    offsets : int32 (places + 1)
        Where the edges of each place begin in ``edges``.
    edges : int32 (entries)
        Numbers of edges, rising within a place.
    """

    lowest: NDArray[np.int32]
    first: NDArray[np.int32]
    owner: NDArray[np.int32]
    offsets: NDArray[np.int32]
    edges: NDArray[np.int32]


class Labels(NamedTuple):
    """What is known of each cell.

    Attributes
    ----------
    cells : int32 (rows * columns)
        ``-1``: in no polygon; ``k >= 0``: wholly inside polygon ``k`` alone; ``-2 - i``: see the
        candidates that begin at ``i`` in ``lists``.
    lists : int32
        For each list the number of its candidates, then these in polygon order; how a candidate is
        written and read says `gridgeo.geometry.locator.candidates`.
    needs_rows : bool
        Whether some entry leads on to `Rows`.
    """

    cells: NDArray[np.int32]
    lists: NDArray[np.int32]
    needs_rows: bool
