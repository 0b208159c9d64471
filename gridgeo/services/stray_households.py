"""Households outside the community that their address states: one of the two is wrong."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry
from sqlalchemy import Row
from sqlalchemy.orm import Session

from gridgeo.db.repositories import gazetteer
from gridgeo.db.repositories.household_addresses import household_addresses
from gridgeo.geocode.parse import parse_address
from gridgeo.io.drafts import drafted
from gridgeo.io.spreadsheet import Sheet, write_csv
from gridgeo.services.geocode_areas import AddressAreas, communities_at, load_areas
from gridgeo.services.read_rows import read_cursor, write_cursor

METRES_PER_DEGREE = 111_320.0
NEAR_M = 5.0  # a door on the border is no finding
_MOST_LOOKED_AT = 100_000  # households for one page: a second or two
_HEADINGS = (
    "household",
    "address",
    "stated_area",
    "area",
    "distance_m",
    "households",
    "lon",
    "lat",
)

Progress = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class Stray:
    """A household outside the community that its address states.

    Attributes
    ----------
    household, address : str
    stated_area : str
        Code of the community in the address.
    area : str or None
        Code of the community that it lies in; None outside all.
    distance_m : float
        From the stated community.
    households : int
        How many it stands for.
    lon, lat : float
        EPSG:4326.
    """

    household: str
    address: str
    stated_area: str
    area: str | None
    distance_m: float
    households: int
    lon: float
    lat: float


def find_strays(
    session: Session, *, more_than_m: float = NEAR_M, progress: Progress | None = None
) -> list[Stray]:
    """Hold every household's place against the community that its address states.

    Parameters
    ----------
    session : Session
        The households that it may read.
    more_than_m : float
        From the stated community.
    progress : callable, optional
        Called with the number of households that were looked at.
    """
    look = _Look(session, more_than_m)
    found: list[Stray] = []
    done = 0
    for rows in household_addresses(session):
        found += look.over(rows)
        done += len(rows)
        if progress is not None:
            progress(done)
    return sorted(found, key=lambda one: (one.stated_area, -one.distance_m, one.household))


def list_strays(
    session: Session, *, more_than_m: float = NEAR_M, cursor: str | None = None, most: int = 100
) -> tuple[list[Stray], str | None]:
    """Give a page of strays in the order of their codes, and the next page's cursor.

    A page ends early, or is empty, where very many households have to be looked at for it.

    Raises
    ------
    BadInputError
        If the cursor is none of ours.
    """
    look = _Look(session, more_than_m)
    found: list[Stray] = []
    done = 0
    for rows in household_addresses(session, read_cursor(cursor) or ""):
        for stray in look.over(rows):
            if len(found) == most:
                return found, write_cursor(found[-1].household)
            found.append(stray)
        done += len(rows)
        if done >= _MOST_LOOKED_AT:
            return found, write_cursor(rows[-1].code)
    return found, None


class _Look:
    """Looks at households with all communities in mind."""

    def __init__(self, session: Session, more_than_m: float) -> None:
        self._session, self._more_than_m = session, more_than_m
        self._areas: AddressAreas = load_areas(session)
        self._ground: dict[str, BaseGeometry] = {
            row["code"]: shapely.from_wkb(bytes(row["shape"]))
            for row in gazetteer.communities(session)
        }

    def over(self, rows: Sequence[Row[Any]]) -> Iterator[Stray]:
        """Give the strays among households as `household_addresses` gives them."""
        known, code_of = self._areas.known, self._areas.code_of
        stated = [code_of(parse_address(row.address, known).community) for row in rows]
        kept = [(row, code) for row, code in zip(rows, stated, strict=True) if code in self._ground]
        points = np.array([shapely.Point(row.lon, row.lat) for row, _ in kept], dtype=object)
        inside = communities_at(self._session, points).tolist() if len(points) else []
        for (row, code), point, area in zip(kept, points, inside, strict=True):
            if code is None or code == area:
                continue
            away = _metres(self._ground[code], point)
            if away > self._more_than_m:
                yield Stray(row.code, row.address, code, area, round(away, 1), row.households,
                            row.lon, row.lat)  # fmt: skip


def write_strays(strays: list[Stray], path: Path) -> None:
    """Write strays as CSV.

    Raises
    ------
    UnavailableError
        If the file cannot be written.
    """
    rows = [
        [one.household, one.address, one.stated_area, one.area, one.distance_m, one.households,
         one.lon, one.lat]
        for one in strays
    ]  # fmt: skip
    with drafted(path) as draft:
        write_csv(draft, Sheet(_HEADINGS, rows))


def _metres(area: shapely.Geometry, point: shapely.Point) -> float:
    """Measure a distance of some kilometres, in degrees that are made alike at the point."""
    east = np.cos(np.radians(point.y))
    squeezed = shapely.transform(area, lambda xy: xy * (east, 1.0))
    at = shapely.Point(point.x * east, point.y)
    return float(shapely.distance(squeezed, at) * METRES_PER_DEGREE)
