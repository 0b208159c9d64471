"""The grids that a snapshot holds; of a later version only what it has not is read.

That is the rows that are new, and of these the ground that no earlier row had: a publication that
renames a whole city moves no border.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from itertools import repeat
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from sqlalchemy import Row, text
from sqlalchemy.orm import Session

from gridgeo.geometry.polygon_store import PolygonStore

# xmin differs whenever a row was written anew, also where only a name was put right.
_IN_FORCE = text("""
    SELECT v.id, v.xmin::text::bigint AS mark
    FROM grid_versions AS v JOIN grids AS g ON g.id = v.grid_id
    WHERE v.valid @> coalesce(CAST(:as_of AS timestamptz), statement_timestamp())
      AND v.network_code = :network
    ORDER BY g.code COLLATE "C"
""")

_ROWS = text("""
    SELECT v.id, v.xmin::text::bigint AS mark, g.code, v.name, v.kind, v.status, v.area_code,
           v.households, v.persons, v.opened_in, lower(v.valid) AS valid_from,
           sha256(ST_AsBinary(v.geometry)) AS shape
    FROM grid_versions AS v JOIN grids AS g ON g.id = v.grid_id
    WHERE v.id = ANY(:ids)
""")
_GROUND = text("SELECT id, ST_AsBinary(geometry) AS wkb FROM grid_versions WHERE id = ANY(:ids)")
_NAMES = (
    *("id", "mark", "code", "name", "kind", "status", "area_code", "households", "persons"),
    *("opened_in", "valid_from", "shape"),
)
_READ_AT_ONCE = 5_000  # rows are held twice while they are read


@dataclass(frozen=True, slots=True)
class SnapshotRows:
    """Grids of one network at an instant, sorted by code; all arrays have the same length.

    Attributes
    ----------
    ids, marks : int64 arrays
        Key of the row, and what differs when the row was written anew.
    codes, names, kinds, statuses : arrays of str
    area_codes : array of str or None
    households, persons : int64 arrays
        -1 where nobody has counted yet.
    versions : int64 array
        The version of the network in which the grid was opened.
    valid_from : array of datetime
        Aware, UTC.
    shapes : uint8 (grids, 32)
        SHA-256 of the ground as WKB.
    ground : PolygonStore
        EPSG:4326.
    """

    ids: NDArray[np.int64]
    marks: NDArray[np.int64]
    codes: NDArray[np.object_]
    names: NDArray[np.object_]
    kinds: NDArray[np.object_]
    statuses: NDArray[np.object_]
    area_codes: NDArray[np.object_]
    households: NDArray[np.int64]
    persons: NDArray[np.int64]
    versions: NDArray[np.int64]
    valid_from: NDArray[np.object_]
    shapes: NDArray[np.uint8]
    ground: PolygonStore

    def __len__(self) -> int:
        return len(self.ids)


_COLUMNS = tuple(column.name for column in fields(SnapshotRows) if column.name != "ground")


def read_snapshot_rows(
    session: Session,
    network_code: str,
    as_of: datetime | None = None,
    held: SnapshotRows | None = None,
) -> SnapshotRows:
    """Read the grids of a network valid at an instant (now, unless told).

    Parameters
    ----------
    held : SnapshotRows, optional
        Of the same network at another instant: what it has is not read again.
    """
    bound = {"network": network_code, "as_of": as_of}
    wanted = [(row.id, row.mark) for row in session.execute(_IN_FORCE, bound)]
    known = [] if held is None else zip(held.ids.tolist(), held.marks.tolist(), strict=True)
    places = {key: place for place, key in enumerate(known)}
    missing = [key for key in wanted if key not in places]
    parts = [] if held is None else [{name: getattr(held, name) for name in _COLUMNS}]
    for ids in _pieces([key[0] for key in missing]):
        parts.append(_columns(session.execute(_ROWS, {"ids": ids}).all()))
    if not parts:
        parts.append(_columns([]))
    size = len(places)
    for part in parts[0 if held is None else 1 :]:
        for key in zip(part["ids"].tolist(), part["marks"].tolist(), strict=True):
            places[key] = size
            size += 1
    order = np.array([places[key] for key in wanted], dtype=np.int64)
    columns = {name: np.concatenate([part[name] for part in parts])[order] for name in _COLUMNS}
    ground = _ground(session, columns["ids"], columns["shapes"], held)
    return SnapshotRows(**columns, ground=ground)


def _ground(
    session: Session,
    ids: NDArray[np.int64],
    shapes: NDArray[np.uint8],
    held: SnapshotRows | None,
) -> PolygonStore:
    """Give the ground of some rows: what is held already is not read again."""
    marks = [shape.tobytes() for shape in shapes]
    before = [] if held is None else [(one.tobytes(), n) for n, one in enumerate(held.shapes)]
    known = dict(reversed(before))  # of equal ones the first
    order = np.array([known.get(mark, -1) for mark in marks], dtype=np.int64)
    fresh = np.flatnonzero(order < 0)
    order[fresh] = (0 if held is None else len(held)) + np.arange(len(fresh))
    stores = [] if held is None else [held.ground]
    for some in _pieces(ids[fresh].tolist()):
        found = {row.id: bytes(row.wkb) for row in session.execute(_GROUND, {"ids": some})}
        stores.append(PolygonStore.of(shapely.from_wkb(_objects([found[id_] for id_ in some]))))
    if not stores:
        return PolygonStore.of(_objects([]))
    if held is not None and np.array_equal(order, np.arange(len(held))):
        return held.ground  # vertices are kept once
    return PolygonStore.join(stores).take(order)


def _pieces(ids: list[int]) -> Iterator[list[int]]:
    for first in range(0, len(ids), _READ_AT_ONCE):
        yield ids[first : first + _READ_AT_ONCE]


def _objects(values: Sequence[object]) -> NDArray[np.object_]:
    array = np.empty(len(values), dtype=object)
    array[:] = values
    return array


def _columns(rows: Sequence[Row[Any]]) -> dict[str, NDArray[Any]]:
    """Turn rows round, at once: to ask each for each column takes as long as to read them."""
    found = dict(zip(_NAMES, zip(*rows, strict=True) if rows else repeat(()), strict=False))
    shared: dict[object, object] = {}  # equal words and instants are one object

    def words(name: str) -> NDArray[np.object_]:
        return _objects([shared.setdefault(value, value) for value in found[name]])

    def integers(name: str) -> NDArray[np.int64]:
        return np.array([-1 if value is None else value for value in found[name]], np.int64)

    return {
        "ids": integers("id"),
        "marks": integers("mark"),
        "codes": _objects(found["code"]),
        "names": _objects(found["name"]),
        "kinds": words("kind"),
        "statuses": words("status"),
        "area_codes": words("area_code"),
        "households": integers("households"),
        "persons": integers("persons"),
        "versions": integers("opened_in"),
        "valid_from": words("valid_from"),
        "shapes": np.frombuffer(b"".join(found["shape"]), np.uint8).reshape(len(rows), 32),
    }
