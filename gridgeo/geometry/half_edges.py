"""Half-edges of polygons, and which of them no neighbour answers.

In a clean coverage every inner border is walked twice, once in each direction. The edges that are
not are the only places where an overlap, a gap or an unmatched border can begin, so that everything
dear is done on them alone.
"""

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

_MIX = np.uint64(0x9E3779B97F4A7C15)  # 2**64 over the golden ratio: spreads neighbouring numbers
_SHIFT = np.uint64(29)


@dataclass(frozen=True, slots=True)
class HalfEdges:
    """Directed edges with their polygon on the left.

    Parameters
    ----------
    start, end : (m, 2) array of float
        Coordinates, in the CRS of the polygons.
    owner : (m,) array of int
        Index of the polygon that each edge belongs to.
    """

    start: NDArray[np.float64]
    end: NDArray[np.float64]
    owner: NDArray[np.intp]

    def __len__(self) -> int:
        return len(self.owner)

    def select(self, which: NDArray[np.bool_] | NDArray[np.intp]) -> "HalfEdges":
        """Keep the edges that a mask or an index array names."""
        return HalfEdges(self.start[which], self.end[which], self.owner[which])

    def reversed(self, owner: int) -> "HalfEdges":
        """Turn every edge round and give all of them to ``owner``: the world outside."""
        return HalfEdges(self.end, self.start, np.full(len(self), owner, dtype=np.intp))

    def joined(self, other: "HalfEdges") -> "HalfEdges":
        """Append the edges of ``other``."""
        return HalfEdges(
            np.concatenate([self.start, other.start]),
            np.concatenate([self.end, other.end]),
            np.concatenate([self.owner, other.owner]),
        )

    def lines(self) -> NDArray[np.object_]:
        """Give each edge as a line of two points."""
        return np.asarray(shapely.linestrings(np.stack([self.start, self.end], axis=1)))


def half_edges(polygons: NDArray[np.object_]) -> HalfEdges:
    """Take polygons apart into directed edges, interior on the left.

    Parameters
    ----------
    polygons : (n,) array of Polygon, MultiPolygon or empty
        Valid, two-dimensional.

    Returns
    -------
    HalfEdges
        Rings in the polygons' order; edges without length are left out.
    """
    parts, part_owner = shapely.get_parts(polygons, return_index=True)
    rings, ring_part = shapely.get_rings(shapely.orient_polygons(parts), return_index=True)
    points, point_ring = shapely.get_coordinates(rings, return_index=True)
    points += 0.0  # -0.0 and 0.0 are one place, but not one pattern of bits
    inner = (point_ring[1:] == point_ring[:-1]) & np.any(points[1:] != points[:-1], axis=1)
    owner = part_owner[ring_part[point_ring[:-1][inner]]]
    return HalfEdges(points[:-1][inner], points[1:][inner], owner)


def matched(edges: HalfEdges) -> NDArray[np.bool_]:
    """Say which half-edges are answered by exactly one other, in the opposite direction.

    Edges are brought together by a hash of their two ends and then compared exactly, so that a
    collision can only leave an edge unmatched, never match a wrong one.

    Returns
    -------
    (m,) array of bool
    """
    one, other = answers(edges)
    mask = np.zeros(len(edges), dtype=bool)
    mask[one] = mask[other] = True
    return mask


def answers(edges: HalfEdges) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Pair the half-edges that answer each other (see `matched`), each pair once.

    Returns
    -------
    one, other : (p,) arrays of int
        Edge indices.
    """
    if len(edges) == 0:
        return np.zeros(0, dtype=np.intp), np.zeros(0, dtype=np.intp)
    forward = (edges.start[:, 0] < edges.end[:, 0]) | (
        (edges.start[:, 0] == edges.end[:, 0]) & (edges.start[:, 1] < edges.end[:, 1])
    )
    order = np.argsort(_hash_points(edges.start) + _hash_points(edges.end))
    ahead = forward[order, None]
    low = np.where(ahead, edges.start[order], edges.end[order])
    high = np.where(ahead, edges.end[order], edges.start[order])
    same = np.all((low[1:] == low[:-1]) & (high[1:] == high[:-1]), axis=1)
    # `follows[i]`: sorted edge i equals edge i - 1. A pair is a run of exactly two.
    follows = np.concatenate([[False], same, [False, False]])
    pair = ~follows[:-3] & follows[1:-2] & ~follows[2:-1]
    first = np.flatnonzero(pair)
    first = first[forward[order[first]] != forward[order[first + 1]]]
    return order[first], order[first + 1]


def shared_lengths(
    edges: HalfEdges,
) -> tuple[NDArray[np.intp], NDArray[np.intp], NDArray[np.float64]]:
    """List every answered edge from both sides: its owner, the owner beyond it and its length."""
    one, other = answers(edges)
    length = np.hypot(*(edges.end[one] - edges.start[one]).T)
    first, second = edges.owner[one], edges.owner[other]
    return (
        np.concatenate([first, second]),
        np.concatenate([second, first]),
        np.concatenate([length, length]),
    )


def point_keys(points: NDArray[np.float64]) -> NDArray[np.complex128]:
    """Give points (n, 2) as complex numbers: equal exactly where the points are equal."""
    keys = np.empty(len(points), dtype=np.complex128)
    keys.real, keys.imag = points[:, 0], points[:, 1]  # a product would spread infinities
    return keys


def _hash_points(points: NDArray[np.float64]) -> NDArray[np.uint64]:
    """Hash coordinates bit by bit (a multiply-and-shift mix)."""
    bits = np.ascontiguousarray(points).view(np.uint64)
    mixed = bits[:, 0] * _MIX
    mixed ^= mixed >> _SHIFT
    mixed = (mixed + bits[:, 1]) * _MIX
    mixed ^= mixed >> _SHIFT
    hashed: NDArray[np.uint64] = mixed * _MIX
    return hashed
