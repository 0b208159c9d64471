"""Edges led through vertices that were meant to lie on them, and nodes that were meant as one.

Without this a vertex a nanometre off an edge leaves a sliver of ground that no coordinate system
but its own can hold.
"""

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components
from scipy.spatial import cKDTree

from gridgeo.geometry.half_edges import HalfEdges, matched, point_keys


def split_at_vertices(edges: HalfEdges, tolerance_m: float) -> HalfEdges:
    """Lead every edge through the vertices of the others that lie within a tolerance of it.

    Parameters
    ----------
    edges : HalfEdges
        In a metric CRS.
    tolerance_m : float
        A vertex so near to an end of the edge does not split it.

    Returns
    -------
    HalfEdges
        At least as many, the parts of an edge in its own direction.
    """
    vertices = np.unique(np.concatenate([edges.start, edges.end]), axis=0)
    points = np.asarray(shapely.points(vertices), dtype=object)
    tree = shapely.STRtree(edges.lines())
    vertex, edge = tree.query(points, predicate="dwithin", distance=tolerance_m)
    place = vertices[vertex]
    clear = (_distance(place, edges.start[edge]) > tolerance_m) & (
        _distance(place, edges.end[edge]) > tolerance_m
    )
    place, edge = place[clear], edge[clear]
    every = np.arange(len(edges))
    number = np.concatenate([every, edge, every])
    way = np.concatenate([np.zeros(len(edges)), _share(edges, edge, place), np.ones(len(edges))])
    stops = np.concatenate([edges.start, place, edges.end])
    order = np.lexsort((way, number))
    number, stops = number[order], stops[order]
    goes_on = number[1:] == number[:-1]
    return HalfEdges(stops[:-1][goes_on], stops[1:][goes_on], edges.owner[number[:-1][goes_on]])


def weld(
    lines: NDArray[np.object_], vertices: NDArray[np.float64], tolerance_m: float
) -> NDArray[np.object_]:
    """Make one node of nodes closer than a tolerance; lines that shrink to it go.

    Parameters
    ----------
    lines : (k,) array of LineString
        Of two points each, noded.
    vertices : (n, 2) array of float
        Places that should stay, the most important first; other nodes move to them.
    tolerance_m : float

    Returns
    -------
    (k',) array of LineString
    """
    ends = shapely.get_coordinates(lines)
    moved = _as_one(np.concatenate([vertices, ends]), tolerance_m)[len(vertices) :].reshape(
        -1, 2, 2
    )
    if np.array_equal(moved.reshape(-1, 2), ends):
        return lines
    keys = np.sort(np.stack([point_keys(moved[:, 0]), point_keys(moved[:, 1])], axis=1), axis=1)
    long = np.flatnonzero(keys[:, 0] != keys[:, 1])
    once = long[np.sort(np.unique(keys[long], axis=0, return_index=True)[1])]
    return np.asarray(shapely.linestrings(moved[once]), dtype=object)


def weld_edges(edges: HalfEdges, tolerance_m: float) -> HalfEdges:
    """Make one vertex of vertices closer than a tolerance; edges that shrink to it go."""
    points = _as_one(np.concatenate([edges.start, edges.end]), tolerance_m)
    start, end = points[: len(edges)], points[len(edges) :]
    long = np.any(start != end, axis=1)
    return HalfEdges(start[long], end[long], edges.owner[long])


def still_loose(edges: HalfEdges, tolerance_m: float) -> HalfEdges:
    """Weld vertices closer than a tolerance and keep the edges that even then none answers."""
    welded = weld_edges(edges, tolerance_m)
    return welded.select(~matched(welded))


def _as_one(points: NDArray[np.float64], tolerance_m: float) -> NDArray[np.float64]:
    """Move each point to the first of those that hang together with it."""
    _, first, where = np.unique(point_keys(points), return_index=True, return_inverse=True)
    rank = np.argsort(np.argsort(first))  # places in the order in which they were given
    places = points[np.sort(first)]
    near = cKDTree(places).query_pairs(tolerance_m, output_type="ndarray")
    if len(near) == 0:
        return points
    shape = (len(places), len(places))
    graph = coo_array((np.ones(len(near)), (near[:, 0], near[:, 1])), shape=shape)
    cluster = connected_components(graph, directed=False)[1]
    kept = np.unique(cluster, return_index=True)[1]
    return np.asarray(places[kept[cluster[rank[where]]]])


def _distance(one: NDArray[np.float64], other: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.asarray(np.hypot(*(one - other).T))


def _share(
    edges: HalfEdges, edge: NDArray[np.intp], place: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Where along its edge each place lies: 0 at the start, 1 at the end."""
    along = edges.end[edge] - edges.start[edge]
    done = place - edges.start[edge]
    return np.asarray((along * done).sum(axis=1) / (along * along).sum(axis=1))
