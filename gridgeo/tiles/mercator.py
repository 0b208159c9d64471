"""The tile pyramid: web mercator metres, and which square of them a tile shows."""

import math

import numpy as np
import shapely
from numpy.typing import NDArray

from gridgeo.domain.errors import NotFoundError

EXTENT = 4096  # units along a tile's side
BUFFER = 64  # units drawn beyond each side, so that lines join across tiles
MAX_ZOOM = 22
RADIUS_M = 6_378_137.0
HALF_WORLD_M = math.pi * RADIUS_M
MAX_LAT = 85.0511287798066  # where the square world ends


def project(geometry: NDArray[np.object_]) -> NDArray[np.object_]:
    """Move geometries from EPSG:4326 to EPSG:3857; latitudes beyond the square are cut to it."""
    projected: NDArray[np.object_] = shapely.transform(geometry, _mercator)
    return projected


def require_tile(z: int, x: int, y: int) -> None:
    """Refuse a tile that no zoom has.

    Raises
    ------
    NotFoundError
        If ``z`` is not 0 to 22, or ``x`` or ``y`` is not below 2 to the power of ``z``.
    """
    if not 0 <= z <= MAX_ZOOM:
        raise NotFoundError(f"There is no zoom {z}; tiles have zooms 0 to {MAX_ZOOM}.", field="z")
    for field, value in (("x", x), ("y", y)):
        if not 0 <= value < 1 << z:
            raise NotFoundError(
                f"There is no tile with {field} = {value} at zoom {z};"
                f" it runs from 0 to {(1 << z) - 1}.",
                field=field,
            )


def units_per_metre(z: int) -> float:
    """Give how many tile units a metre of EPSG:3857 takes at a zoom."""
    return EXTENT * (1 << z) / (2 * HALF_WORLD_M)


def corner(z: int, x: int, y: int) -> tuple[float, float]:
    """Give the north-west corner of a tile in EPSG:3857."""
    side = 2 * HALF_WORLD_M / (1 << z)
    return x * side - HALF_WORLD_M, HALF_WORLD_M - y * side


def tile_at(lon: float, lat: float, z: int) -> tuple[int, int]:
    """Give ``x`` and ``y`` of the tile that holds a place, EPSG:4326."""
    [(east, north)] = _mercator(np.array([[lon, lat]]))
    last = (1 << z) - 1
    share_x = (east + HALF_WORLD_M) / (2 * HALF_WORLD_M)
    share_y = (HALF_WORLD_M - north) / (2 * HALF_WORLD_M)
    return min(last, int(share_x * (1 << z))), min(last, int(share_y * (1 << z)))


def _mercator(lonlat: NDArray[np.float64]) -> NDArray[np.float64]:
    lat = np.radians(np.clip(lonlat[:, 1], -MAX_LAT, MAX_LAT))
    return np.column_stack(
        [np.radians(lonlat[:, 0]) * RADIUS_M, np.arcsinh(np.tan(lat)) * RADIUS_M]
    )
