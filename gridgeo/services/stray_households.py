"""Households outside the community that their address states: one of the two is wrong."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import shapely
from sqlalchemy.orm import Session

from gridgeo.db.repositories import gazetteer
from gridgeo.db.repositories.household_addresses import household_addresses
from gridgeo.geocode.parse import parse_address
from gridgeo.io.drafts import drafted
from gridgeo.io.spreadsheet import Sheet, write_csv
from gridgeo.services.geocode_areas import communities_at, load_areas

METRES_PER_DEGREE = 111_320.0
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
    session: Session, *, more_than_m: float = 5.0, progress: Progress | None = None
) -> list[Stray]:
    """Hold every household's place against the community that its address states.

    Parameters
    ----------
    more_than_m : float
        From the stated community; a door on its border is no finding.
    progress : callable, optional
        Called with the number of households that were looked at.
    """
    areas = load_areas(session)
    ground = {
        row["code"]: shapely.from_wkb(bytes(row["shape"])) for row in gazetteer.communities(session)
    }
    found: list[Stray] = []
    done = 0
    for rows in household_addresses(session):
        stated = [areas.code_of(parse_address(row.address, areas.known).community) for row in rows]
        kept = [(row, code) for row, code in zip(rows, stated, strict=True) if code in ground]
        points = np.array([shapely.Point(row.lon, row.lat) for row, _ in kept], dtype=object)
        inside = communities_at(session, points).tolist() if len(points) else []
        for (row, code), point, area in zip(kept, points, inside, strict=True):
            if code is None or code == area:
                continue
            away = _metres(ground[code], point)
            if away > more_than_m:
                found.append(
                    Stray(row.code, row.address, code, area, round(away, 1), row.households,
                          row.lon, row.lat)
                )  # fmt: skip
        done += len(rows)
        if progress is not None:
            progress(done)
    return sorted(found, key=lambda one: (one.stated_area, -one.distance_m, one.household))


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
