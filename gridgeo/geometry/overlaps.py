"""Which polygons claim the same ground; intersected only where the arrangement calls for it."""

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from gridgeo.geometry.arrangement import NOISE_M2, Arrangement
from gridgeo.geometry.shapes import polygonal

Pairs = tuple[NDArray[np.intp], NDArray[np.intp]]


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
    """Intersect the pairs of polygons that can overlap: those at a face with a count above one.

    Parameters
    ----------
    arrangement : Arrangement
        Of the polygons.
    polygons : (n,) array of Polygon or MultiPolygon
        In a metric CRS, valid.
    """
    plain, mixed = _crowded(arrangement, polygons)
    chosen = np.isin(arrangement.place_face, plain)
    known = _pairs_of_groups(arrangement.place_face[chosen], arrangement.place_polygon[chosen])
    searched = _neighbours(arrangement.faces[mixed], polygons)
    width = max(len(polygons), 1)
    keys = np.unique(np.concatenate([known, searched]) @ np.array([width, 1]))
    first, second = keys // width, keys % width
    ground = polygonal(shapely.intersection(polygons[first], polygons[second]))
    area = shapely.area(ground)
    real = area > NOISE_M2
    return PairOverlaps(first[real], second[real], ground[real], area[real])


def _crowded(arrangement: Arrangement, polygons: NDArray[np.object_]) -> Pairs:
    """Part the crowded faces: under the same polygons all over, and the rest.

    Who is counted can change within a face where two matched polygons lie under a third.
    """
    at = np.flatnonzero(arrangement.count[arrangement.place_face] > 1)
    face, polygon = arrangement.place_face[at], arrangement.place_polygon[at]
    common = shapely.area(shapely.intersection(arrangement.faces[face], polygons[polygon]))
    whole = common >= (1.0 - 1e-9) * arrangement.area_m2[face]
    mixed = np.unique(face[~whole])
    return np.setdiff1d(face, mixed), mixed


def _pairs_of_groups(group: NDArray[np.intp], member: NDArray[np.intp]) -> NDArray[np.intp]:
    """List the pairs (k, 2) of members of each group; groups and their members are sorted."""
    pairs = [np.empty((0, 2), dtype=np.intp)]
    start = np.searchsorted(group, group)
    back = np.arange(len(group)) - start
    for step in range(1, int(back.max(initial=0)) + 1):
        later = np.flatnonzero(back >= step)
        pairs.append(np.column_stack([member[later - step], member[later]]))
    return np.concatenate(pairs)


def _neighbours(faces: NDArray[np.object_], polygons: NDArray[np.object_]) -> NDArray[np.intp]:
    """List the pairs (k, 2) of polygons at some faces whose boxes meet."""
    near = np.unique(shapely.STRtree(polygons).query(faces, predicate="intersects")[1])
    first, second = shapely.STRtree(polygons[near]).query(polygons[near])
    ahead = first < second
    return np.column_stack([near[first[ahead]], near[second[ahead]]])
