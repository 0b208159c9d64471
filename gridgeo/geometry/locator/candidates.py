"""One polygon's entry in the list of a raster cell: how it is written, and what it says of a point.

A polygon that no border of its own crosses there holds the whole cell: one word, ``~k``. For the
others, ``k`` and a word ``how`` follow. A ray to the right from anywhere in the cell crosses some
edges always, some never, and some depending on the point; ``how`` has whether the first are odd in
number, and the last ones:

- up to three edges among the polygon's first 256: packed into ``how``, eight bits each;
- up to `MOST_EDGES`: ``how`` has their number and the flag `LONG`, a word for each follows;
- more: ``how`` is ``~place``, and all edges of that place (`Rows`) are looked at.
"""

import numpy as np
from numpy.typing import NDArray

from gridgeo.geometry.compiled import compiled
from gridgeo.geometry.locator.edges import ends_of
from gridgeo.geometry.locator.index import Edges, Frame, Rows
from gridgeo.geometry.locator.rows import CROSSED, ON, covers, edge_says

MOST_EDGES = 12
MOST_PACKED = 3
LONG = 1 << 30
SAFETY = 1e-6  # of a cell: far above the rounding of coordinates, far below a visible cost


@compiled
def write_candidate(
    edges: Edges, frame: Frame, rows: Rows, place: int, column: int, entry: NDArray[np.int32]
) -> int:
    """Write the entry of a polygon whose border comes near a cell; give its number of words.

    An edge left of the cell is never crossed; one right of it that spans the row always is. Only
    the others need a look at the point.
    """
    k = rows.owner[place]
    row = rows.lowest[k] + place - rows.first[k]
    bottom = frame.y0 + (row - SAFETY) / frame.per_y
    top = frame.y0 + (row + 1 + SAFETY) / frame.per_y
    left = frame.x0 + (column - SAFETY) / frame.per_x
    right = frame.x0 + (column + 1 + SAFETY) / frame.per_x
    entry[0] = k
    size, odd = 2, 0
    for i in range(rows.offsets[place], rows.offsets[place + 1]):
        e = rows.edges[i]
        x1, y1, x2, y2 = ends_of(edges.vertices, e)
        if x1 < left and x2 < left:
            continue
        if x1 > right and x2 > right and y1 < bottom and y2 > top:
            odd = 1 - odd
            continue
        if size == len(entry):
            entry[1] = ~place
            return 2
        entry[size] = e
        size += 1
    return _pack(entry, size, odd, edges.first[k])


@compiled
def _pack(entry: NDArray[np.int32], size: int, odd: int, first: int) -> int:
    count = size - 2
    how = odd | count << 1
    if count > MOST_PACKED:
        entry[1] = how | LONG
        return size
    for i in range(count):
        near = entry[2 + i] - first
        if near > 255:
            entry[1] = odd | count << 1 | LONG
            return size
        how |= near << (5 + 8 * i)
    entry[1] = how
    return 2


@compiled
def candidate_covers(
    vertices: NDArray[np.float64],
    firsts: NDArray[np.int64],
    lists: NDArray[np.int32],
    row_edges: NDArray[np.int32],
    row_offsets: NDArray[np.int32],
    at: int,
    x: float,
    y: float,
) -> tuple[bool, int]:
    """Say whether the candidate at ``at`` covers the point, and where the next one begins."""
    k = lists[at]
    if k < 0:
        return True, at + 1
    how = lists[at + 1]
    if how < 0:
        return covers(vertices, row_edges, row_offsets, ~how, x, y), at + 2
    count = (how >> 1) & 15
    following = at + 2 + (count if how & LONG else 0)
    inside = (how & 1) == 1
    for i in range(count):
        e = lists[at + 2 + i] if how & LONG else firsts[k] + ((how >> (5 + 8 * i)) & 255)
        says = edge_says(vertices, e, x, y)
        if says == ON:
            return True, following
        inside ^= says == CROSSED
    return inside, following


@compiled
def next_candidate(lists: NDArray[np.int32], at: int) -> int:
    """Give where the candidate after the one at ``at`` begins."""
    if lists[at] < 0:
        return at + 1
    how = lists[at + 1]
    return at + 2 + ((how >> 1) & 15 if how >= 0 and how & LONG else 0)
