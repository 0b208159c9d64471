"""Arrays of geometries, and what overlay leaves in them."""

from collections.abc import Sequence

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry


def polygonal(geometries: NDArray[np.object_]) -> NDArray[np.object_]:
    """Keep the ground of overlay results; lines and points where borders touch are dropped."""
    mixed = shapely.get_type_id(geometries) == shapely.GeometryType.GEOMETRYCOLLECTION
    parts, row = shapely.get_parts(geometries[mixed], return_index=True)
    flat = shapely.get_dimensions(parts) == 2
    whole = np.full(mixed.sum(), shapely.MultiPolygon())
    if flat.any():  # without parts GEOS's wrapper leaves ``out`` aside
        shapely.multipolygons(parts[flat], indices=row[flat], out=whole)
    ground = geometries.copy()
    ground[mixed] = whole
    return ground


def object_array(geometries: Sequence[BaseGeometry]) -> NDArray[np.object_]:
    """Hold geometries in a one-dimensional array, also when there are none."""
    held = np.empty(len(geometries), dtype=object)
    held[:] = geometries
    return held


def mend_polygon(shape: BaseGeometry) -> BaseGeometry:
    """Make a polygon valid, rings by what they enclose; empty where no ground can be told."""
    try:
        mended: BaseGeometry = shapely.make_valid(shape, method="structure", keep_collapsed=False)
    except shapely.GEOSException:  # not one of its points is a place
        return shapely.Polygon()
    return mended if mended.geom_type in ("Polygon", "MultiPolygon") else shapely.Polygon()
