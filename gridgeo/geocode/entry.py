"""A place of the gazetteer, and what an address finds there."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gridgeo.geocode.address import Level

Line = NDArray[np.float64]  # (points, 2) degrees


@dataclass(frozen=True, slots=True)
class Entry:
    """A place that an address can lead to.

    Attributes
    ----------
    anchor : str
        The name that its numbers count in; see `gridgeo.geocode.address.Address.anchors`.
    number, building, entrance, room : str
        Empty where it has none.
    level : Level
        What it is.
    address : str
        How it is called.
    lon, lat : float
        EPSG:4326; of a street a point on it.
    area_code : str or None
        The community that it lies in.
    """

    anchor: str
    number: str
    building: str
    entrance: str
    room: str
    level: Level
    address: str
    lon: float
    lat: float
    area_code: str | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """What an address finds under one anchor.

    Attributes
    ----------
    level : Level
        How far the parts of the address could be followed.
    lon, lat : float
        EPSG:4326.
    address : str
        The normal form of what was found.
    area_code : str or None
        The community; None where it is not known or not only one.
    spread_m : float
        How far the true place may be off.
    interpolated : bool
        Whether it lies between known house numbers.
    """

    level: Level
    lon: float
    lat: float
    address: str
    area_code: str | None
    spread_m: float
    interpolated: bool = False
