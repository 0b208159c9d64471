"""Needles: corners so sharp that their two edges run back beside each other."""

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from gridgeo.geometry.half_edges import HalfEdges, point_keys

MOST_BASE_M = 1.0  # a wider needle is a drawn corner
LEAST_SLENDERNESS = 10.0  # length over base: sharper than 5.7 degrees


@dataclass(frozen=True, slots=True)
class Needles:
    """Needles: their polygon and the triangle that each makes.

    Parameters
    ----------
    owner : (s,) array of int
    triangle : (s,) array of Polygon
    vertices : (3 s, 2) array of float
        The polygons' own vertices at tip and feet.
    length_m, base_m : (s,) arrays of float
    """

    owner: NDArray[np.intp]
    triangle: NDArray[np.object_]
    vertices: NDArray[np.float64]
    length_m: NDArray[np.float64]
    base_m: NDArray[np.float64]


def needles(edges: HalfEdges) -> Needles:
    """Find needles among half-edges.

    The tip is a vertex whose two edges run back beside each other: at the distance of the shorter
    edge they are at most `MOST_BASE_M` apart, and at most a tenth of that distance.

    Parameters
    ----------
    edges : HalfEdges
        In a metric CRS; a corner is seen where both its edges are among them.
    """
    arriving, leaving = _corners(edges)
    tip = arriving.end
    back, ahead = arriving.start - tip, leaving.end - tip
    length = np.minimum(np.hypot(*back.T), np.hypot(*ahead.T))
    left = back * (length / np.hypot(*back.T))[:, None]
    right = ahead * (length / np.hypot(*ahead.T))[:, None]
    base = np.hypot(*(left - right).T)
    sharp = (base <= MOST_BASE_M) & (base * LEAST_SLENDERNESS <= length)
    corners = np.stack([tip + left, tip, tip + right], axis=1)[sharp]
    own = np.concatenate([arriving.start[sharp], tip[sharp], leaving.end[sharp]])
    triangles = np.asarray(shapely.polygons(corners), dtype=object)
    return Needles(arriving.owner[sharp], triangles, own, length[sharp], base[sharp])


def _corners(edges: HalfEdges) -> tuple[HalfEdges, HalfEdges]:
    """Pair each edge with the one that goes on from its end, of the same polygon."""
    if len(edges) == 0:
        return edges, edges
    ends = np.concatenate([point_keys(edges.start), point_keys(edges.end)])
    vertex = np.unique(ends, return_inverse=True)[1]
    start, end = vertex[: len(edges)], vertex[len(edges) :]
    width = int(vertex.max()) + 1
    starts = edges.owner * width + start
    order = np.argsort(starts, kind="stable")
    wanted = edges.owner * width + end
    at = np.minimum(np.searchsorted(starts[order], wanted), len(order) - 1)
    goes_on = starts[order][at] == wanted
    return edges.select(goes_on), edges.select(order[at[goes_on]])
