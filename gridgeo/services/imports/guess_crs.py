"""Which coordinate system a layer may be in, with reasons: by its numbers, and by what is known."""

from dataclasses import dataclass, replace

import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import CRS
from sqlalchemy.orm import Session

from gridgeo.db.repositories.known_shapes import known_extent, known_shapes
from gridgeo.domain.errors import BadInputError
from gridgeo.geometry.china_offsets import in_china
from gridgeo.io.coordinate_guess import CoordinateGuess, clear_guess, guess_coordinates
from gridgeo.io.source_crs import SourceCrs, of_crs, parse_source_crs

_MARGIN_DEGREES = 0.03  # beyond the suspect: GCJ-02 and BD-09 move by a kilometre at most
_NAMES = {"gcj02": "GCJ-02", "bd09": "BD-09"}


@dataclass(frozen=True, slots=True)
class CrsGuess:
    """A coordinate system that a layer may be in.

    Attributes
    ----------
    crs : str
        As `gridgeo.io.source_crs.parse_source_crs` reads it.
    score : float or None
        Share of the layer that falls on known ground if it is so; None where nothing is known.
    why : str
    clear : bool
        Whether it may be taken without asking.
    east_m, north_m : float or None
        How far the layer lies off when it is read as it claims.
    """

    crs: str
    score: float | None
    why: str
    clear: bool = False
    east_m: float | None = None
    north_m: float | None = None


def guess_crs(
    session: Session | None, claimed: CRS | None, shapes: NDArray[np.object_]
) -> list[CrsGuess]:
    """Rank the coordinate systems that shapes may be in.

    Parameters
    ----------
    session : Session or None
        Where known places are; None to judge by the numbers alone.
    claimed : CRS or None
        What the file says.
    shapes : array of geometries
        With the numbers as they stand in the file.
    """
    known = [] if session is None else _by_known(session, shapes)
    if known and known[0].score:
        best = clear_guess(known)
        return [_of_known(one, one is best, claimed) for one in known[:6]]
    found = _by_numbers(claimed, shapes)
    if not known:
        return found
    nowhere = "; but nothing of it falls on what is known here"
    return [replace(one, clear=False, why=one.why + nowhere) for one in found]


def choose_crs(
    session: Session, asked: str | None, claimed: CRS | None, shapes: NDArray[np.object_], name: str
) -> SourceCrs:
    """Decide for one system: the one asked for, the clear one for ``auto``, or the file's own.

    Raises
    ------
    BadInputError
        If nothing is clear; says what it may be.
    """
    if asked is not None and asked != "auto":
        return parse_source_crs(asked)
    if asked is None and claimed is not None:
        return of_crs(claimed)
    guesses = guess_crs(session if asked == "auto" else None, claimed, shapes)
    clear = next((one for one in guesses if one.clear), None)
    if clear is not None:
        return parse_source_crs(clear.crs)
    some = "; ".join(f"{one.crs} ({one.why})" for one in guesses[:3])
    raise BadInputError(
        f"It is not clear which coordinate system '{name}' is in; say it with --crs."
        + (f" It may be {some}." if some else ""),
        field="crs",
    )


def doubt_crs(
    session: Session, taken: SourceCrs, claimed: CRS | None, shapes: NDArray[np.object_]
) -> CrsGuess | None:
    """Give the system that shapes clearly are in by what is known, where another one is taken."""
    guesses = guess_crs(session, claimed, shapes)
    best = next((one for one in guesses if one.clear and one.score is not None), None)
    return None if best is None or best.crs == taken.name else best


def _by_known(session: Session, shapes: NDArray[np.object_]) -> list[CoordinateGuess]:
    """Hold shapes against known ones around the place where their numbers, or the data, are."""
    given = shapes[~shapely.is_missing(shapes)]
    if not len(given):
        return []
    points = bool(np.median(shapely.get_dimensions(given)) == 0)
    box = _search_box(session, given)
    if box is None:
        return []
    return guess_coordinates(given, known_shapes(session, box, points=points))


def _search_box(
    session: Session, shapes: NDArray[np.object_]
) -> tuple[float, float, float, float] | None:
    """Where the shapes may belong: around them if they are in degrees, else all that is known."""
    extent = known_extent(session)
    if extent is None:
        return None
    west, south, east, north = map(float, shapely.total_bounds(shapes))
    if not np.isfinite([west, south, east, north]).all():
        return None
    if abs(west) <= 180 and abs(north) <= 90:
        around = (west - _MARGIN_DEGREES, south - _MARGIN_DEGREES,
                  east + _MARGIN_DEGREES, north + _MARGIN_DEGREES)  # fmt: skip
        if _meet(around, extent):
            return around
    return extent


def _meet(a: tuple[float, ...], b: tuple[float, ...]) -> bool:
    return a[0] <= b[2] and b[0] <= a[2] and a[1] <= b[3] and b[1] <= a[3]


def _of_known(one: CoordinateGuess, clear: bool, claimed: CRS | None) -> CrsGuess:
    crs, words = _readable(one.name, claimed)
    return CrsGuess(
        crs,
        round(one.score, 4),
        f"{words}{one.score:.0%} of it falls on what is known here",
        clear,
        None if np.isnan(one.east_m) else round(one.east_m, 1),
        None if np.isnan(one.north_m) else round(one.north_m, 1),
    )


def _readable(name: str, claimed: CRS | None) -> tuple[str, str]:
    if name.startswith("zone"):
        return name, f"computed in a zone {name[4:]} degrees off: "
    if name in _NAMES:
        return name, f"{_NAMES[name]}: "
    if name == "4326" and claimed is not None and claimed.is_geographic:
        return of_crs(claimed).name, "as the file says: "
    if name == "axes":
        return "EPSG:4326 axes", "longitude and latitude swapped: "
    code, _, axes = name.partition(" ")
    return f"EPSG:{code}{' axes' if axes else ''}", "north before east: " if axes else ""


def _by_numbers(claimed: CRS | None, shapes: NDArray[np.object_]) -> list[CrsGuess]:
    """Say what numbers alone can tell; in China nobody can tell GCJ-02 from WGS 84 by them."""
    points = shapely.get_coordinates(shapes[~shapely.is_missing(shapes)])
    points = points[np.isfinite(points).all(axis=1)]
    if claimed is not None:
        found = [CrsGuess(of_crs(claimed).name, None, "the file says so", clear=True)]
    elif not len(points):
        return []
    else:
        found = _by_range(*np.median(points, axis=0))
    if found and found[0].crs == "EPSG:4326" and len(points) and in_china(*points.T).mean() > 0.5:
        found += [
            CrsGuess(name, None, f"maps of services in China are in {title}; import known places"
                     " first to tell them apart")
            for name, title in _NAMES.items()
        ]  # fmt: skip
    return found


def _by_range(x: float, y: float) -> list[CrsGuess]:
    """Say what two numbers, east and north, can be."""
    if abs(x) <= 180 and abs(y) <= 90:
        return [CrsGuess("EPSG:4326", None, "the numbers are longitude and latitude", clear=True)]
    if abs(x) <= 90 and abs(y) <= 180:
        why = "the numbers are latitude and longitude"
        return [CrsGuess("EPSG:4326 axes", None, why, clear=True)]
    zoned = _zone(x, y, "") or _zone(y, x, " axes")
    if zoned is not None:
        return [zoned]
    if 8.0e6 <= x <= 1.6e7 and 1e5 <= y <= 7.5e6:
        return [CrsGuess("EPSG:3857", None, "the numbers are those of web maps in China")]
    if 1e5 <= x <= 9e5 and 1e6 <= y <= 6.2e6:
        why = "metres of a Gauss-Krüger zone without its number; 4547 is 114°E, say which it is"
        return [CrsGuess("EPSG:4547", None, why)]
    return []


def _zone(east: float, north: float, axes: str) -> CrsGuess | None:
    """Read the zone's number in front of an easting; None where there is none."""
    zone = int(east // 1_000_000)
    if not (1e6 < north < 6.2e6 and 1e5 < east % 1_000_000 < 9e5):
        return None
    if 25 <= zone <= 45:
        why = f"{zone} in front of the easting is a zone of 3 degrees, {zone * 3}°E"
        return CrsGuess(f"EPSG:{4513 + zone - 25}{axes}", None, why, clear=True)
    if 13 <= zone <= 23:
        why = f"{zone} in front of the easting is a zone of 6 degrees, {zone * 6 - 3}°E"
        return CrsGuess(f"EPSG:{4491 + zone - 13}{axes}", None, why, clear=True)
    return None
