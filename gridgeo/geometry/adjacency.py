"""Which polygons of a coverage share a border, and how long it is.

In a clean coverage each shared border is drawn twice with the same vertices: segments are matched
by their end points, exactly and fast. Only what finds no twin (the outer boundary, and borders with
a vertex on one side only) is compared by position.
"""

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

ALIGNED_SINE = 0.02  # segments that run along each other may differ by about one degree


@dataclass(frozen=True, slots=True)
class Adjacency:
    """Shared borders of ``n`` polygons, each pair once.

    Attributes
    ----------
    pairs : int64, shape (m, 2)
        Sorted pairs of positions, the smaller first.
    shared_length_m : float64, shape (m,)
        Length of the border that the pair shares; above zero.
    perimeter_m, area_m2 : float64, shape (n,)
        Whole perimeter (holes included) and area of each polygon.
    """

    pairs: Integers
    shared_length_m: Floats
    perimeter_m: Floats
    area_m2: Floats


def find_adjacency(polygons: NDArray[np.object_], *, tolerance_m: float = 0.01) -> Adjacency:
    """Find every pair of polygons that share a border of some length.

    Parameters
    ----------
    polygons : object, shape (n,)
        Valid polygons or multipolygons in a metric CRS; empty ones have no neighbours.
    tolerance_m : float
        How far apart two borders without common vertices may run and still count as one.

    Returns
    -------
    Adjacency
        Pairs that touch in single points only are not among its pairs.
    """
    segments, owners = _segments(polygons)
    twins, rest = _match_twins(segments, owners)
    loose = _match_loose(segments[rest], owners[rest], tolerance_m)
    pairs, lengths = _sum_by_pair(
        np.concatenate([twins[0], loose[0]]), np.concatenate([twins[1], loose[1]]), len(polygons)
    )
    return Adjacency(
        pairs=pairs,
        shared_length_m=lengths,
        perimeter_m=np.asarray(shapely.length(polygons), dtype=np.float64),
        area_m2=np.asarray(shapely.area(polygons), dtype=np.float64),
    )


def _segments(polygons: NDArray[np.object_]) -> tuple[Floats, Integers]:
    """Cut all rings into segments (x0, y0, x1, y1), the lexically smaller end first."""
    parts, part_owner = shapely.get_parts(polygons, return_index=True)
    rings, ring_part = shapely.get_rings(parts, return_index=True)
    points, point_ring = shapely.get_coordinates(rings, return_index=True)
    inside = point_ring[1:] == point_ring[:-1]
    start, end = points[:-1][inside], points[1:][inside]
    owners = part_owner[ring_part[point_ring[:-1][inside]]].astype(np.int64)
    swap = (start[:, 0] > end[:, 0]) | ((start[:, 0] == end[:, 0]) & (start[:, 1] > end[:, 1]))
    first = np.where(swap[:, None], end, start)
    second = np.where(swap[:, None], start, end)
    segments = np.ascontiguousarray(np.hstack([first, second]) + 0.0)  # + 0.0 turns -0.0 into 0.0
    real = ~np.all(first == second, axis=1)
    return segments[real], owners[real]


def _match_twins(
    segments: Floats, owners: Integers
) -> tuple[tuple[Integers, Floats], NDArray[np.bool_]]:
    """Pair segments that occur exactly twice; also say which segments found no such twin."""
    order = np.argsort(_fingerprint(segments), kind="stable")
    ordered = segments[order]
    same = np.all(ordered[1:] == ordered[:-1], axis=1)
    before = np.concatenate([[False], same[:-1]]) if len(same) else same
    after = np.concatenate([same[1:], [False]]) if len(same) else same
    first = np.flatnonzero(same & ~before & ~after)
    left, right = order[first], order[first + 1]
    rest = np.ones(len(segments), dtype=np.bool_)
    rest[left] = rest[right] = False
    different = owners[left] != owners[right]
    left, right = left[different], right[different]
    pairs = np.column_stack([owners[left], owners[right]])
    return (pairs, _length(segments[left])), rest


def _fingerprint(segments: Floats) -> NDArray[np.uint64]:
    """Mix four coordinates into one sortable number; equal segments give equal numbers."""
    bits = segments.view(np.uint64)
    mixed = np.zeros(len(bits), dtype=np.uint64)
    for column in range(4):
        mixed = (mixed ^ bits[:, column]) * np.uint64(0x9E3779B97F4A7C15)
        mixed ^= mixed >> np.uint64(29)
    return mixed


def _match_loose(segments: Floats, owners: Integers, tolerance_m: float) -> tuple[Integers, Floats]:
    """Pair segments that run along each other within the tolerance, and measure how far."""
    nothing = np.empty((0, 2), dtype=np.int64), np.empty(0)
    if not len(segments):
        return nothing
    lines = np.asarray(shapely.linestrings(segments.reshape(-1, 2, 2)))
    tree = shapely.STRtree(lines)
    left, right = tree.query(lines, predicate="dwithin", distance=tolerance_m)
    keep = owners[left] < owners[right]
    left, right = left[keep], right[keep]
    if not len(left):
        return nothing
    overlap = _overlap_length(segments[left], segments[right], tolerance_m)
    keep = overlap > 0
    pairs = np.column_stack([owners[left[keep]], owners[right[keep]]])
    return pairs, overlap[keep]


def _overlap_length(base: Floats, other: Floats, tolerance_m: float) -> Floats:
    """Length over which ``other`` runs along ``base``; zero where they cross or drift apart."""
    length = _length(base)
    along = (base[:, 2:] - base[:, :2]) / length[:, None]
    position, offset = [], []
    for end in (other[:, :2], other[:, 2:]):
        towards = end - base[:, :2]
        position.append(np.sum(towards * along, axis=1))
        offset.append(towards[:, 0] * along[:, 1] - towards[:, 1] * along[:, 0])
    start = np.clip(np.minimum(*position), 0, length)
    stop = np.clip(np.maximum(*position), 0, length)
    span = np.abs(position[1] - position[0])
    drift = np.abs(offset[1] - offset[0])
    near = np.minimum(np.abs(offset[0]), np.abs(offset[1])) <= tolerance_m
    aligned = near & (drift <= np.maximum(ALIGNED_SINE * span, tolerance_m)) & (span > drift)
    return np.where(aligned, stop - start, 0.0)


def _sum_by_pair(pairs: Integers, lengths: Floats, count: int) -> tuple[Integers, Floats]:
    low, high = pairs.min(axis=1, initial=count), pairs.max(axis=1, initial=-1)
    keys, inverse = np.unique(low * count + high, return_inverse=True)
    total: Floats = np.zeros(len(keys))
    np.add.at(total, inverse, lengths)
    return np.column_stack(np.divmod(keys, max(count, 1))).astype(np.int64), total


def _length(segments: Floats) -> Floats:
    return np.hypot(segments[:, 2] - segments[:, 0], segments[:, 3] - segments[:, 1])
