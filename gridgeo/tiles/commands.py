"""A feature's geometry as the drawing commands of a vector tile, cut to the tile."""

import numpy as np
from numpy.typing import NDArray

from gridgeo.geometry.compiled import compiled
from gridgeo.tiles.clip import clip_ring, clip_segment, doubled_area, drop_repeats
from gridgeo.tiles.mercator import EXTENT
from gridgeo.tiles.protobuf import put_varint, put_zigzag, reserve
from gridgeo.tiles.shapes import LINE, POINT, Shapes

MOVE_TO, LINE_TO, CLOSE_PATH = 1, 2, 7
POINT_BYTES = 10  # two varints of at most five bytes, as coordinates stay below 2**31
FAR = 1 << 30


@compiled
def put_geometry(
    kind: int,
    shapes: Shapes,
    f: int,
    place: tuple[float, float, float],
    square: tuple[int, int],
    out: NDArray[np.uint8],
) -> tuple[NDArray[np.uint8], int]:
    """Write the commands of one feature from the start of ``out``.

    Returns
    -------
    (out, size)
        The buffer, or a larger one; size 0 when nothing of the feature is left in the tile.
    """
    cursor = np.zeros(2, np.int64)
    size, outer_drawn = 0, False
    for r in range(shapes.feature[f], shapes.feature[f + 1]):
        count = shapes.ring[r + 1] - shapes.ring[r]
        out = reserve(out, size, (6 * count + 16) * (POINT_BYTES + 6))
        points = _tile_units(shapes, r, place, 6 * count + 16)
        if kind == POINT:
            if 0 <= points[0, 0] < EXTENT and 0 <= points[0, 1] < EXTENT:
                size = put_varint(out, size, 1 << 3 | MOVE_TO)
                size = _put_point(out, size, cursor, points, 0)
                break  # one point a feature
        elif kind == LINE:
            size = _put_line(out, size, cursor, points[:count], square)
        elif not shapes.hole[r] or outer_drawn:
            points, count = _cut(points, count, square)
            area = doubled_area(points, count) if count > 2 else 0
            drawn = area < 0 if shapes.hole[r] else area > 0
            if not shapes.hole[r]:
                outer_drawn = drawn
            if drawn:
                size = _put_path(out, size, cursor, points[:count])
                size = put_varint(out, size, 1 << 3 | CLOSE_PATH)
    return out, size


@compiled
def _tile_units(
    shapes: Shapes, r: int, place: tuple[float, float, float], capacity: int
) -> NDArray[np.int64]:
    """Give a ring in whole tile units; far places are drawn in, so that 32 bits hold them."""
    west, north, scale = place
    points = np.empty((capacity, 2), np.int64)
    start = shapes.ring[r]
    for i in range(shapes.ring[r + 1] - start):
        x = np.floor((shapes.xy[start + i, 0] - west) * scale + 0.5)
        y = np.floor((north - shapes.xy[start + i, 1]) * scale + 0.5)
        points[i, 0] = int(min(max(x, -FAR), FAR))
        points[i, 1] = int(min(max(y, -FAR), FAR))
    return points


@compiled
def _cut(
    points: NDArray[np.int64], count: int, square: tuple[int, int]
) -> tuple[NDArray[np.int64], int]:
    low, high = square
    inside = True
    for i in range(count):
        inside &= low <= points[i, 0] <= high and low <= points[i, 1] <= high
    if not inside:
        points, count = clip_ring(points, count, low, high, np.empty_like(points))
    return points, drop_repeats(points, count)


@compiled
def _put_line(
    out: NDArray[np.uint8],
    size: int,
    cursor: NDArray[np.int64],
    points: NDArray[np.int64],
    square: tuple[int, int],
) -> int:
    """Write the pieces of a line that lie in the square, each a path of its own."""
    piece = np.empty((len(points) + 1, 2), np.int64)
    length = 0
    for i in range(1, len(points)):
        seen, a, b = clip_segment(points[i - 1], points[i], square[0], square[1])
        if not seen:
            continue
        if length and (piece[length - 1, 0] != a[0] or piece[length - 1, 1] != a[1]):
            size = _put_path(out, size, cursor, piece[:length]) if length > 1 else size
            length = 0
        if length == 0:
            piece[0] = a
            length = 1
        if a[0] != b[0] or a[1] != b[1]:
            piece[length] = b
            length += 1
    return _put_path(out, size, cursor, piece[:length]) if length > 1 else size


@compiled
def _put_path(
    out: NDArray[np.uint8], size: int, cursor: NDArray[np.int64], points: NDArray[np.int64]
) -> int:
    size = put_varint(out, size, 1 << 3 | MOVE_TO)
    size = _put_point(out, size, cursor, points, 0)
    size = put_varint(out, size, (len(points) - 1) << 3 | LINE_TO)
    for i in range(1, len(points)):
        size = _put_point(out, size, cursor, points, i)
    return size


@compiled
def _put_point(
    out: NDArray[np.uint8],
    size: int,
    cursor: NDArray[np.int64],
    points: NDArray[np.int64],
    i: int,
) -> int:
    size = put_zigzag(out, size, points[i, 0] - cursor[0])
    size = put_zigzag(out, size, points[i, 1] - cursor[1])
    cursor[0], cursor[1] = points[i, 0], points[i, 1]
    return size
