"""Coordinates in the axis order that a system's authority defines, as OGC services write them."""

import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import CRS, Transformer

CRS84 = CRS.from_user_input("OGC:CRS84")

Box = tuple[float, float, float, float]


def to_authority_order(geometry: NDArray[np.object_], target: CRS) -> NDArray[np.object_]:
    """Move geometries from longitude and latitude into ``target``, in its own order of axes.

    EPSG:4326 and EPSG:4490 have latitude first, Gauss-Krüger zones north before east.
    """
    if target == CRS84:
        return geometry
    transformer = Transformer.from_crs(CRS84, target)

    def move(coordinates: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.column_stack(transformer.transform(coordinates[:, 0], coordinates[:, 1]))

    moved: NDArray[np.object_] = shapely.transform(geometry, move)
    return moved


def box_to_degrees(box: Box, source: CRS) -> Box:
    """Give the box around a box of ``source`` (axes in its own order): west, south, east, north.

    Values are infinite or NaN where the box lies outside of what the system covers.
    """
    if source == CRS84:
        return box
    west, south, east, north = Transformer.from_crs(source, CRS84).transform_bounds(*box)
    return west, south, east, north
