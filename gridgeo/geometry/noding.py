"""The arrangement: the faces that unmatched edges cut the plane into, and who covers each.

Where all half-edges match, the number of polygons over a place cannot change. It is constant on
every face of the unmatched edges, so one point a face tells overlap (two or more), gap (none) and
clean ground (one) apart.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from gridgeo.geometry.half_edges import half_edges

TOUCH_M = 1e-6  # nodes computed on a border lie within this of it: coordinates resolve 1e-9 m
NOISE_M2 = 1e-6  # faces below this are rounding: 1 m of border that is off by TOUCH_M


@dataclass(frozen=True, slots=True)
class Arrangement:
    """Bounded faces and the polygons over them.

    Parameters
    ----------
    faces : (k,) array of Polygon
        Without those that are rounding: smaller than `NOISE_M2` or thinner than `TOUCH_M`.
    area_m2 : (k,) array of float
    count : (k,) array of int
        How many polygons cover each face.
    inside : (k,) array of bool
        Whether the face lies inside the boundary; all true when there is none.
    cover_face, cover_polygon : (c,) arrays of int
        Pairs (face, polygon that covers it), sorted.
    """

    faces: NDArray[np.object_]
    area_m2: NDArray[np.float64]
    count: NDArray[np.intp]
    inside: NDArray[np.bool_]
    cover_face: NDArray[np.intp]
    cover_polygon: NDArray[np.intp]


def arrange(
    lines: NDArray[np.object_], tree: shapely.STRtree, boundary: BaseGeometry | None = None
) -> Arrangement:
    """Node lines, build the faces between them and ask who covers each.

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
    face, polygon = tree.query(places, predicate="intersects")
    order = np.lexsort((polygon, face))
    inside = np.ones(len(faces), dtype=bool)
    if boundary is not None:
        shapely.prepare(boundary)
        inside = shapely.intersects(boundary, places)
    return Arrangement(
        faces,
        area,
        np.bincount(face, minlength=len(faces)).astype(np.intp),
        inside,
        face[order],
        polygon[order],
    )


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


def pair_overlaps(arrangement: Arrangement) -> PairOverlaps:
    """Gather the faces that several polygons cover by pairs of polygons.

    Returns
    -------
    PairOverlaps
        A face under three polygons counts for each of their three pairs.
    """
    pairs: dict[tuple[int, int], list[int]] = {}
    crowded = arrangement.count[arrangement.cover_face] > 1
    face, polygon = arrangement.cover_face[crowded], arrangement.cover_polygon[crowded]
    starts = np.flatnonzero(np.diff(face, prepend=-1))
    groups = np.split(polygon, starts)[1:]  # what stands before the first start is empty
    for number, covering in zip(face[starts], groups, strict=True):
        for pair in combinations(covering.tolist(), 2):
            pairs.setdefault(pair, []).append(int(number))
    keys = sorted(pairs)
    ends = np.array(keys, dtype=np.intp).reshape(-1, 2)
    return PairOverlaps(
        ends[:, 0],
        ends[:, 1],
        object_array([_together(arrangement.faces[pairs[key]]) for key in keys]),
        np.array([arrangement.area_m2[pairs[key]].sum() for key in keys], dtype=np.float64),
    )


def object_array(geometries: Sequence[BaseGeometry]) -> NDArray[np.object_]:
    """Hold geometries in a one-dimensional array, also when there are none."""
    held = np.empty(len(geometries), dtype=object)
    held[:] = geometries
    return held


def _together(faces: NDArray[np.object_]) -> BaseGeometry:
    whole: BaseGeometry = faces[0] if len(faces) == 1 else shapely.union_all(faces)
    return whole
