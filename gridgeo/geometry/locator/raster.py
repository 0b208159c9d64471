"""The label raster: most cells lie wholly inside one polygon and answer without any geometry."""

import numpy as np
from numpy.typing import NDArray

from gridgeo.geometry.compiled import compiled
from gridgeo.geometry.locator.candidates import MOST_EDGES, SAFETY, write_candidate
from gridgeo.geometry.locator.edges import ends_of
from gridgeo.geometry.locator.index import Edges, Frame, Labels, Rows
from gridgeo.geometry.locator.rows import column_of, covers, row_of

CELLS_PER_POLYGON = 200
MOST_CELLS = 16_000_000  # 64 MB of labels
FEWEST_CELLS = 4_096
OUTSIDE, BORDER, INSIDE = 0, 1, 2


def cells_for(polygons: int, per_polygon: int = CELLS_PER_POLYGON) -> int:
    """Give how many cells to aim at for so many polygons."""
    return min(MOST_CELLS, max(FEWEST_CELLS, polygons * per_polygon))


def frame_of(edges: Edges, cells: int | None = None) -> Frame:
    """Lay a raster of about ``cells`` square cells over all polygons (in their own unit)."""
    cells = cells or cells_for(len(edges.boxes))
    if not np.isfinite(edges.boxes).any():
        return Frame(0.0, 0.0, -1.0, -1.0, 1.0, 1.0, 1, 1)  # an empty box: nothing lies in it
    x0, y0 = np.nanmin(edges.boxes[:, :2], axis=0)
    x1, y1 = np.nanmax(edges.boxes[:, 2:], axis=0)
    side = max(np.sqrt((x1 - x0) * (y1 - y0) / cells), (x1 - x0 + y1 - y0) / cells)
    side = side or 1.0  # all polygons collapsed into one point
    columns, rows = int((x1 - x0) / side) + 1, int((y1 - y0) / side) + 1
    return Frame(
        float(x0), float(y0), float(x1), float(y1), float(1 / side), float(1 / side), columns, rows
    )


@compiled
def labels_of(edges: Edges, frame: Frame, rows: Rows) -> Labels:
    """Label every cell, in two passes over the polygons: measure, then fill.

    A cell that any edge comes near is tested exactly at the time of asking; the others are settled
    here by one exact test a run of cells.
    """
    cells = np.full(frame.rows * frame.columns, -1, np.int32)
    words = np.zeros(frame.rows * frame.columns, np.int32)  # in the list of each cell; 0: settled
    scratch = np.empty(frame.columns, np.int8)
    entry = np.empty(2 + MOST_EDGES, np.int32)
    for place in range(len(rows.owner)):
        left, right, start = _scan(edges, frame, rows, place, scratch)
        for column in range(left, right + 1):
            state, cell = scratch[column], start + column
            if state == OUTSIDE:
                continue
            if words[cell] == 0 and cells[cell] == -1 and state == INSIDE:
                cells[cell] = rows.owner[place]
                continue
            if words[cell] == 0:
                words[cell] = 1 + (cells[cell] >= 0)  # the length, and who held the whole cell
            words[cell] += _entry(edges, frame, rows, place, column, state, entry)

    lists = _lay_out(cells, words)
    needs_rows = False
    for place in range(len(rows.owner)):
        left, right, start = _scan(edges, frame, rows, place, scratch)
        for column in range(left, right + 1):
            cell = start + column
            if scratch[column] == OUTSIDE or cells[cell] >= -1:
                continue
            size = _entry(edges, frame, rows, place, column, scratch[column], entry)
            needs_rows |= size == 2 and entry[1] < 0
            lists[words[cell] : words[cell] + size] = entry[:size]
            words[cell] += size
            lists[-2 - cells[cell]] += 1
    return Labels(cells, lists, needs_rows)


@compiled
def _lay_out(cells: NDArray[np.int32], words: NDArray[np.int32]) -> NDArray[np.int32]:
    """Point cells to empty lists of their size, and ``words`` to the first free word of each."""
    size = 0
    for cell in range(len(cells)):
        if words[cell] > 0:
            cells[cell] = -2 - size
            size += words[cell]
            words[cell] = size - words[cell] + 1
    return np.zeros(size, np.int32)


@compiled
def _entry(
    edges: Edges,
    frame: Frame,
    rows: Rows,
    place: int,
    column: int,
    state: int,
    entry: NDArray[np.int32],
) -> int:
    if state == BORDER:
        return write_candidate(edges, frame, rows, place, column, entry)
    entry[0] = ~rows.owner[place]
    return 1


@compiled
def _scan(
    edges: Edges, frame: Frame, rows: Rows, place: int, states: NDArray[np.int8]
) -> tuple[int, int, int]:
    """Write the state of a polygon in each cell of one row.

    Gives the leftmost and the rightmost column, and the number of the row's first cell.
    """
    k = rows.owner[place]
    row = rows.lowest[k] + place - rows.first[k]
    left = column_of(frame, edges.boxes[k, 0])
    right = column_of(frame, edges.boxes[k, 2])
    states[left : right + 1] = OUTSIDE
    _mark_border(edges, frame, rows, place, row, states)
    y = frame.y0 + (row + 0.5) / frame.per_y
    drift = row_of(frame, y) - row  # by rounding, the middle of a row may lie in the next one
    centre = min(max(place + drift, rows.first[k]), rows.first[k + 1] - 1)
    state, known = OUTSIDE, False
    for column in range(left, right + 1):
        if states[column] == BORDER:
            known = False
            continue
        if not known:
            x = frame.x0 + (column + 0.5) / frame.per_x
            held = covers(edges.vertices, rows.edges, rows.offsets, centre, x, y)
            state = INSIDE if held else OUTSIDE
            known = True
        states[column] = state
    return left, right, row * frame.columns


@compiled
def _mark_border(
    edges: Edges, frame: Frame, rows: Rows, place: int, row: int, states: NDArray[np.int8]
) -> None:
    """Mark the cells of one row that an edge of the polygon touches or almost touches."""
    bottom = frame.y0 + (row - SAFETY) / frame.per_y
    top = frame.y0 + (row + 1 + SAFETY) / frame.per_y
    for i in range(rows.offsets[place], rows.offsets[place + 1]):
        e = rows.edges[i]
        x1, y1, x2, y2 = ends_of(edges.vertices, e)
        low, high = min(x1, x2), max(x1, x2)
        if y2 > y1:
            slope = (x2 - x1) / (y2 - y1)
            at_bottom = x1 + (max(bottom, y1) - y1) * slope
            at_top = x1 + (min(top, y2) - y1) * slope
            low, high = max(low, min(at_bottom, at_top)), min(high, max(at_bottom, at_top))
        first = column_of(frame, low - SAFETY / frame.per_x)
        last = column_of(frame, high + SAFETY / frame.per_x)
        states[first : last + 1] = BORDER
