"""The gazetteer is made of layers of the database, of standard addresses, and by hand."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from sqlalchemy import RowMapping
from sqlalchemy.orm import Session

from gridgeo.db.repositories import gazetteer
from gridgeo.domain.errors import BadInputError
from gridgeo.geocode.address import Address, Level
from gridgeo.geocode.characters import plain
from gridgeo.geocode.parse import KnownAreas, parse_address
from gridgeo.services.geocode_areas import communities_at, load_areas

STANDARD, LEARNT = "file", "learnt"  # sources: lists of standard addresses, places by hand
USUAL_SOURCES = ("buildings", "compounds", "places", "streets", "areas", STANDARD)
_NAMED_LEVELS = {
    "compounds": Level.COMPOUND,
    "places": Level.COMPOUND,
    "streets": Level.STREET,
    "areas": Level.COMMUNITY,
}

Step = Callable[[str], None]
Entry = dict[str, object]


@dataclass(frozen=True, slots=True)
class GazetteerReport:
    """What became of one source.

    Attributes
    ----------
    source : str
    rows : int
        Rows that were read.
    inserted, updated, removed : int
        Entries; a row that has several names has several.
    unread : int
        Rows whose address names no place.
    """

    source: str
    rows: int
    inserted: int
    updated: int
    removed: int
    unread: int


def build_gazetteer(
    session: Session, sources: Sequence[str] = USUAL_SOURCES, step: Step | None = None
) -> list[GazetteerReport]:
    """Make the gazetteer's entries of layers of the database anew; other entries stay.

    Parameters
    ----------
    sources : sequence of str
        Of ``buildings``, ``compounds``, ``places``, ``streets``, ``areas``, ``file`` (standard
        addresses), ``households``: the last are room by room, without those that were geocoded
        themselves.
    step : callable, optional
        Called with each source when it is done.

    Raises
    ------
    BadInputError
        If there is no such source.
    """
    for source in sources:
        if source not in gazetteer.SOURCES:
            raise BadInputError(
                f"There is no source '{source}'; there are: {', '.join(gazetteer.SOURCES)}.",
                field="source",
            )
    known = load_areas(session).known
    reports = []
    for source in sources:
        rows = gazetteer.source_rows(session, source)
        entries = [list(_entries(source, row, known)) for row in rows]
        reports.append(_store(session, source, entries, replace=True))
        if step is not None:
            step(source)
    gazetteer.forget_idle_names(session)
    return reports


def follow_standard_addresses(session: Session, codes: Sequence[str]) -> None:
    """Make the entries of some standard addresses anew: of those that are there, and no others."""
    known = load_areas(session).known
    rows = gazetteer.standard_rows(session, codes)
    _store(session, STANDARD, [list(_entries(STANDARD, row, known)) for row in rows], replace=False)
    gazetteer.forget_among(session, STANDARD, codes)
    gazetteer.forget_idle_names(session)


def names_place(address: str, name: str | None, known: KnownAreas) -> bool:
    """Say whether a standard address, or the name beside it, is anything to be found by."""
    if parse_address(address, known).anchors:
        return True
    return bool(name and plain(name))


def add_addresses(
    session: Session, addresses: Sequence[str], places: NDArray[np.object_]
) -> GazetteerReport:
    """Learn addresses with their places; the same normal form is changed.

    Parameters
    ----------
    addresses : sequence of str
        As somebody wrote them.
    places : (n,) array of geometries
        Points or lines, EPSG:4326.
    """
    known = load_areas(session).known
    shapes = shapely.to_wkb(places)
    entries = []
    for text, shape in zip(addresses, shapes, strict=True):
        address = parse_address(text, known)
        entries.append(list(_of_address(LEARNT, address.normal, address, shape)))
    return _store(session, LEARNT, entries, replace=False)


def _store(
    session: Session, source: str, entries: list[list[Entry]], *, replace: bool
) -> GazetteerReport:
    unread = sum(not some for some in entries)
    frame = pd.DataFrame([one for some in entries for one in some], columns=gazetteer.COLUMNS)
    frame = frame.drop_duplicates(list(gazetteer.KEY)).reset_index(drop=True)
    shapes = shapely.from_wkb(frame["geometry"].to_numpy())
    frame["geometry"] = shapes
    frame["area_code"] = communities_at(session, np.asarray(shapes, dtype=object))
    merged = gazetteer.store_entries(session, frame)
    removed = gazetteer.forget_others(session, source) if replace else 0
    return GazetteerReport(source, len(entries), merged.inserted, merged.updated, removed, unread)


def _entries(source: str, row: RowMapping, known: KnownAreas) -> Iterator[Entry]:
    shape, code = bytes(row["shape"]), row["code"]
    if source in _NAMED_LEVELS:
        name = plain(row["name"])
        if name:
            yield _entry(source, code, name, ("", "", "", ""), _NAMED_LEVELS[source], name, shape)
        return
    if row["address"]:
        yield from _of_address(source, code, parse_address(row["address"], known), shape)
    if row["name"]:
        called = parse_address(row["name"], known)
        if not called.anchors and row["compound"]:
            called = parse_address(plain(row["compound"]) + plain(row["name"]), known)
        if source == STANDARD and not called.anchors:
            name = plain(row["name"])
            yield _entry(source, code, name, ("", "", "", ""), Level.COMPOUND, name, shape)
        yield from _of_address(source, code, called, shape)


def _of_address(source: str, key: str, address: Address, shape: bytes) -> Iterator[Entry]:
    level = address.level
    for anchor in address.anchors:
        assert level is not None  # noqa: S101 - what has an anchor has a level
        yield _entry(source, key, anchor, address.path_in(anchor), level, address.local, shape)


def _entry(
    source: str,
    key: str,
    anchor: str,
    path: tuple[str, str, str, str],
    level: Level,
    address: str,
    shape: bytes,
) -> Entry:
    values = (source, key, anchor, *path, level.value, address, None, shape)
    return dict(zip(gazetteer.COLUMNS, values, strict=True))
