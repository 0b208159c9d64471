"""Welding: give polygons that touch along an edge the same vertices on both sides."""

import numpy as np
import shapely
from numpy.typing import NDArray

from gridgeo.geometry.enclosures import Geometries, Integers
from gridgeo.geometry.half_edges import HalfEdges, half_edges, matched, point_keys

WELD_M = 0.003  # rounding to millimetres moves a vertex by at most 0.7 mm off its neighbour's edge
ROUNDS = 5  # a new vertex bends an edge by under 1 mm, which can bring one more vertex into reach


def weld(polygons: Geometries) -> Geometries:
    """Insert each vertex that lies on a neighbour's edge into that edge.

    Parameters
    ----------
    polygons : object, shape (n,)
        Polygons without repeated points that cover ground once, up to millimetres; metric CRS.

    Returns
    -------
    object, shape (n,)
        The same polygons, oriented, with half-edges that match exactly inside the coverage.
    """
    welded: Geometries = shapely.orient_polygons(polygons)
    for _ in range(ROUNDS):
        edges = half_edges(welded)
        loose = np.flatnonzero(~matched(edges))
        edge, points = _vertices_on_edges(edges.select(loose), edges)
        if not len(edge):
            break
        welded = _insert(welded, loose[edge], points)
    return welded


def _vertices_on_edges(edges: HalfEdges, every: HalfEdges) -> tuple[Integers, NDArray[np.float64]]:
    """Pair edges with vertices of other polygons' edges that lie on them, in walking order."""
    vertices = np.unique(np.concatenate([edges.start, edges.end]), axis=0)
    places: Geometries = np.asarray(shapely.points(vertices))
    edge, vertex = shapely.STRtree(places).query(
        edges.lines(), predicate="dwithin", distance=WELD_M
    )
    points = vertices[vertex]
    start, end = edges.start[edge], edges.end[edge]
    along = np.sum((points - start) * (end - start), axis=1)
    between = (along > 0) & (along < np.sum((end - start) ** 2, axis=1))
    between &= ~_own_vertices(edges.owner[edge], vertex, vertices, every)
    order = np.lexsort((along[between], edge[between]))
    return edge[between][order], points[between][order]


def _own_vertices(
    owner: Integers, vertex: Integers, vertices: NDArray[np.float64], every: HalfEdges
) -> NDArray[np.bool_]:
    """Say which vertices the polygon has already: at a sharp tip they come near another edge."""
    keys, sought = point_keys(every.start), point_keys(vertices)  # `sought` is sorted
    place = np.minimum(np.searchsorted(sought, keys), len(sought) - 1)
    known = sought[place] == keys
    width = len(vertices)
    own = np.unique(every.owner[known] * width + place[known])
    answer: NDArray[np.bool_] = np.isin(owner * width + vertex, own)
    return answer


def _insert(polygons: Geometries, edge: Integers, points: NDArray[np.float64]) -> Geometries:
    """Put points into edges, which are numbered ring by ring as in `half_edges`."""
    rings, polygon = shapely.get_rings(polygons, return_index=True)
    coordinates, ring = shapely.get_coordinates(rings, return_index=True)
    # A closed ring repeats its first point, so that it has one edge less than points.
    position = edge + _rings_before(ring, edge) + 1
    longer = np.insert(coordinates, position, points, axis=0)
    of = np.insert(ring, position, ring[position])
    whole: Geometries = np.asarray(shapely.linearrings(longer, indices=of))
    return np.asarray(shapely.polygons(whole, indices=polygon))


def _rings_before(ring: Integers, edge: Integers) -> Integers:
    """Count the rings that end before each edge begins."""
    edges_of_ring = np.bincount(ring) - 1
    before: Integers = np.searchsorted(np.cumsum(edges_of_ring), edge, side="right")
    return before
