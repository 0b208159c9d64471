"""A feature's geometry as the drawing commands of a vector tile, cut to the tile."""

import numpy as np
from numpy.typing import NDArray

from gridgeo.geometry.compiled import compiled
from gridgeo.tiles.clip import clip_ring, clip_segment, drop_repeats
from gridgeo.tiles.mercator import EXTENT, HALF_WORLD_M
from gridgeo.tiles.paths import (
    MOVE_TO,
    POINT_BYTES,
    Paths,
    is_drawn,
    put_rest,
    read_path,
    units_a_metre,
    whole_units,
)
from gridgeo.tiles.protobuf import put_varint, put_zigzag, reserve
from gridgeo.tiles.shapes import LINE, POINT, POLYGON, Shapes

Place = tuple[int, int, int]
Room = tuple[NDArray[np.int64], NDArray[np.int64]]


@compiled
def put_geometry(
    kind: int,
    shapes: Shapes,
    paths: Paths,
    f: int,
    place: Place,
    square: tuple[int, int],
    out: NDArray[np.uint8],
    room: Room,
) -> tuple[NDArray[np.uint8], int, Room]:
    """Write the commands of one feature from the start of ``out``.

    Parameters
    ----------
    place : (zoom, x, y)
        The tile.
    room : two int64 arrays (capacity, 2)
        To work in; what they hold does not matter.

    Returns
    -------
    (out, size, room)
        The buffer and the room, or larger ones; size 0 when nothing of the feature is left in the
        tile.
    """
    if paths.zoom == place[0] and _is_inside(shapes.boxes[f], place, square):
        out, size = _copy_paths(shapes, paths, f, place, out)
        return out, size, room
    cursor = np.zeros(2, np.int64)
    size, outer_drawn = 0, False
    for r in range(shapes.feature[f], shapes.feature[f + 1]):
        capacity = 6 * (shapes.ring[r + 1] - shapes.ring[r]) + 16
        out = reserve(out, size, capacity * (POINT_BYTES + 6))
        if capacity > len(room[0]):
            room = (np.empty((2 * capacity, 2), np.int64), np.empty((2 * capacity, 2), np.int64))
        if kind == POLYGON and shapes.hole[r] and not outer_drawn:
            continue
        if paths.zoom == place[0]:
            count = read_path(paths, r, place, room[0])
        else:
            count = whole_units(kind, shapes, r, place, room[0])
        if kind == POINT:
            if 0 <= room[0][0, 0] < EXTENT and 0 <= room[0][0, 1] < EXTENT:
                size = _put_start(out, size, cursor, room[0])
                break  # one point a feature
        elif kind == LINE:
            size = _put_line(out, size, cursor, room[0][:count], square)
        else:
            points, count = clip_ring(room[0], count, square[0], square[1], room[1])
            count = drop_repeats(points, count)
            drawn = is_drawn(kind, shapes.hole[r], points, count)
            if not shapes.hole[r]:
                outer_drawn = drawn
            if drawn:
                size = _put_path(kind, out, size, cursor, points, count)
    return out, size, room


@compiled
def _is_inside(box: NDArray[np.float64], place: Place, square: tuple[int, int]) -> bool:
    """Say whether a box (minx, miny, maxx, maxy) lies in the square, rounded as vertices are."""
    scale = units_a_metre(place[0])
    low_x, high_x = place[1] * EXTENT + square[0], place[1] * EXTENT + square[1]
    low_y, high_y = place[2] * EXTENT + square[0], place[2] * EXTENT + square[1]
    return bool(
        (np.floor((box[0] + HALF_WORLD_M) * scale + 0.5) >= low_x)
        & (np.floor((box[2] + HALF_WORLD_M) * scale + 0.5) <= high_x)
        & (np.floor((HALF_WORLD_M - box[3]) * scale + 0.5) >= low_y)
        & (np.floor((HALF_WORLD_M - box[1]) * scale + 0.5) <= high_y)
    )


@compiled
def _copy_paths(
    shapes: Shapes, paths: Paths, f: int, place: Place, out: NDArray[np.uint8]
) -> tuple[NDArray[np.uint8], int]:
    """Write a feature that lies in the tile whole: where each path begins, and its commands."""
    x, y, size = place[1] * EXTENT, place[2] * EXTENT, 0
    for r in range(shapes.feature[f], shapes.feature[f + 1]):
        low, high = paths.first[r], paths.first[r + 1]
        if low == high:
            continue
        out = reserve(out, size, high - low + POINT_BYTES + 6)
        size = put_varint(out, size, 1 << 3 | MOVE_TO)
        size = put_zigzag(out, size, paths.start[r, 0] - x)
        size = put_zigzag(out, size, paths.start[r, 1] - y)
        for i in range(low, high):
            out[size + i - low] = paths.bytes[i]
        size += high - low
        x, y = paths.end[r, 0], paths.end[r, 1]
    return out, size


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
            size = _put_path(LINE, out, size, cursor, piece, length) if length > 1 else size
            length = 0
        if length == 0:
            piece[0] = a
            length = 1
        if a[0] != b[0] or a[1] != b[1]:
            piece[length] = b
            length += 1
    return _put_path(LINE, out, size, cursor, piece, length) if length > 1 else size


@compiled
def _put_path(
    kind: int,
    out: NDArray[np.uint8],
    size: int,
    cursor: NDArray[np.int64],
    points: NDArray[np.int64],
    count: int,
) -> int:
    size = put_rest(kind, out, _put_start(out, size, cursor, points), points, count)
    cursor[0], cursor[1] = points[count - 1, 0], points[count - 1, 1]
    return size


@compiled
def _put_start(
    out: NDArray[np.uint8], size: int, cursor: NDArray[np.int64], points: NDArray[np.int64]
) -> int:
    size = put_varint(out, size, 1 << 3 | MOVE_TO)
    size = put_zigzag(out, size, points[0, 0] - cursor[0])
    return put_zigzag(out, size, points[0, 1] - cursor[1])
