"""The compiled loops that answer: one point, many points, or every polygon that covers a point."""

import numpy as np
from numpy.typing import NDArray

from gridgeo.geometry.compiled import compiled
from gridgeo.geometry.locator.candidates import candidate_covers
from gridgeo.geometry.locator.distance import border_distance
from gridgeo.geometry.locator.index import Edges, Frame, Labels, Rows
from gridgeo.geometry.locator.rows import column_of, row_of


@compiled
def _in_frame(frame: Frame, x: float, y: float) -> bool:
    return frame.x0 <= x <= frame.x1 and frame.y0 <= y <= frame.y1  # False for NaN


@compiled
def answer_one(
    vertices: NDArray[np.float64],
    goes_on: NDArray[np.bool_],
    firsts: NDArray[np.int64],
    stops: NDArray[np.int64],
    cells: NDArray[np.int32],
    lists: NDArray[np.int32],
    row_edges: NDArray[np.int32],
    offsets: NDArray[np.int32],
    x0: float,
    y0: float,
    x1: float,
    y1: float,
    per_x: float,
    per_y: float,
    columns: int,
    row_count: int,
    x: float,
    y: float,
    x_scale: float,
    y_scale: float,
) -> tuple[int, float]:
    """Give the first polygon that covers a point, or -1, and the metres to its border."""
    # Bare arrays and numbers: to unpack tuples of them takes longer than to answer.
    frame = Frame(x0, y0, x1, y1, per_x, per_y, columns, row_count)
    if not _in_frame(frame, x, y):
        return -1, np.inf
    found = cells[row_of(frame, y) * frame.columns + column_of(frame, x)]
    if found < -1:
        at, found = -1 - found, np.int32(-1)
        for _ in range(lists[at - 1]):
            k = lists[at]
            covered, at = candidate_covers(vertices, firsts, lists, row_edges, offsets, at, x, y)
            if covered:
                found = k if k >= 0 else ~k
                break
    if found < 0:
        return -1, np.inf
    return found, border_distance(
        vertices, goes_on, firsts[found], stops[found], x, y, (x_scale, y_scale)
    )


@compiled
def answer_many(
    edges: Edges,
    frame: Frame,
    rows: Rows,
    labels: Labels,
    xs: NDArray[np.float64],
    ys: NDArray[np.float64],
) -> NDArray[np.int32]:
    """Give for each point the first polygon that covers it, or -1."""
    # First every label, then the exact tests: apart, neither loop waits for the other's memory.
    found = np.full(len(xs), -1, np.int32)
    undecided = np.empty(len(xs), np.int32)
    count = 0
    for i in range(len(xs)):
        if _in_frame(frame, xs[i], ys[i]):
            row, column = row_of(frame, ys[i]), column_of(frame, xs[i])
            found[i] = labels.cells[row * frame.columns + column]
            undecided[count] = i
            count += found[i] < -1
    lists, vertices, firsts = labels.lists, edges.vertices, edges.first
    row_edges, offsets = rows.edges, rows.offsets
    for n in range(count):
        i = undecided[n]
        at = -1 - found[i]
        found[i] = -1
        for _ in range(lists[at - 1]):
            k = lists[at]
            covered, at = candidate_covers(
                vertices, firsts, lists, row_edges, offsets, at, xs[i], ys[i]
            )
            if covered:
                found[i] = k if k >= 0 else ~k
                break
    return found


@compiled
def count_all(
    edges: Edges,
    frame: Frame,
    rows: Rows,
    labels: Labels,
    xs: NDArray[np.float64],
    ys: NDArray[np.float64],
) -> NDArray[np.int64]:
    """Count for each point the polygons that cover it."""
    counts = np.zeros(len(xs), np.int64)
    for i in range(len(xs)):
        counts[i] = _visit(edges, frame, rows, labels, xs[i], ys[i], labels.lists[:0], 0)
    return counts


@compiled
def answer_all(
    edges: Edges,
    frame: Frame,
    rows: Rows,
    labels: Labels,
    xs: NDArray[np.float64],
    ys: NDArray[np.float64],
    total: int,
) -> NDArray[np.int32]:
    """Give the polygons that cover each point, one point after the other; ``total`` of them."""
    out = np.empty(total, np.int32)
    size = 0
    for i in range(len(xs)):
        size += _visit(edges, frame, rows, labels, xs[i], ys[i], out, size)
    return out


@compiled
def _visit(
    edges: Edges,
    frame: Frame,
    rows: Rows,
    labels: Labels,
    x: float,
    y: float,
    out: NDArray[np.int32],
    start: int,
) -> int:
    """Count the polygons that cover one point; write them to ``out`` where it has room."""
    if not _in_frame(frame, x, y):
        return 0
    cell = labels.cells[row_of(frame, y) * frame.columns + column_of(frame, x)]
    if cell >= -1:
        if cell >= 0 and start < len(out):
            out[start] = cell
        return 1 if cell >= 0 else 0
    lists, vertices, firsts = labels.lists, edges.vertices, edges.first
    row_edges, offsets = rows.edges, rows.offsets
    size, at = 0, -1 - cell
    for _ in range(lists[at - 1]):
        k = lists[at]
        covered, at = candidate_covers(vertices, firsts, lists, row_edges, offsets, at, x, y)
        if covered:
            if start + size < len(out):
                out[start + size] = k if k >= 0 else ~k
            size += 1
    return size
