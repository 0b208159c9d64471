"""A coverage taken apart into pieces and put together again.

Edges are noded once and every piece of ground gets one owner, so that the polygons put together
from the pieces share all their vertices, overlap nowhere and leave nothing out by construction.
"""

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components
from shapely.geometry.base import BaseGeometry

from gridgeo.geometry.arrangement import NOISE_M2, TOUCH_M
from gridgeo.geometry.edge_splits import split_at_vertices, weld
from gridgeo.geometry.half_edges import HalfEdges, half_edges, shared_lengths
from gridgeo.geometry.noding import noded

UNDECIDED = -1
NOBODY = -2  # ground that no polygon of the result gets
KEPT = -3  # ground of a polygon that is not taken apart


@dataclass(frozen=True, slots=True)
class Pieces:
    """Pieces of ground and what lies over each.

    Parameters
    ----------
    ground : (k,) array of Polygon
        They share their vertices.
    area_m2 : (k,) array of float
    thin : (k,) array of bool
        Pieces that are rounding: what lies over them cannot be told.
    piece, polygon : (c,) arrays of int
        Pairs (piece, polygon over it), sorted.
    inside : (k,) array of bool
        Whether the piece lies inside the boundary.
    """

    ground: NDArray[np.object_]
    area_m2: NDArray[np.float64]
    thin: NDArray[np.bool_]
    piece: NDArray[np.intp]
    polygon: NDArray[np.intp]
    inside: NDArray[np.bool_]

    def over(self, index: int) -> NDArray[np.intp]:
        """Polygons over one piece, sorted."""
        start, end = np.searchsorted(self.piece, [index, index + 1])
        return self.polygon[start:end]


def take_apart(
    edges: HalfEdges, tree: shapely.STRtree, boundary: BaseGeometry | None = None
) -> Pieces:
    """Cut the plane along edges.

    Parameters
    ----------
    edges : HalfEdges
        All edges of the polygons to take apart, and of the boundary; metric. Vertices within
        `TOUCH_M` of each other become the first of them, so the most trusted edges come first.
    tree : STRtree
        Of all polygons, also those that stay whole.
    boundary : BaseGeometry, optional
    """
    lines = _pairs_of_points(noded(split_at_vertices(edges, TOUCH_M)))
    lines = weld(lines, np.concatenate([edges.start, edges.end]), TOUCH_M)
    ground = shapely.get_parts(shapely.polygonize(lines))
    area = shapely.area(ground)
    thin = area <= np.maximum(NOISE_M2, TOUCH_M * shapely.length(ground) / 2.0)
    places = shapely.point_on_surface(ground)
    piece, polygon = tree.query(places, predicate="intersects")
    order = np.lexsort((polygon, piece))
    inside = np.ones(len(ground), dtype=bool)
    if boundary is not None:
        shapely.prepare(boundary)
        inside = shapely.intersects(boundary, places)
    return Pieces(ground, area, thin, piece[order], polygon[order], inside)


def _pairs_of_points(lines: NDArray[np.object_]) -> NDArray[np.object_]:
    """Take lines apart into lines of two points."""
    points, line = shapely.get_coordinates(lines, return_index=True)
    inner = line[1:] == line[:-1]
    pairs = np.stack([points[:-1][inner], points[1:][inner]], axis=1)
    return np.asarray(shapely.linestrings(pairs), dtype=object)


def settle(
    pieces: Pieces,
    owner: NDArray[np.intp],
    may_grow: NDArray[np.bool_],
    rank: NDArray[np.intp] | None = None,
) -> NDArray[np.intp]:
    """Give every undecided piece to a neighbour: the first in rank, then the longest border.

    Pieces that only touch other undecided ones wait for those. What nobody can reach goes to
    `NOBODY`.

    Parameters
    ----------
    pieces : Pieces
    owner : (k,) array of int
        Polygon of each piece, `UNDECIDED`, `NOBODY` or `KEPT`.
    may_grow : (n,) array of bool
        Polygons that may be given ground.
    rank : (n,) array of int, optional
        Order in which polygons are preferred, for pieces that are more than rounding.

    Returns
    -------
    (k,) array of int
    """
    first, second, length = shared_lengths(half_edges(pieces.ground))
    owner = owner.copy()
    rank = np.zeros(len(may_grow), dtype=np.intp) if rank is None else rank
    while True:
        giver = owner[second]
        useful = (owner[first] == UNDECIDED) & (giver >= 0)
        useful[useful] = may_grow[giver[useful]] | pieces.thin[first[useful]]
        if not useful.any():
            owner[owner == UNDECIDED] = NOBODY
            return owner
        width = len(may_grow)
        key, where = np.unique(first[useful] * width + giver[useful], return_inverse=True)
        shared = np.bincount(where, weights=length[useful])
        preferred = np.where(pieces.thin[key // width], 0, rank[key % width])
        order = np.lexsort((key % width, -shared, preferred, key // width))
        piece = key[order] // width
        best = np.flatnonzero(np.diff(piece, prepend=-1))
        owner[piece[best]] = key[order][best] % width


def rejoin(
    pieces: Pieces, owner: NDArray[np.intp], parts: NDArray[np.intp], may_grow: NDArray[np.bool_]
) -> NDArray[np.intp]:
    """Give fragments that the decisions cut off a polygon to the neighbours around them.

    Parameters
    ----------
    pieces : Pieces
    owner : (k,) array of int
        All decided.
    parts : (n,) array of int
        How many parts each polygon may have; its largest ones stay.
    may_grow : (n,) array of bool

    Returns
    -------
    (k,) array of int
    """
    first, second, _ = shared_lengths(half_edges(pieces.ground))
    same = (owner[first] == owner[second]) & (owner[first] >= 0)
    size = len(owner)
    graph = coo_array((np.ones(same.sum()), (first[same], second[same])), shape=(size, size))
    number, part = connected_components(graph, directed=False)
    area = np.bincount(part, weights=pieces.area_m2, minlength=number)
    holder = np.full(number, NOBODY, dtype=np.intp)
    holder[part] = owner
    order = np.lexsort((np.arange(number), -area, holder))
    rank = np.arange(number) - np.searchsorted(holder[order], holder[order])
    surplus = np.zeros(number, dtype=bool)
    held = holder[order] >= 0
    surplus[order[held]] = rank[held] >= parts[holder[order[held]]]
    cut_off = surplus[part]
    tried = settle(pieces, np.where(cut_off, UNDECIDED, owner), may_grow)
    # A fragment that nobody else can take stays where it was: apart is better than bare.
    return np.where(cut_off & (tried == NOBODY), owner, tried)


def put_together(
    pieces: Pieces,
    owner: NDArray[np.intp],
    polygons: NDArray[np.object_],
    apart: NDArray[np.bool_],
) -> NDArray[np.object_]:
    """Join the pieces of each owner; polygons that come out as they were are returned as they were.

    Parameters
    ----------
    pieces : Pieces
    owner : (k,) array of int
    polygons : (n,) array of polygons
        Before.
    apart : (n,) array of bool
        Those that were taken apart; the others stay.

    Returns
    -------
    (n,) array of Polygon or MultiPolygon
        Empty for an owner without pieces that was taken apart.
    """
    result = polygons.copy()
    chosen = np.flatnonzero(apart)
    order = np.argsort(owner, kind="stable")
    starts = np.searchsorted(owner[order], np.column_stack([chosen, chosen + 1]))
    for index, (start, end) in zip(chosen, starts, strict=True):
        joined = shapely.coverage_union_all(pieces.ground[order[start:end]])
        whole = joined if not joined.is_empty else shapely.Polygon()
        parts = shapely.get_parts(whole)
        made = parts[0] if len(parts) == 1 else shapely.MultiPolygon(list(parts))
        if not _identical(made, polygons[index]):
            result[index] = made
    return result


def _identical(made: BaseGeometry, before: BaseGeometry) -> bool:
    """Say whether two geometries have the same vertices in the same rings."""
    return bool(shapely.equals_identical(_plain(made), _plain(before)))


def _plain(shape: BaseGeometry) -> BaseGeometry:
    parts = shapely.get_parts(shape)
    one = parts[0] if len(parts) == 1 else shape
    normal: BaseGeometry = shapely.normalize(one)
    return normal
