"""The arrangement: the faces that unmatched edges cut the plane into, and how many cover each.

Where all half-edges match, the number of polygons over a place cannot change. It is constant on
every face of the unmatched edges, so one point a face tells overlap (two or more), gap (none) and
clean ground (one) apart.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from gridgeo.geometry.half_edges import half_edges

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
    """

    faces: NDArray[np.object_]
    area_m2: NDArray[np.float64]
    count: NDArray[np.intp]
    inside: NDArray[np.bool_]


def arrange(
    lines: NDArray[np.object_], tree: shapely.STRtree, boundary: BaseGeometry | None = None
) -> Arrangement:
    """Node lines, build the faces between them and count who covers each.

    Parameters
    ----------
    lines : (m,) array of LineString
        Unmatched edges of the polygons and of the boundary, in a metric CRS.
    tree : STRtree
        Of the polygons.
    boundary : BaseGeometry, optional
        Ground outside of which nothing is wanted.
    """
    noded = shapely.get_parts(shapely.union_all(lines))
    faces = shapely.get_parts(shapely.polygonize(noded))
    area = shapely.area(faces)
    real = area > np.maximum(NOISE_M2, TOUCH_M * shapely.length(faces) / 2.0)
    faces, area = faces[real], area[real]
    places = shapely.point_on_surface(faces)
    face = tree.query(places, predicate="intersects")[0]
    inside = np.ones(len(faces), dtype=bool)
    if boundary is not None:
        shapely.prepare(boundary)
        inside = shapely.intersects(boundary, places)
    count = np.bincount(face, minlength=len(faces)).astype(np.intp)
    return Arrangement(faces, area, count, inside)


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


@dataclass(frozen=True, slots=True)
class PairOverlaps:
    """Ground that two polygons both claim; one row a pair.

    Parameters
    ----------
    first, second : (p,) arrays of int
        Polygon indices, ``first < second``, sorted.
    geometry : (p,) array of Polygon or MultiPolygon
    area_m2 : (p,) array of float
    """

    first: NDArray[np.intp]
    second: NDArray[np.intp]
    geometry: NDArray[np.object_]
    area_m2: NDArray[np.float64]


def pair_overlaps(arrangement: Arrangement, polygons: NDArray[np.object_]) -> PairOverlaps:
    """Find the pairs of polygons that overlap: only those at a face with a count above one.

    The count is the same all over a face, but who is counted can change within it where two matched
    polygons lie under a third; so the pairs themselves are intersected.

    Parameters
    ----------
    arrangement : Arrangement
        Of the polygons.
    polygons : (n,) array of Polygon or MultiPolygon
        In a metric CRS, valid.
    """
    crowded = arrangement.faces[arrangement.count > 1]
    near = np.unique(shapely.STRtree(polygons).query(crowded, predicate="intersects")[1])
    first, second = shapely.STRtree(polygons[near]).query(polygons[near])
    first, second = near[first[first < second]], near[second[first < second]]
    ground = polygonal(shapely.intersection(polygons[first], polygons[second]))
    area = shapely.area(ground)
    order = np.lexsort((second, first))
    order = order[area[order] > NOISE_M2]
    return PairOverlaps(first[order], second[order], ground[order], area[order])


def polygonal(geometries: NDArray[np.object_]) -> NDArray[np.object_]:
    """Keep the ground of overlay results; lines and points where borders touch are dropped."""
    mixed = shapely.get_type_id(geometries) == shapely.GeometryType.GEOMETRYCOLLECTION
    parts, row = shapely.get_parts(geometries[mixed], return_index=True)
    flat = shapely.get_dimensions(parts) == 2
    ground = geometries.copy()
    ground[mixed] = shapely.multipolygons(
        parts[flat], indices=row[flat], out=np.full(mixed.sum(), shapely.MultiPolygon())
    )
    return ground


def object_array(geometries: Sequence[BaseGeometry]) -> NDArray[np.object_]:
    """Hold geometries in a one-dimensional array, also when there are none."""
    held = np.empty(len(geometries), dtype=object)
    held[:] = geometries
    return held
