"""Rings and lines of a level as drawing commands, written once for all tiles that hold them whole.

From vertex to vertex a path is the same in every tile of its zoom; only where it begins differs.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from gridgeo.geometry.compiled import compiled
from gridgeo.tiles.clip import doubled_area
from gridgeo.tiles.mercator import EXTENT, HALF_WORLD_M
from gridgeo.tiles.protobuf import put_varint, put_zigzag, read_varint, reserve
from gridgeo.tiles.shapes import LINE, POINT, POLYGON, Shapes

MOVE_TO, LINE_TO, CLOSE_PATH = 1, 2, 7
POINT_BYTES = 10  # two varints of at most five bytes, as coordinates stay below 2**31
FAR = 1 << 30


class Paths(NamedTuple):
    """Commands of a level behind each path's first vertex.

    Attributes
    ----------
    zoom : int
        Of the units; -1 where nothing was written.
    first : int64 (rings + 1)
        Ring (or line) ``r`` is ``bytes[first[r]:first[r + 1]]``; empty when it is not drawn.
    bytes : uint8
    start, end : int64 (rings, 2)
        First and last vertex in units of the world at this zoom, from the north-west.
    """

    zoom: int
    first: NDArray[np.int64]
    bytes: NDArray[np.uint8]
    start: NDArray[np.int64]
    end: NDArray[np.int64]


def paths_of(shapes: Shapes, kind: int, zoom: int) -> Paths:
    """Write the paths of a level; points have none."""
    if kind == POINT:
        none = np.zeros((0, 2), np.int64)
        return Paths(-1, np.zeros(1, np.int64), np.zeros(0, np.uint8), none, none)
    return Paths(zoom, *_write(kind, shapes, zoom))


@compiled
def units_a_metre(zoom: int) -> float:
    """Give how many tile units a metre of EPSG:3857 takes at a zoom."""
    return EXTENT * 2.0**zoom / (2 * HALF_WORLD_M)


@compiled
def whole_units(
    kind: int,
    shapes: Shapes,
    r: int,
    place: tuple[int, int, int],
    points: NDArray[np.int64],
) -> int:
    """Move a ring into whole units of a tile (zoom, x, y); repeated vertices are left out.

    All tiles of a zoom round alike. Far places are drawn in, so that 32 bits hold them.

    Returns
    -------
    int
        How many rows of ``points`` are the ring.
    """
    zoom, tile_x, tile_y = place
    scale = units_a_metre(zoom)
    west, north = tile_x * EXTENT, tile_y * EXTENT
    count, last_x, last_y = 0, 0, 0
    for i in range(shapes.ring[r], shapes.ring[r + 1]):
        x = int(np.floor((shapes.xy[i, 0] + HALF_WORLD_M) * scale + 0.5)) - west
        y = int(np.floor((HALF_WORLD_M - shapes.xy[i, 1]) * scale + 0.5)) - north
        x, y = min(max(x, -FAR), FAR), min(max(y, -FAR), FAR)
        if count and x == last_x and y == last_y:
            continue
        points[count, 0], points[count, 1] = x, y
        last_x, last_y = x, y
        count += 1
    if kind == POLYGON:
        while count > 1 and last_x == points[0, 0] and last_y == points[0, 1]:
            count -= 1
            last_x, last_y = points[count - 1, 0], points[count - 1, 1]
    return count


@compiled
def read_path(paths: Paths, r: int, place: tuple[int, int, int], points: NDArray[np.int64]) -> int:
    """Read the vertices of a path back, in units of a tile (zoom, x, y) of the paths' own zoom.

    Returns
    -------
    int
        How many rows of ``points`` they are; 0 for a path that is not drawn.
    """
    if paths.first[r] == paths.first[r + 1]:
        return 0
    x, y = paths.start[r, 0] - place[1] * EXTENT, paths.start[r, 1] - place[2] * EXTENT
    points[0, 0], points[0, 1] = x, y
    command, at = read_varint(paths.bytes, paths.first[r])
    count = 1 + (command >> 3)
    for i in range(1, count):
        step, at = read_varint(paths.bytes, at)
        x += (step >> 1) ^ -(step & 1)
        step, at = read_varint(paths.bytes, at)
        y += (step >> 1) ^ -(step & 1)
        points[i, 0], points[i, 1] = x, y
    return count


@compiled
def is_drawn(kind: int, hole: bool, points: NDArray[np.int64], count: int) -> bool:
    """Say whether something is left of a path in whole units; a ring must not have turned over."""
    if kind == LINE:
        return count > 1
    area = doubled_area(points, count) if count > 2 else 0
    return area < 0 if hole else area > 0


@compiled
def put_rest(
    kind: int, out: NDArray[np.uint8], size: int, points: NDArray[np.int64], count: int
) -> int:
    """Write the commands behind a path's first vertex; give the new size."""
    size = put_varint(out, size, (count - 1) << 3 | LINE_TO)
    for i in range(1, count):
        size = put_zigzag(out, size, points[i, 0] - points[i - 1, 0])
        size = put_zigzag(out, size, points[i, 1] - points[i - 1, 1])
    return put_varint(out, size, 1 << 3 | CLOSE_PATH) if kind == POLYGON else size


@compiled
def _write(
    kind: int, shapes: Shapes, zoom: int
) -> tuple[NDArray[np.int64], NDArray[np.uint8], NDArray[np.int64], NDArray[np.int64]]:
    rings = len(shapes.ring) - 1
    first = np.zeros(rings + 1, np.int64)
    start, end = np.zeros((rings, 2), np.int64), np.zeros((rings, 2), np.int64)
    out, size = np.empty(4 * len(shapes.xy) + 64, np.uint8), 0
    longest = 0
    for r in range(rings):
        longest = max(longest, shapes.ring[r + 1] - shapes.ring[r])
    points = np.empty((longest, 2), np.int64)
    outer_drawn = False
    for r in range(rings):
        count = whole_units(kind, shapes, r, (zoom, 0, 0), points)
        drawn = is_drawn(kind, shapes.hole[r], points, count)
        if not shapes.hole[r]:
            outer_drawn = drawn
        if drawn and outer_drawn:
            out = reserve(out, size, POINT_BYTES * count + 16)
            size = put_rest(kind, out, size, points, count)
            start[r], end[r] = points[0], points[count - 1]
        first[r + 1] = size
    return first, out[:size].copy(), start, end
