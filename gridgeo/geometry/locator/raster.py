"""The label raster: most cells lie wholly inside one polygon and answer without any geometry."""

import numpy as np
from numpy.typing import NDArray

from gridgeo.geometry.compiled import compiled
from gridgeo.geometry.locator.index import Edges, Frame, Labels, Rows
from gridgeo.geometry.locator.rows import column_of, covers, row_of

CELLS_PER_POLYGON = 400
MOST_CELLS = 16_000_000  # 64 MB of labels
FEWEST_CELLS = 4_096
SAFETY = 1e-6  # of a cell: far above the rounding of coordinates, far below a visible cost
OUTSIDE, BORDER, INSIDE = 0, 1, 2


def frame_of(edges: Edges, cells: int | None = None) -> Frame:
    """Lay a raster of about ``cells`` square cells over all polygons (in their own unit)."""
    count = len(edges.boxes)
    cells = cells or min(MOST_CELLS, max(FEWEST_CELLS, count * CELLS_PER_POLYGON))
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
    """Label every cell, in two passes over the polygons: count, then fill.

    A cell that any edge comes near is tested exactly at the time of asking; the others are settled
    here by one exact test a run of cells.
    """
    cells = np.full(frame.rows * frame.columns, -1, np.int32)
    shared = np.zeros(frame.rows * frame.columns, np.int32)  # candidates a cell, 0 when settled
    scratch = np.empty(frame.columns, np.int8)
    for k in range(len(edges.first) - 1):
        for row in range(_row_count(rows, k)):
            left = _scan(edges, frame, rows, k, rows.lowest[k] + row, scratch)
            start = (rows.lowest[k] + row) * frame.columns
            for column in range(left, column_of(frame, edges.boxes[k, 2]) + 1):
                state, cell = scratch[column], start + column
                if state == OUTSIDE:
                    continue
                if shared[cell] == 0 and cells[cell] == -1 and state == INSIDE:
                    cells[cell] = k
                else:
                    shared[cell] += 1 + (shared[cell] == 0 and cells[cell] != -1)
                    cells[cell] = -2

    offsets = _number_shared(cells, shared)
    candidates = np.empty(offsets[-1], np.int32)
    filled = offsets.copy()
    for k in range(len(edges.first) - 1):
        for row in range(_row_count(rows, k)):
            left = _scan(edges, frame, rows, k, rows.lowest[k] + row, scratch)
            start = (rows.lowest[k] + row) * frame.columns
            for column in range(left, column_of(frame, edges.boxes[k, 2]) + 1):
                cell = cells[start + column]
                if scratch[column] != OUTSIDE and cell <= -2:
                    candidates[filled[-2 - cell]] = k if scratch[column] == BORDER else ~k
                    filled[-2 - cell] += 1
    return Labels(cells, offsets, candidates)


@compiled
def _row_count(rows: Rows, k: int) -> int:
    return int(rows.first[k + 1] - rows.first[k])


@compiled
def _number_shared(cells: NDArray[np.int32], shared: NDArray[np.int32]) -> NDArray[np.int64]:
    """Give the cells with candidates the labels ``-2, -3 …``, and where each list begins."""
    count = 0
    for cell in range(len(cells)):
        count += shared[cell] > 0
    offsets = np.zeros(count + 1, np.int64)
    number = 0
    for cell in range(len(cells)):
        if shared[cell] > 0:
            cells[cell] = -2 - number
            offsets[number + 1] = offsets[number] + shared[cell]
            number += 1
    return offsets


@compiled
def _scan(
    edges: Edges, frame: Frame, rows: Rows, k: int, row: int, states: NDArray[np.int8]
) -> int:
    """Write the state of polygon ``k`` in each cell of one row; give the leftmost column."""
    left = column_of(frame, edges.boxes[k, 0])
    right = column_of(frame, edges.boxes[k, 2])
    states[left : right + 1] = OUTSIDE
    _mark_border(frame, rows, k, row, states)
    y = frame.y0 + (row + 0.5) / frame.per_y
    centre_row = row_of(frame, y)
    state, known = OUTSIDE, False
    for column in range(left, right + 1):
        if states[column] == BORDER:
            known = False
            continue
        if not known:
            x = frame.x0 + (column + 0.5) / frame.per_x
            state = INSIDE if covers(rows, k, centre_row, x, y) else OUTSIDE
            known = True
        states[column] = state
    return left


@compiled
def _mark_border(frame: Frame, rows: Rows, k: int, row: int, states: NDArray[np.int8]) -> None:
    """Mark the cells of one row that an edge of the polygon touches or almost touches."""
    bottom = frame.y0 + (row - SAFETY) / frame.per_y
    top = frame.y0 + (row + 1 + SAFETY) / frame.per_y
    place = rows.first[k] + row - rows.lowest[k]
    for i in range(rows.offsets[place], rows.offsets[place + 1]):
        x1, y1, x2, y2 = rows.ends[i, 0], rows.ends[i, 1], rows.ends[i, 2], rows.ends[i, 3]
        low, high = min(x1, x2), max(x1, x2)
        if y2 > y1:
            slope = (x2 - x1) / (y2 - y1)
            at_bottom = x1 + (max(bottom, y1) - y1) * slope
            at_top = x1 + (min(top, y2) - y1) * slope
            low, high = max(low, min(at_bottom, at_top)), min(high, max(at_bottom, at_top))
        first = column_of(frame, low - SAFETY / frame.per_x)
        last = column_of(frame, high + SAFETY / frame.per_x)
        states[first : last + 1] = BORDER
