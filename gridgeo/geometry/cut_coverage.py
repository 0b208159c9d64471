"""Cut some polygons of a coverage along a line, so that it stays one: no gap, no overlap.

What is cut apart and what merely adjoins gets the same new vertices, bit for bit, so every border
is still drawn twice alike, in whatever coordinate system.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

NEAR = 1e-11  # of an edge, in degrees: a micrometre, far more than a crossing's rounding
# A cut so near to a vertex goes through it: some five centimetres in degrees.
SNAP = 5e-7


@dataclass(frozen=True, slots=True, eq=False)
class Cut:
    """What a line makes of some polygons.

    Attributes
    ----------
    parts : object, shape (p,)
        Polygons, those of one origin beside each other.
    origin : int64, shape (p,)
        Position of the polygon that each part was cut from, ascending; two parts or more each.
    vertices : float64, shape (v, 2)
        Where the cut meets borders; they belong to the neighbours' borders too.
    """

    parts: NDArray[np.object_]
    origin: NDArray[np.int64]
    vertices: NDArray[np.float64]


def cut_polygons(polygons: NDArray[np.object_], chosen: Sequence[int], line: BaseGeometry) -> Cut:
    """Cut polygons of a coverage along a line; those that it does not part stay as they are.

    Parameters
    ----------
    polygons : object, shape (n,)
        In EPSG:4326.
    chosen : sequence of int
        Positions of those that may be cut: polygons of one part.
    line : LineString
        In EPSG:4326. It may reach beyond, and cross others, which it does not cut.
    """
    chosen = sorted(chosen)
    corners = shapely.get_coordinates(polygons[chosen])
    path = shapely.snap(line, shapely.multipoints(corners), SNAP)
    while chosen:
        edges = shapely.boundary(polygons[chosen])
        noded = shapely.union_all([*edges, path])
        faces, origin = _faces(noded, polygons, chosen)
        parted = np.unique(origin[_repeated(origin)]).tolist()
        if parted == chosen:
            vertices = _new_vertices(faces, polygons[chosen])
            return Cut(faces, origin, vertices)
        chosen = parted
    return Cut(np.empty(0, dtype=object), np.empty(0, dtype=np.int64), np.empty((0, 2)))


def with_vertices(
    polygons: NDArray[np.object_], vertices: NDArray[np.float64]
) -> tuple[NDArray[np.int64], NDArray[np.object_]]:
    """Lead the borders of polygons through vertices that lie on them.

    Parameters
    ----------
    polygons : object, shape (n,)
        Polygons or multipolygons in EPSG:4326.
    vertices : float64, shape (v, 2)

    Returns
    -------
    positions : int64, shape (k,)
        Of the polygons that change.
    bent : object, shape (k,)
        They, with the vertices; nothing else about them changes.
    """
    if not len(vertices):
        return np.empty(0, dtype=np.int64), np.empty(0, dtype=object)
    points = np.asarray(shapely.points(vertices), dtype=object)
    _, touched = shapely.STRtree(polygons).query(points, predicate="dwithin", distance=NEAR)
    touched = np.unique(touched)
    bent = [_bend(polygons[place], vertices) for place in touched]
    changed = [place for place, shape in zip(touched, bent, strict=True) if shape is not None]
    shapes = np.empty(len(changed), dtype=object)
    shapes[:] = [shape for shape in bent if shape is not None]
    return np.array(changed, dtype=np.int64), shapes


def _faces(
    noded: BaseGeometry, polygons: NDArray[np.object_], chosen: Sequence[int]
) -> tuple[NDArray[np.object_], NDArray[np.int64]]:
    """Give the faces of linework that lie in the chosen polygons, sorted, and in which."""
    faces = np.asarray(
        shapely.get_parts(shapely.polygonize(shapely.get_parts(noded))), dtype=object
    )
    inside = np.asarray(shapely.point_on_surface(faces), dtype=object)
    face, place = shapely.STRtree(polygons[list(chosen)]).query(inside, predicate="within")
    order = np.argsort(face, kind="stable")
    faces, origin = faces[face[order]], np.asarray(chosen, dtype=np.int64)[place[order]]
    faces = np.asarray(shapely.normalize(faces), dtype=object)
    boxes = shapely.bounds(faces)
    order = np.lexsort((boxes[:, 3], boxes[:, 2], boxes[:, 1], boxes[:, 0], origin))
    return faces[order], origin[order]


def _repeated(values: NDArray[np.int64]) -> NDArray[np.bool_]:
    _, place, count = np.unique(values, return_inverse=True, return_counts=True)
    return np.asarray(count[place] > 1)


def _new_vertices(faces: NDArray[np.object_], cut: NDArray[np.object_]) -> NDArray[np.float64]:
    """Give the vertices on the borders of what was cut that were none before."""
    found = np.unique(shapely.get_coordinates(faces), axis=0)
    known = {tuple(corner) for corner in shapely.get_coordinates(cut).tolist()}
    fresh = np.array([tuple(one) not in known for one in found.tolist()], dtype=bool)
    points = np.asarray(shapely.points(found[fresh]), dtype=object)
    on_border, _ = shapely.STRtree(shapely.boundary(cut)).query(
        points, predicate="dwithin", distance=NEAR
    )
    return np.asarray(found[fresh][np.unique(on_border)], dtype=np.float64)


def _bend(polygon: BaseGeometry, vertices: NDArray[np.float64]) -> BaseGeometry | None:
    """Lead all rings of a polygon through the vertices on them; None where there are none."""
    parts, changed = [], False
    for part in shapely.get_parts(polygon):
        rings = [part.exterior, *part.interiors]
        bent = [_bend_ring(shapely.get_coordinates(ring), vertices) for ring in rings]
        changed |= any(len(new) > len(ring.coords) for new, ring in zip(bent, rings, strict=True))
        parts.append(shapely.Polygon(bent[0], bent[1:]))
    if not changed:
        return None
    single = shapely.get_type_id(polygon) == shapely.GeometryType.POLYGON
    return parts[0] if single else shapely.multipolygons(parts)


def _bend_ring(ring: NDArray[np.float64], vertices: NDArray[np.float64]) -> NDArray[np.float64]:
    """Insert the vertices that lie on edges of a ring; shape (m, 2), closed."""
    start, way = ring[:-1], np.diff(ring, axis=0)
    ahead = vertices[:, None, :] - start[None, :, :]
    share = (ahead * way).sum(axis=2) / np.maximum((way**2).sum(axis=1), np.finfo(float).tiny)
    off = np.linalg.norm(ahead - share[:, :, None] * way, axis=2)
    vertex, edge = np.nonzero((off <= NEAR) & (share > 0) & (share < 1))
    known = {tuple(corner) for corner in ring.tolist()}
    fresh = np.array([tuple(vertices[one].tolist()) not in known for one in vertex], dtype=bool)
    vertex, edge = vertex[fresh], edge[fresh]
    order = np.lexsort((share[vertex, edge], edge))
    return np.insert(ring, edge[order] + 1, vertices[vertex[order]], axis=0)
