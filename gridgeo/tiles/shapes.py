"""Geometries of one kind as flat arrays, which is what the encoder reads."""

from typing import NamedTuple

import numpy as np
import shapely
from numpy.typing import NDArray

POINT, LINE, POLYGON = 1, 2, 3  # as the vector tile specification numbers them


class Shapes(NamedTuple):
    """Features of one kind in EPSG:3857.

    Attributes
    ----------
    xy : float64 (vertices, 2)
        Rings without their closing vertex; outer rings clockwise, holes the other way round.
    ring : int64 (rings + 1)
        Vertices of ring (or line, or point) ``r`` are ``ring[r]:ring[r + 1]``.
    hole : bool (rings)
    feature : int64 (features + 1)
        Rings of feature ``f`` are ``feature[f]:feature[f + 1]``.
    boxes : float64 (features, 4)
        ``minx, miny, maxx, maxy``; NaN for an empty feature.
    """

    xy: NDArray[np.float64]
    ring: NDArray[np.int64]
    hole: NDArray[np.bool_]
    feature: NDArray[np.int64]
    boxes: NDArray[np.float64]


def shapes_of(geometry: NDArray[np.object_], kind: int) -> Shapes:
    """Flatten polygons, lines or points, and their multi-forms; None and empty ones stay empty."""
    parts, owner = shapely.get_parts(geometry, return_index=True)
    if kind == POLYGON:
        return _polygons(geometry, shapely.orient_polygons(parts, exterior_cw=True), owner)
    xy, part = shapely.get_coordinates(parts, return_index=True)
    ring = np.searchsorted(part, np.arange(len(parts) + 1))
    feature = np.searchsorted(owner, np.arange(len(geometry) + 1))
    return Shapes(xy, ring, np.zeros(len(parts), bool), feature, _boxes(geometry))


def geometry_of(shapes: Shapes, kind: int) -> NDArray[np.object_]:
    """Make multipolygons or multilines of flat arrays; None where there is nothing."""
    features = len(shapes.feature) - 1
    vertex_ring = np.repeat(np.arange(len(shapes.hole)), np.diff(shapes.ring))
    owner = np.repeat(np.arange(features), np.diff(shapes.feature))
    made = np.full(features, None, dtype=object)
    if kind == LINE:
        lines = np.asarray(shapely.linestrings(shapes.xy, indices=vertex_ring))
        shapely.multilinestrings(lines, indices=owner, out=made)
        return made
    rings = np.asarray(shapely.linearrings(shapes.xy, indices=vertex_ring))
    parts = np.asarray(shapely.polygons(rings, indices=np.cumsum(~shapes.hole) - 1))
    shapely.multipolygons(parts, indices=owner[~shapes.hole], out=made)
    return made


def _polygons(
    geometry: NDArray[np.object_], parts: NDArray[np.object_], owner: NDArray[np.int64]
) -> Shapes:
    rings, part = shapely.get_rings(parts, return_index=True)
    xy, number = shapely.get_coordinates(rings, return_index=True)
    last = np.append(number[1:] != number[:-1], True) if len(number) else np.zeros(0, bool)
    xy, number = xy[~last], number[~last]
    hole = np.append(False, part[1:] == part[:-1]) if len(part) else np.zeros(0, bool)
    ring = np.searchsorted(number, np.arange(len(rings) + 1))
    feature = np.searchsorted(owner[part], np.arange(len(geometry) + 1))
    return Shapes(xy, ring, hole, feature, _boxes(geometry))


def _boxes(geometry: NDArray[np.object_]) -> NDArray[np.float64]:
    return np.ascontiguousarray(shapely.bounds(geometry))
