"""Features of one layer into the bytes of one tile (Mapbox Vector Tile 2.1), in one pass."""

import numpy as np
from numpy.typing import NDArray

from gridgeo.geometry.compiled import compiled
from gridgeo.tiles.attributes import Attributes
from gridgeo.tiles.cell_index import CellIndex, candidates
from gridgeo.tiles.commands import Place, put_geometry
from gridgeo.tiles.mercator import EXTENT, HALF_WORLD_M
from gridgeo.tiles.paths import Paths, units_a_metre
from gridgeo.tiles.protobuf import put_varint, reserve, varint_size
from gridgeo.tiles.shapes import Shapes

FEATURE_TAG = 2 << 3 | 2
SPREAD = 0x9E3779B1  # neighbouring numbers land far apart (Knuth's multiplicative hash)
ID_TAG, TAGS_TAG, TYPE_TAG, GEOMETRY_TAG = 1 << 3, 2 << 3 | 2, 3 << 3, 4 << 3 | 2


@compiled
def encode_features(
    kind: int,
    shapes: Shapes,
    paths: Paths,
    index: CellIndex,
    attributes: Attributes,
    least_zoom: NDArray[np.uint8],
    place: Place,
    square: tuple[int, int],
) -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
    """Write the features that a tile shows, and the values that they use.

    Parameters
    ----------
    kind : int
        `POINT`, `LINE` or `POLYGON`.
    paths : Paths
        Of the shapes; those of another zoom are not used.
    index : CellIndex
        Of the features' boxes at full detail, which hold those of every level.
    least_zoom : uint8 (features)
        The zoom from which a feature is drawn.
    place : (zoom, x, y)
        The tile.
    square : (low, high)
        What is kept of lines and polygons, in tile units. A point is kept from 0 to below
        `EXTENT`, so that it stands in one tile.

    Returns
    -------
    (features, values)
        Fields 2 and 4 of a layer message; both empty when the tile shows nothing.
    """
    seen = _select(shapes.boxes, index, least_zoom, place, square)
    keys = attributes.value.shape[1]
    used, used_count = np.empty(len(seen) * keys, np.int32), 0
    slots = np.full(_power_of_two(min(2 * len(used), len(attributes.first))), -1, np.int32)
    spread = 1 if len(slots) >= len(attributes.first) else SPREAD  # a slot for every value
    tags = np.empty(2 * keys, np.int32)
    out, size = np.empty(4096, np.uint8), 0
    geometry = np.empty(4096, np.uint8)
    room = (np.empty((256, 2), np.int64), np.empty((256, 2), np.int64))
    for f in seen:
        geometry, length, room = put_geometry(kind, shapes, paths, f, place, square, geometry, room)
        if length == 0:
            continue
        tag_count = 0
        for key in range(keys):
            value = attributes.value[f, key]
            if value < 0:
                continue
            local = _local_number(slots, spread, used, used_count, value)
            used_count = max(used_count, local + 1)
            tags[tag_count], tags[tag_count + 1] = key, local
            tag_count += 2
        out = reserve(out, size, length + 5 * tag_count + 40)
        size = _put_feature(out, size, f, kind, tags[:tag_count], geometry[:length])
    return out[:size], _gather(attributes, used[:used_count])


@compiled
def box_of(place: Place, square: tuple[int, int]) -> tuple[float, float, float, float]:
    """Give west, south, east, north of a square around a tile, EPSG:3857."""
    scale = units_a_metre(place[0])
    return (
        (place[1] * EXTENT + square[0]) / scale - HALF_WORLD_M,
        HALF_WORLD_M - (place[2] * EXTENT + square[1]) / scale,
        (place[1] * EXTENT + square[1]) / scale - HALF_WORLD_M,
        HALF_WORLD_M - (place[2] * EXTENT + square[0]) / scale,
    )


@compiled
def _select(
    boxes: NDArray[np.float64],
    index: CellIndex,
    least_zoom: NDArray[np.uint8],
    place: Place,
    square: tuple[int, int],
) -> NDArray[np.int64]:
    """Give the features whose box meets the square and that are drawn at this zoom."""
    box, count = box_of(place, square), 0
    left, bottom, right, top = box
    seen = candidates(index, len(boxes), box)
    for f in seen:
        seen[count] = f
        count += (
            (boxes[f, 0] <= right)
            & (boxes[f, 2] >= left)
            & (boxes[f, 1] <= top)
            & (boxes[f, 3] >= bottom)
            & (place[0] >= least_zoom[f])
        )
    return seen[:count]


@compiled
def _power_of_two(least: int) -> int:
    size = 1
    while size < least:
        size *= 2
    return size


@compiled
def _local_number(
    slots: NDArray[np.int32], spread: int, used: NDArray[np.int32], used_count: int, value: int
) -> int:
    """Give the tile's own number of a layer's value, a new one (``used_count``) at first sight.

    ``slots`` is an open hash table of positions in ``used``: half of it at least stays free, or
    (``spread`` 1) each value has a slot of its own.
    """
    slot = (value * spread) & (len(slots) - 1)
    while slots[slot] >= 0:
        if used[slots[slot]] == value:
            return int(slots[slot])
        slot = (slot + 1) & (len(slots) - 1)
    slots[slot] = used_count
    used[used_count] = value
    return used_count


@compiled
def _gather(attributes: Attributes, used: NDArray[np.int32]) -> NDArray[np.uint8]:
    total = 0
    for value in used:
        total += attributes.first[value + 1] - attributes.first[value]
    out, size = np.empty(total, np.uint8), 0
    for value in used:
        start, end = attributes.first[value], attributes.first[value + 1]
        out[size : size + end - start] = attributes.bytes[start:end]
        size += end - start
    return out


@compiled
def _put_feature(
    out: NDArray[np.uint8],
    size: int,
    number: int,
    kind: int,
    tags: NDArray[np.int32],
    geometry: NDArray[np.uint8],
) -> int:
    tag_bytes = 0
    for tag in tags:
        tag_bytes += varint_size(tag)
    body = 1 + varint_size(number + 1) + 2 + 1 + varint_size(len(geometry)) + len(geometry)
    if len(tags):
        body += 1 + varint_size(tag_bytes) + tag_bytes
    size = put_varint(out, size, FEATURE_TAG)
    size = put_varint(out, size, body)
    size = put_varint(out, size, ID_TAG)
    size = put_varint(out, size, number + 1)
    if len(tags):
        size = put_varint(out, size, TAGS_TAG)
        size = put_varint(out, size, tag_bytes)
        for tag in tags:
            size = put_varint(out, size, tag)
    size = put_varint(out, size, TYPE_TAG)
    size = put_varint(out, size, kind)
    size = put_varint(out, size, GEOMETRY_TAG)
    size = put_varint(out, size, len(geometry))
    out[size : size + len(geometry)] = geometry
    return size + len(geometry)
