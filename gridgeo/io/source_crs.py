"""The coordinate systems that data come in, and the way from there to EPSG:4326."""

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import CRS
from pyproj.exceptions import CRSError

from gridgeo.domain.errors import BadInputError
from gridgeo.geometry.china_offsets import Pair, wgs84_from_bd09, wgs84_from_gcj02
from gridgeo.geometry.crs import operation, transform
from gridgeo.io.crs_text import read_crs

WGS84 = CRS.from_epsg(4326)
_SHIFTS = {"gcj02": ("GCJ-02", wgs84_from_gcj02), "bd09": ("BD-09", wgs84_from_bd09)}

_BY_PLACE = "one of several operations, by where the rows lie"

_TURNS = {f"zone{sign * width:+d}": float(sign * width) for width in (3, 6) for sign in (1, -1)}


@dataclass(frozen=True, slots=True)
class SourceCrs:
    """A coordinate system as a user or a file names it.

    Attributes
    ----------
    name : str
        ``EPSG:4547``, ``gcj02``, ``bd09``, or the name that a file gives.
    crs : CRS or None
        None for the shifted systems, which no library knows.
    swapped : bool
        Whether the first coordinate is north.
    turned : float
        Degrees that longitudes lie too far west, since they were computed in a neighbouring zone.
    """

    name: str
    crs: CRS | None
    swapped: bool = False
    turned: float = 0.0

    @property
    def is_degrees(self) -> bool:
        """Whether coordinates are longitude and latitude."""
        return self.crs is None or bool(self.crs.is_geographic)

    @property
    def way(self) -> str:
        """Name the operation that leads to EPSG:4326, as `to_wgs84` took it last."""
        axes = "axes swapped, " if self.swapped else ""
        if self.turned:
            return f"longitude moved by {self.turned:+g} degrees"
        if self.crs is None:
            return f"{axes}{_SHIFTS[self.name][0]} undone by iteration, to 0.01 m"
        if self.crs == WGS84:
            return f"{axes}none".replace(", none", "")
        named: str = operation(self.crs, WGS84).description
        return axes + (_BY_PLACE if named.startswith("unavailable") else named)

    @property
    def accuracy_m(self) -> float | None:
        """Metres within which that operation is known to be true; None where nobody says."""
        if self.crs is None:
            return 0.01
        if self.crs == WGS84:
            return 0.0
        accuracy = operation(self.crs, WGS84).accuracy
        return float(accuracy) if accuracy >= 0 else None

    def to_wgs84(self, shapes: NDArray[np.object_]) -> NDArray[np.object_]:
        """Move geometries to longitude and latitude; missing ones stay missing."""
        flat = flattened(shapes)
        if self.swapped:
            flat = np.asarray(shapely.transform(flat, lambda points: points[:, ::-1]), dtype=object)
        if self.turned:
            moved = shapely.transform(flat, lambda points: points + np.array([self.turned, 0.0]))
            return np.asarray(moved, dtype=object)
        if self.crs is not None:
            return transform(flat, self.crs, WGS84)
        undo = _SHIFTS[self.name][1]

        def unshifted(points: NDArray[np.float64]) -> NDArray[np.float64]:
            pair: Pair = undo(points[:, 0], points[:, 1])
            return np.column_stack(pair)

        return np.asarray(shapely.transform(flat, unshifted), dtype=object)


def flattened(shapes: NDArray[np.object_]) -> NDArray[np.object_]:
    """Leave heights out; shapes without any are given back as they are."""
    if not shapely.has_z(shapes).any():
        return shapes
    return np.asarray(shapely.force_2d(shapes), dtype=object)


def parse_source_crs(text: str, field: str = "crs") -> SourceCrs:
    """Read what a user says: ``EPSG:4547``, ``4490``, ``gcj02``, ``4547 axes``, ``zone+3``.

    Raises
    ------
    BadInputError
        If it is no system of positions.
    """
    plain = text.strip()
    swapped = plain.lower().endswith(" axes") or plain.lower() == "axes"
    plain = "EPSG:4326" if plain.lower() == "axes" else plain.removesuffix(" axes")
    short = plain.lower().replace("_", "")
    short = short if short in _TURNS else short.replace("-", "")
    if short in _TURNS:
        return SourceCrs(short, WGS84, turned=_TURNS[short])
    if short in _SHIFTS:
        return SourceCrs(short, None, swapped)
    try:
        crs = read_crs(f"EPSG:{plain}" if plain.isdigit() else plain)
    except CRSError as error:
        raise BadInputError(
            f"'{text[:60]}' is no coordinate system that gridgeo knows.", field=field
        ) from error
    if not (crs.is_geographic or crs.is_projected):
        raise BadInputError(f"'{text[:60]}' is no system of positions on a map.", field=field)
    return of_crs(crs, swapped=swapped)


def of_crs(crs: CRS, *, swapped: bool = False) -> SourceCrs:
    """Wrap what a file says, under its EPSG code where its own words amount to one."""
    if crs.is_compound:
        crs = crs.sub_crs_list[0]
    code = crs.to_epsg(min_confidence=70)
    if code is not None:
        return SourceCrs(f"EPSG:{code}", CRS.from_epsg(code), swapped)
    return SourceCrs(crs.name, crs, swapped)
