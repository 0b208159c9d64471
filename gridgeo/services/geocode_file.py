"""Addresses of a file to places: a CSV with the same rows, and places for the gazetteer."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import geopandas as gpd
from sqlalchemy.orm import Session

from gridgeo.domain.errors import BadInputError
from gridgeo.io.drafts import drafted
from gridgeo.io.import_file import read_import_file
from gridgeo.io.spreadsheet import Sheet, Value, write_csv
from gridgeo.io.vector import require_field
from gridgeo.services.geocode_addresses import Geocoded, Geocoder
from gridgeo.services.geocode_queue import keep_placements

ADDRESS_NAMES = ("address", "addr", "地址", "住址", "详细地址", "家庭住址", "addr:full")
ADDED = ("geocode_lon", "geocode_lat", "geocode_level", "geocode_score", "geocode_address",
         "geocode_area", "geocode_placed", "geocode_why")  # fmt: skip

Progress = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class FileGeocoded:
    """Counts of a file: rows, those placed, and these by the level that was reached."""

    rows: int
    placed: int
    levels: dict[str, int]


def geocode_file(
    session: Session,
    path: Path,
    output: Path,
    *,
    column: str | None = None,
    household: str | None = None,
    keep: bool = False,
    progress: Progress | None = None,
) -> FileGeocoded:
    """Write the rows of a file with the places of their addresses.

    Parameters
    ----------
    path : Path
        Any vector file or CSV.
    output : Path
        CSV with the same columns and `ADDED`; places in EPSG:4326, of the best candidate also where
        it is not clear (``geocode_placed`` is then ``no``).
    column : str, optional
        With the addresses; by default one with a usual name.
    household : str, optional
        Column with codes of households, for ``keep``.
    keep : bool
        Whether results are kept, and what is not clear waits in the queue.
    progress : callable, optional
        Called with the number of rows that are done.

    Raises
    ------
    BadInputError
        If the file cannot be read or has no such column.
    """
    frame = read_import_file(path)
    texts = _addresses(frame, column)
    if household is not None:
        require_field(frame, household, "household")
    answers = list(Geocoder(session).geocode_all(texts, progress))
    if keep:
        codes = None if household is None else frame[household].astype(str).tolist()
        keep_placements(session, answers, codes)
    table = frame.drop(columns=frame.geometry.name)
    values = table.astype(object).where(table.notna(), None).to_numpy().tolist()
    rows = [[*row, *_added(one)] for row, one in zip(values, answers, strict=True)]
    with drafted(output) as draft:
        write_csv(draft, Sheet([*map(str, table.columns), *ADDED], rows))
    levels = Counter(one.best.found.level.value for one in answers if one.clear and one.best)
    return FileGeocoded(len(rows), levels.total(), dict(sorted(levels.items())))


def _addresses(frame: gpd.GeoDataFrame, column: str | None) -> list[str]:
    if column is None:
        column = next((name for name in ADDRESS_NAMES if name in frame.columns), None)
        if column is None:
            raise BadInputError(
                "No column looks like addresses; name it with --address.", field="address"
            )
    require_field(frame, column, "address")
    return [str(text) for text in frame[column].fillna("")]


def _added(answer: Geocoded) -> list[Value]:
    best, clear = answer.best, "yes" if answer.clear else "no"
    if best is None:
        return [None, None, None, None, None, None, clear, answer.why]
    found = best.found
    place = round(found.lon, 8), round(found.lat, 8), found.level.value
    return [*place, round(best.score, 3), found.address, found.area_code, clear, answer.why]
