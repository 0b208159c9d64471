"""The grids that a snapshot holds; of a later version only the rows that it has not are read."""

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from datetime import datetime
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
           ST_AsBinary(v.geometry) AS wkb
    FROM grid_versions AS v JOIN grids AS g ON g.id = v.grid_id
    WHERE v.id = ANY(:ids)
""")
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
    ground: PolygonStore

    def __len__(self) -> int:
        return len(self.ids)


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
    parts = [] if held is None else [held]
    for first in range(0, len(missing), _READ_AT_ONCE):
        ids = [key[0] for key in missing[first : first + _READ_AT_ONCE]]
        parts.append(_columns(session.execute(_ROWS, {"ids": ids}).all()))
    if not parts:
        return _columns([])
    size = len(places)
    for part in parts[0 if held is None else 1 :]:
        for key in zip(part.ids.tolist(), part.marks.tolist(), strict=True):
            places[key] = size
            size += 1
    rows = _take(parts, np.array([places[key] for key in wanted], dtype=np.int64))
    if held is not None and held.ground.equals(rows.ground):  # vertices are kept once
        return replace(rows, ground=held.ground)
    return rows


def _take(parts: Sequence[SnapshotRows], order: NDArray[np.int64]) -> SnapshotRows:
    columns = {
        column.name: np.concatenate([getattr(part, column.name) for part in parts])[order]
        for column in fields(SnapshotRows)
        if column.name != "ground"
    }
    ground = PolygonStore.join([part.ground for part in parts]).take(order)
    return SnapshotRows(**columns, ground=ground)


def _columns(rows: Sequence[Row[Any]]) -> SnapshotRows:
    shared: dict[object, object] = {}  # equal words and instants are one object

    def objects(column: str) -> NDArray[np.object_]:
        values = np.empty(len(rows), dtype=object)
        values[:] = [getattr(row, column) for row in rows]
        return values

    def words(column: str) -> NDArray[np.object_]:
        values = objects(column)
        values[:] = [shared.setdefault(value, value) for value in values]
        return values

    def integers(column: str) -> NDArray[np.int64]:
        found = (getattr(row, column) for row in rows)
        return np.array([-1 if value is None else value for value in found], dtype=np.int64)

    return SnapshotRows(
        ids=integers("id"),
        marks=integers("mark"),
        codes=objects("code"),
        names=objects("name"),
        kinds=words("kind"),
        statuses=words("status"),
        area_codes=words("area_code"),
        households=integers("households"),
        persons=integers("persons"),
        versions=integers("opened_in"),
        valid_from=words("valid_from"),
        ground=PolygonStore.of(shapely.from_wkb(_bytes(rows))),
    )


def _bytes(rows: Sequence[Row[Any]]) -> NDArray[np.object_]:
    values = np.empty(len(rows), dtype=object)
    values[:] = [bytes(row.wkb) for row in rows]
    return values
