"""The coordinate systems in which a point may be asked for, by the names that callers use."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import ArrayLike, NDArray
from pyproj import Transformer

from gridgeo.domain.errors import BadInputError
from gridgeo.geometry.china_offsets import wgs84_from_bd09, wgs84_from_gcj02

Pair = tuple[NDArray[np.float64], NDArray[np.float64]]

DEGREES = ("4326", "4490", "gcj02", "bd09")
GAUSS_KRUEGER = tuple(str(code) for code in range(4513, 4555))  # CGCS2000, 3-degree zones
NAMES = (*DEGREES, "3857", *GAUSS_KRUEGER)
MERCATOR_EDGE_M = 20_037_508.343
# CGCS2000 and WGS 84 differ by centimetres: the numbers are taken over as they are.
_AS_THEY_ARE = ("4326", "4490")
_OFFSETS: dict[str, Callable[[ArrayLike, ArrayLike], Pair]] = {
    "gcj02": wgs84_from_gcj02,
    "bd09": wgs84_from_bd09,
}


@dataclass(frozen=True, slots=True)
class PointSystem:
    """One coordinate system, by its name in `NAMES`; x is east and y is north in all of them."""

    name: str

    @classmethod
    def named(cls, name: str) -> "PointSystem":
        """Find a system: ``4326``, ``EPSG:4547``, ``gcj02``, ``BD-09``.

        Raises
        ------
        BadInputError
            If it is none of `NAMES`; the field is ``crs``.
        """
        plain = name.strip().lower().removeprefix("epsg:").replace("-", "")
        if plain not in NAMES:
            raise BadInputError(
                f"'{name[:40]}' is no coordinate system for points; there are 4326, 4490, gcj02,"
                " bd09, 3857 and the Gauss-Krueger zones 4513 to 4554.",
                field="crs",
            )
        return cls(plain)

    @property
    def is_degrees(self) -> bool:
        """Whether x and y are longitude and latitude, not metres."""
        return self.name in DEGREES

    def to_wgs84(self, x: ArrayLike, y: ArrayLike) -> Pair:
        """Move points to longitude and latitude, EPSG:4326.

        Parameters
        ----------
        x, y : array_like of float (points)
            East and north, in degrees or in metres with the false easting (and the zone's number
            in front where the zone has one).

        Returns
        -------
        lon, lat : float64 arrays (points)
            NaN where there is no such place on the globe.
        """
        xs, ys = (np.atleast_1d(np.asarray(axis, dtype=np.float64)) for axis in (x, y))
        given = np.isfinite(xs) & np.isfinite(ys)
        if self.name == "3857":
            given &= np.abs(xs) <= MERCATOR_EDGE_M  # beyond, it would begin anew in the west
        if self.name in _OFFSETS:
            xs, ys = _OFFSETS[self.name](xs, ys)
        elif self.name not in _AS_THEY_ARE:
            xs, ys = _transformer(self.name).transform(xs, ys)
        on_globe = given & (np.abs(xs) <= 180) & (np.abs(ys) <= 90)  # False for NaN and inf
        return np.where(on_globe, xs, np.nan), np.where(on_globe, ys, np.nan)


@lru_cache(maxsize=len(NAMES))
def _transformer(name: str) -> Transformer:
    return Transformer.from_crs(int(name), 4326, always_xy=True)
