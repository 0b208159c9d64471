"""The arrangement: the faces that unmatched edges cut the plane into, and how many cover each.

Where all half-edges match, the number of polygons over a place cannot change. It is constant on
every face of the unmatched edges, so one point a face tells overlap (two or more), gap (none) and
clean ground (one) apart.
"""

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from gridgeo.geometry.half_edges import HalfEdges, half_edges
from gridgeo.geometry.noding import noded
from gridgeo.geometry.shapes import polygonal

TOUCH_M = 1e-6  # nodes computed on a border lie within this of it: coordinates resolve 1e-9 m
NOISE_M2 = 1e-6  # faces below this are rounding: 1 m of border that is off by TOUCH_M


@dataclass(frozen=True, slots=True)
class Arrangement:
    """Bounded faces and how many polygons lie over them.

    Parameters
    ----------
    faces : (k,) array of Polygon
        Without those that are rounding: smaller than `NOISE_M2` or thinner than `TOUCH_M`.
    area_m2 : (k,) array of float
    count : (k,) array of int
        How many polygons cover each face.
    inside : (k,) array of bool
        Whether the face lies inside the boundary; all true when there is none.
    place_face, place_polygon : (c,) arrays of int
        Pairs (face, polygon over one place in it), sorted. Elsewhere in a face with a count above
        one the polygons can be others, as many.
    """

    faces: NDArray[np.object_]
    area_m2: NDArray[np.float64]
    count: NDArray[np.intp]
    inside: NDArray[np.bool_]
    place_face: NDArray[np.intp]
    place_polygon: NDArray[np.intp]


def arrange(
    edges: HalfEdges, tree: shapely.STRtree, boundary: BaseGeometry | None = None
) -> Arrangement:
    """Node edges, build the faces between them and count who covers each.

    Parameters
    ----------
    edges : HalfEdges
        Unmatched ones of the polygons and of the boundary, in a metric CRS.
    tree : STRtree
        Of the polygons.
    boundary : BaseGeometry, optional
        Ground outside of which nothing is wanted.
    """
    return count_cover(bounded_faces(edges), tree, boundary)


def bounded_faces(edges: HalfEdges) -> NDArray[np.object_]:
    """Node edges and give the faces between them, without those that are rounding."""
    faces = shapely.get_parts(shapely.polygonize(noded(edges)))
    area = shapely.area(faces)
    real = area > np.maximum(NOISE_M2, TOUCH_M * shapely.length(faces) / 2.0)
    return np.asarray(faces[real])


def count_cover(
    faces: NDArray[np.object_], tree: shapely.STRtree, boundary: BaseGeometry | None = None
) -> Arrangement:
    """Count which polygons cover each face; arguments as in `arrange`."""
    if boundary is not None:
        shapely.prepare(boundary)
        faces = _cut_crowded(faces, tree, boundary)
    places = shapely.point_on_surface(faces)
    face, polygon = tree.query(places, predicate="intersects")
    order = np.lexsort((polygon, face))
    inside = np.ones(len(faces), dtype=bool)
    if boundary is not None:
        inside = shapely.intersects(boundary, places)
    count = np.bincount(face, minlength=len(faces)).astype(np.intp)
    return Arrangement(faces, shapely.area(faces), count, inside, face[order], polygon[order])


def _cut_crowded(
    faces: NDArray[np.object_], tree: shapely.STRtree, boundary: BaseGeometry
) -> NDArray[np.object_]:
    """Cut the faces that a boundary runs through unseen.

    Where the edge of a polygon answers the boundary's, neither cuts the plane: the polygon ends and
    the outside begins. What stays the same across is their sum, so a face under a further polygon
    can lie on both sides.
    """
    places = shapely.point_on_surface(faces)
    count = np.bincount(tree.query(places, predicate="intersects")[0], minlength=len(faces))
    crowded = np.flatnonzero(count + ~shapely.intersects(boundary, places) > 1)
    astride = crowded[
        shapely.intersects(boundary, faces[crowded]) & ~shapely.covers(boundary, faces[crowded])
    ]
    if not len(astride):
        return faces
    parts = np.concatenate(
        [
            shapely.get_parts(polygonal(shapely.intersection(faces[astride], boundary))),
            shapely.get_parts(polygonal(shapely.difference(faces[astride], boundary))),
        ]
    )
    parts = parts[shapely.area(parts) > NOISE_M2]
    kept = np.delete(faces, astride)
    return np.concatenate([kept, parts])


def bordering(
    faces: NDArray[np.object_], tree: shapely.STRtree
) -> tuple[NDArray[np.intp], NDArray[np.intp], NDArray[np.float64]]:
    """Find which polygons share a border with which faces, and how much of it.

    Parameters
    ----------
    faces : (k,) array of polygons
        Metric, their borders made of borders of the tree's polygons.
    tree : STRtree
        Of the polygons.

    Returns
    -------
    face, polygon : (b,) arrays of int
        Pairs that share more than points, sorted.
    length_m : (b,) array of float
        Length of the shared border.
    """
    edges = half_edges(faces)
    middles = shapely.points((edges.start + edges.end) / 2.0)
    edge, polygon = tree.query(middles, predicate="dwithin", distance=TOUCH_M)
    length = np.hypot(*(edges.end - edges.start).T)[edge]
    width = max(len(tree), 1)
    pair, where = np.unique(edges.owner[edge] * width + polygon, return_inverse=True)
    shared = np.bincount(where, weights=length, minlength=len(pair))
    return pair // width, pair % width, np.asarray(shared, dtype=np.float64)
