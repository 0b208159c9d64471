"""The polygons of an aligned network: pieces put together, without the vertices of the cutting."""

import numpy as np
import shapely
from numpy.typing import NDArray

from gridgeo.geometry.half_edges import HalfEdges, half_edges, point_keys
from gridgeo.geometry.reassembly import NOBODY, Pieces, put_together
from gridgeo.topology.align.align import Alignment

COLLINEAR_M = 1e-6  # a vertex so near to the line between its neighbours changes no shape


def draw(alignment: Alignment, pieces: Pieces, present: NDArray[np.object_]) -> NDArray[np.object_]:
    """Put the grids of an alignment together.

    Parameters
    ----------
    alignment : Alignment
        Of `gridgeo.topology.align.ground.common_ground`.
    pieces : Pieces
        From there.
    present : (n,) array of polygons
        The network as it was.

    Returns
    -------
    (size,) array of Polygon or MultiPolygon
        Grids without ground are empty; grids that nothing happened to are the same objects. They
        overlap nowhere, and neighbours share their vertices: a grid that keeps its ground gets a
        vertex where a new border ends at its own.
    """
    size = alignment.size
    before = np.full(size, shapely.Polygon(), dtype=object)
    before[: len(present)] = present
    apart = _apart(alignment)
    made = put_together(pieces, alignment.owner, before, apart)
    redrawn = np.flatnonzero(apart & ~shapely.is_empty(made))
    made[redrawn] = _thinned(made[redrawn], alignment, pieces, present)
    same = apart & _identical(made, before)
    made[same] = before[same]
    return made


def _identical(made: NDArray[np.object_], before: NDArray[np.object_]) -> NDArray[np.bool_]:
    """Say which polygons have the same vertices in the same rings."""
    return np.asarray(shapely.equals_identical(_plain(made), _plain(before)))


def _plain(grids: NDArray[np.object_]) -> NDArray[np.object_]:
    parts, grid = shapely.get_parts(grids, return_index=True)
    alike = np.full(len(grids), shapely.MultiPolygon(), dtype=object)
    shapely.multipolygons(parts, indices=grid, out=alike)
    return np.asarray(shapely.normalize(alike))


def _apart(alignment: Alignment) -> NDArray[np.bool_]:
    """Mark grids that take over or hand over ground, or shared some, and their neighbours."""
    apart = np.zeros(alignment.size, dtype=bool)
    ground = alignment.ground
    changed = alignment.moved | ground.contested
    for owner in (ground.present[changed], alignment.owner[changed]):
        apart[owner[owner >= 0]] = True
    one, other, _ = ground.borders
    mine, theirs = alignment.owner[one], alignment.owner[other]
    beside = (mine >= 0) & (theirs >= 0)
    near = apart.copy()
    near[mine[beside][apart[theirs[beside]]]] = True
    return near


def _thinned(
    grids: NDArray[np.object_], alignment: Alignment, pieces: Pieces, present: NDArray[np.object_]
) -> NDArray[np.object_]:
    """Drop the vertices that the cutting put on straight borders, and on borders that stay.

    A vertex of the network as it was stays, for its neighbours have it; so does one where borders
    meet. Both sides of a border drop the same.
    """
    edges, old = _borders(alignment, pieces)
    known = point_keys(shapely.get_coordinates(present))
    superfluous = np.setdiff1d(_passed(edges, old), known)
    return _without(grids, superfluous)


def _borders(alignment: Alignment, pieces: Pieces) -> tuple[HalfEdges, NDArray[np.bool_]]:
    """Give the edges between different grids, once each, and say which were borders before."""
    edges = half_edges(pieces.ground)
    ends = np.sort(np.stack([point_keys(edges.start), point_keys(edges.end)], axis=1), axis=1)
    _, first, where = np.unique(ends, axis=0, return_index=True, return_inverse=True)
    now = _parting(alignment.owner[edges.owner], where.ravel(), len(first))
    before = _parting(alignment.ground.present[edges.owner], where.ravel(), len(first))
    return edges.select(first[now]), before[now]


def _parting(owner: NDArray[np.intp], where: NDArray[np.intp], size: int) -> NDArray[np.bool_]:
    """Say which edges have another owner on one side than on the other, or nobody beyond."""
    low = np.full(size, np.iinfo(np.intp).max)
    high = np.full(size, np.iinfo(np.intp).min)
    np.minimum.at(low, where, owner)
    np.maximum.at(high, where, owner)
    sides = np.bincount(where, minlength=size)
    return np.asarray((low != high) | ((sides == 1) & (high != NOBODY)))


def _passed(edges: HalfEdges, old: NDArray[np.bool_]) -> NDArray[np.complex128]:
    """Find vertices with two edges that lie on one line, or were both borders before."""
    keys = np.concatenate([point_keys(edges.start), point_keys(edges.end)])
    beyond = np.concatenate([point_keys(edges.end), point_keys(edges.start)])
    order = np.argsort(keys, kind="stable")
    keys, beyond, stays = keys[order], beyond[order], np.tile(old, 2)[order]
    first = np.flatnonzero(np.concatenate([[True], keys[1:] != keys[:-1]]))
    pair = first[np.diff(np.append(first, len(keys))) == 2]
    place, one, other = keys[pair], beyond[pair], beyond[pair + 1]
    along = other - one
    # The distance from the line between the neighbours, and the place between them on it.
    off = np.abs((np.conj(along) * (place - one)).imag) / np.maximum(np.abs(along), COLLINEAR_M)
    between = (np.conj(place - one) * (other - place)).real > 0.0
    straight = (off <= COLLINEAR_M) & between
    return np.asarray(place[straight | (stays[pair] & stays[pair + 1])])


def _without(
    grids: NDArray[np.object_], superfluous: NDArray[np.complex128]
) -> NDArray[np.object_]:
    """Drop vertices from polygons; a ring that would collapse keeps them."""
    parts, grid = shapely.get_parts(grids, return_index=True)
    rings, part = shapely.get_rings(parts, return_index=True)
    points, ring = shapely.get_coordinates(rings, return_index=True)
    closing = np.append(ring[1:] != ring[:-1], True)
    stays = ~np.isin(point_keys(points), superfluous)
    few = np.bincount(ring[stays & ~closing], minlength=len(rings)) < 3
    stays = (stays | few[ring]) & ~closing
    thinner = shapely.linearrings(points[stays], indices=ring[stays])
    shapes = shapely.polygons(thinner, indices=part)
    answer = grids.copy()
    for index in range(len(grids)):
        mine = shapes[grid == index]
        answer[index] = mine[0] if len(mine) == 1 else shapely.MultiPolygon(list(mine))
    return answer
