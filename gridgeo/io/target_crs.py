"""The coordinate systems that files go out in: by EPSG code, and the two shifted ones of China."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import CRS
from pyproj.exceptions import CRSError

from gridgeo.domain.errors import BadInputError
from gridgeo.geometry.china_offsets import Pair, bd09_from_wgs84, gcj02_from_wgs84
from gridgeo.geometry.crs import transform
from gridgeo.io.crs_text import read_crs

WGS84 = CRS.from_epsg(4326)
# Degrees that no library can move: the name tells a reader what they are.
_SHIFTED_WKT = (
    'GEOGCRS["{name}",DATUM["{name}",ELLIPSOID["Krassowsky 1940",6378245,298.3]],'
    'CS[ellipsoidal,2],AXIS["longitude",east],AXIS["latitude",north],'
    'ANGLEUNIT["degree",0.0174532925199433]]'
)
_SHIFTS: dict[str, tuple[str, Callable[..., Pair]]] = {
    "gcj02": ("GCJ-02", gcj02_from_wgs84),
    "bd09": ("BD-09", bd09_from_wgs84),
}


@dataclass(frozen=True)
class TargetCrs:
    """A coordinate system that geometries are moved into from EPSG:4326.

    Attributes
    ----------
    name : str
        ``EPSG:4547``, ``gcj02``, ``bd09`` or what else was asked for.
    crs : CRS
        What a file says of itself.
    """

    name: str
    crs: CRS

    @property
    def is_wgs84(self) -> bool:
        """Whether nothing moves."""
        return bool(self.crs == WGS84)

    def move(self, geometry: NDArray[np.object_]) -> NDArray[np.object_]:
        """Move geometries from EPSG:4326; x (east, longitude) before y."""
        if self.name not in _SHIFTS:
            return transform(geometry, WGS84, self.crs)
        shift = _SHIFTS[self.name][1]

        def moved(coordinates: NDArray[np.float64]) -> NDArray[np.float64]:
            return np.column_stack(shift(coordinates[:, 0], coordinates[:, 1]))

        shifted: NDArray[np.object_] = shapely.transform(geometry, moved)
        return shifted


def parse_target(text: str, field: str = "crs") -> TargetCrs:
    """Read the name of a coordinate system: ``EPSG:4490``, ``gcj02``, ``bd09`` ….

    Raises
    ------
    BadInputError
        If it is none that positions on the ground can be moved into.
    """
    name = text.strip().lower().replace("-", "")
    if name in _SHIFTS:
        return TargetCrs(name, CRS.from_wkt(_SHIFTED_WKT.format(name=_SHIFTS[name][0])))
    try:
        crs = read_crs(f"EPSG:{name}" if name.isdigit() else text)
    except CRSError as error:
        raise BadInputError(
            f"'{text}' is no coordinate system that gridgeo knows.", field=field
        ) from error
    if not (crs.is_geographic or crs.is_projected) or len(crs.axis_info) != 2:
        raise BadInputError(
            f"'{text}' ({crs.name}) is no system of positions on a map.", field=field
        )
    authority = crs.to_authority()
    return TargetCrs(":".join(authority) if authority else crs.name, crs)
