"""A feature's geometry as the drawing commands of a vector tile, cut to the tile."""

import numpy as np
from numpy.typing import NDArray

from gridgeo.geometry.compiled import compiled
from gridgeo.tiles.clip import clip_ring, clip_segment, doubled_area, drop_repeats
from gridgeo.tiles.mercator import EXTENT
from gridgeo.tiles.protobuf import put_varint, put_zigzag, reserve
from gridgeo.tiles.shapes import LINE, POINT, POLYGON, Shapes

Room = tuple[NDArray[np.int64], NDArray[np.int64]]

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
    room: Room,
) -> tuple[NDArray[np.uint8], int, Room]:
    """Write the commands of one feature from the start of ``out``.

    Parameters
    ----------
    room : two int64 arrays (capacity, 2)
        To work in; what they hold does not matter.

    Returns
    -------
    (out, size, room)
        The buffer and the room, or larger ones; size 0 when nothing of the feature is left in the
        tile.
    """
    cursor = np.zeros(2, np.int64)
    size, outer_drawn = 0, False
    for r in range(shapes.feature[f], shapes.feature[f + 1]):
        count = shapes.ring[r + 1] - shapes.ring[r]
        capacity = 6 * count + 16
        out = reserve(out, size, capacity * (POINT_BYTES + 6))
        if capacity > len(room[0]):
            room = (np.empty((2 * capacity, 2), np.int64), np.empty((2 * capacity, 2), np.int64))
        if kind == POLYGON and shapes.hole[r] and not outer_drawn:
            continue
        count, inside = _tile_units(kind, shapes, r, place, square, room[0])
        if kind == POINT:
            if 0 <= room[0][0, 0] < EXTENT and 0 <= room[0][0, 1] < EXTENT:
                size = put_varint(out, size, 1 << 3 | MOVE_TO)
                size = _put_point(out, size, cursor, room[0], 0)
                break  # one point a feature
        elif kind == LINE:
            size = _put_line(out, size, cursor, room[0][:count], square)
        else:
            points = room[0]
            if not inside:
                points, count = clip_ring(points, count, square[0], square[1], room[1])
                count = drop_repeats(points, count)
            area = doubled_area(points, count) if count > 2 else 0
            drawn = area < 0 if shapes.hole[r] else area > 0
            if not shapes.hole[r]:
                outer_drawn = drawn
            if drawn:
                size = _put_path(out, size, cursor, points[:count])
                size = put_varint(out, size, 1 << 3 | CLOSE_PATH)
    return out, size, room


@compiled
def _tile_units(
    kind: int,
    shapes: Shapes,
    r: int,
    place: tuple[float, float, float],
    square: tuple[int, int],
    points: NDArray[np.int64],
) -> tuple[int, bool]:
    """Move a ring into whole tile units; of a polygon's, repeated vertices are left out.

    Far places are drawn in, so that 32 bits hold them.

    Returns
    -------
    (count, inside)
        How many rows of ``points`` are the ring, and whether all of it lies in the square.
    """
    west, north, scale = place
    low, high = square
    count, inside = 0, True
    last_x, last_y = 0, 0
    for i in range(shapes.ring[r], shapes.ring[r + 1]):
        x = int(min(max(np.floor((shapes.xy[i, 0] - west) * scale + 0.5), -FAR), FAR))
        y = int(min(max(np.floor((north - shapes.xy[i, 1]) * scale + 0.5), -FAR), FAR))
        if kind == POLYGON and count and x == last_x and y == last_y:
            continue
        points[count, 0], points[count, 1] = x, y
        inside &= (low <= x) & (x <= high) & (low <= y) & (y <= high)
        last_x, last_y = x, y
        count += 1
    if kind == POLYGON:
        while count > 1 and last_x == points[0, 0] and last_y == points[0, 1]:
            count -= 1
            last_x, last_y = points[count - 1, 0], points[count - 1, 1]
    return count, inside


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
