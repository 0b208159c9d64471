"""Which grids may stand in for each other: neighbours, and how far it is from one to the other."""

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from gridgeo.geometry.adjacency import find_adjacency

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

WALK_M_PER_MIN = 70.0
DETOUR = 1.3  # streets are about so much longer than the straight line
ROUND_A_BARRIER_MIN = 15.0  # to the next bridge or crossing and back
LEAST_BORDER_M = 10.0  # grids that meet at a street corner are no neighbours


@dataclass(frozen=True, slots=True)
class Neighbours:
    """Pairs of grids that share a border.

    Attributes
    ----------
    pairs : int64, shape (m, 2)
        Positions of grids, the smaller first, sorted.
    border_share : float64, shape (m,)
        The shared border as a share of the shorter of the two perimeters, 0 to 1.
    walking_min : float64, shape (m,)
        Minutes on foot from the middle of one to the middle of the other.
    """

    pairs: Integers
    border_share: Floats
    walking_min: Floats


def find_neighbours(
    ground: NDArray[np.object_], barriers: NDArray[np.object_] | None = None
) -> Neighbours:
    """Find the neighbours among grids, and how long the way between them is.

    The way leads from a point inside one grid over the middle of the shared border to a point
    inside the other, `DETOUR` times as long, and `ROUND_A_BARRIER_MIN` longer where it would cross
    a barrier.

    Parameters
    ----------
    ground : object, shape (n,)
        The grids' polygons, in a metric CRS.
    barriers : object, shape (k,), optional
        Rivers, railways and walls in the same CRS; lines or surfaces.
    """
    found = find_adjacency(ground, tolerance_m=0.5)
    keep = found.shared_length_m >= LEAST_BORDER_M
    pairs, shared = found.pairs[keep], found.shared_length_m[keep]
    shorter = found.perimeter_m[pairs].min(axis=1) if len(pairs) else np.empty(0)
    ways = _ways(ground, pairs)
    minutes = shapely.length(ways) * DETOUR / WALK_M_PER_MIN
    if barriers is not None and len(barriers) and len(pairs):
        crossing = np.unique(shapely.STRtree(barriers).query(ways, predicate="crosses")[0])
        minutes[crossing] += ROUND_A_BARRIER_MIN
    return Neighbours(pairs, shared / np.maximum(shorter, 1e-9), minutes)


def _ways(ground: NDArray[np.object_], pairs: Integers) -> NDArray[np.object_]:
    """Draw the way of each pair: inside, middle of the border, inside."""
    inside = shapely.get_coordinates(shapely.point_on_surface(ground))
    if not len(pairs):
        return np.empty(0, dtype=object)
    borders = shapely.intersection(
        shapely.boundary(ground[pairs[:, 0]]), shapely.boundary(ground[pairs[:, 1]])
    )
    middle = shapely.get_coordinates(shapely.centroid(borders))
    known = ~shapely.is_empty(borders)
    over = inside[pairs].mean(axis=1)  # where the borders have no common vertex
    over[known] = middle
    ways = np.stack([inside[pairs[:, 0]], over, inside[pairs[:, 1]]], axis=1)
    return np.asarray(shapely.linestrings(ways))
