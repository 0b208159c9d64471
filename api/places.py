"""The place that a request asks for: which coordinates, in which system, and where on the globe."""

import math
from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Query

from gridgeo.domain.errors import BadInputError
from gridgeo.geocode.characters import MOST_CHARACTERS
from gridgeo.geometry.point_system import PointSystem

Box = tuple[float, float, float, float]
WGS84 = PointSystem("4326")


@dataclass(frozen=True, slots=True)
class PlaceAsked:
    """Coordinates as they were given; x is east, y is north."""

    x: float
    y: float
    system: PointSystem = WGS84
    names: tuple[str, str] = ("lon", "lat")

    def on_globe(self, bounds: Box | None) -> tuple[float, float]:
        """Give longitude and latitude in EPSG:4326.

        Parameters
        ----------
        bounds : tuple of float or None
            West, south, east, north of the data.

        Raises
        ------
        BadInputError
            Out of range, or outside the data while the swapped place lies inside.
        """
        lon, lat = self._moved(self.x, self.y)
        outside = bounds is not None and not within(lon, lat, bounds)
        if outside and within(*self._moved(self.y, self.x), bounds):
            first, second = self.names
            raise BadInputError(
                f"{first} and {second} look swapped: the other way round the point lies inside the"
                " data.",
                field=first,
            )
        if math.isnan(lon):
            raise self._refusal()
        return lon, lat

    def _moved(self, x: float, y: float) -> tuple[float, float]:
        if self.system == WGS84 and abs(x) <= 180 and abs(y) <= 90:
            return x, y
        lon, lat = self.system.to_wgs84(x, y)
        return float(lon[0]), float(lat[0])

    def _refusal(self) -> BadInputError:
        first, second = self.names
        if not self.system.is_degrees:
            return BadInputError(
                f"{first} and {second} are no place in {self.system.name}; x is the easting, y the"
                " northing, in metres, with the zone's number in front where the zone has one.",
                field=first,
            )
        if abs(self.x) > 180:
            return BadInputError(f"{first} must lie between -180 and 180 degrees.", field=first)
        return BadInputError(f"{second} must lie between -90 and 90 degrees.", field=second)


def within(lon: float, lat: float, bounds: Box | None) -> bool:
    """Say whether a place lies in a box; NaN lies nowhere, and nothing in no box."""
    if bounds is None:
        return False
    west, south, east, north = bounds
    return west <= lon <= east and south <= lat <= north


def read_place(
    lon: float | None, lat: float | None, x: float | None, y: float | None, crs: str = "4326"
) -> PlaceAsked:
    """Make one place of what was given.

    Raises
    ------
    BadInputError
        An unknown system, half a position, two positions, or degrees for a system in metres.
    """
    system = PointSystem.named(crs)
    pairs = {("lon", "lat"): (lon, lat), ("x", "y"): (x, y)}
    given = {names: pair for names, pair in pairs.items() if pair != (None, None)}
    usual = ("lon", "lat") if system.is_degrees else ("x", "y")
    if len(given) != 1:
        raise BadInputError(f"Give {' and '.join(usual)}, and no other position.", field=usual[0])
    [(names, (first, second))] = given.items()
    if names == ("lon", "lat") and not system.is_degrees:
        raise BadInputError(f"{system.name} is in metres: give x and y.", field="lon")
    if first is None or second is None:
        raise BadInputError(
            f"{' and '.join(names)} belong together.", field=names[0 if first is None else 1]
        )
    return PlaceAsked(first, second, system, names)


_Degrees = Query(allow_inf_nan=False, description="Degrees, in a system of degrees")
_Metres = Query(allow_inf_nan=False, description="East (x) or north (y) in the system of crs")

Crs = Annotated[
    str,
    Query(
        max_length=20,
        description="System of the position: 4326, 4490, gcj02, bd09, 3857, or a Gauss-Krüger"
        " zone from 4513 to 4554",
        examples=["4490"],
    ),
]


async def _as_place(
    lon: Annotated[float | None, _Degrees] = None,
    lat: Annotated[float | None, _Degrees] = None,
    x: Annotated[float | None, _Metres] = None,
    y: Annotated[float | None, _Metres] = None,
    crs: Crs = "4326",
) -> PlaceAsked:
    return read_place(lon, lat, x, y, crs)


Place = Annotated[PlaceAsked, Depends(_as_place)]


async def _as_place_or_address(
    lon: Annotated[float | None, _Degrees] = None,
    lat: Annotated[float | None, _Degrees] = None,
    x: Annotated[float | None, _Metres] = None,
    y: Annotated[float | None, _Metres] = None,
    crs: Crs = "4326",
    address: Annotated[
        str | None,
        Query(
            min_length=1,
            max_length=MOST_CHARACTERS,
            description="In place of a position: an address as anybody writes it",
        ),
    ] = None,
) -> PlaceAsked | str:
    if address is None:
        return read_place(lon, lat, x, y, crs)
    if (lon, lat, x, y) != (None,) * 4:
        raise BadInputError("Give an address or a position, not both.", field="address")
    return address


PlaceOrAddress = Annotated[PlaceAsked | str, Depends(_as_place_or_address)]
