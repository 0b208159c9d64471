"""Published grids, as they are now or were at an instant: arrays for snapshots, tiles, reports."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import RowMapping, text
from sqlalchemy.orm import Session

# NULL for as_of means now, also in the transaction that has just published. A range that
# contains the instant is found through the GiST index.
_PUBLISHED = text("""
    SELECT v.network_code, g.id AS grid_id, g.code, v.name, v.kind, v.status, v.area_code,
           parent.code AS parent_code, v.households, v.persons, v.reason, v.opened_in AS version,
           lower(v.valid) AS valid_from, ST_AsBinary(v.geometry) AS wkb
    FROM grid_versions AS v
    JOIN grids AS g ON g.id = v.grid_id
    LEFT JOIN grids AS parent ON parent.id = v.parent_grid_id
    WHERE v.valid @> coalesce(CAST(:as_of AS timestamptz), statement_timestamp())
      AND (CAST(:network AS text) IS NULL OR v.network_code = :network)
    ORDER BY v.network_code COLLATE "C", g.code COLLATE "C"
""")

# A publication for a later date changes nothing before that date comes.
_VERSIONS = text("""
    SELECT network_code, max(version) AS version FROM publications
    WHERE valid_from <= coalesce(CAST(:as_of AS timestamptz), statement_timestamp())
    GROUP BY network_code ORDER BY network_code
""")


@dataclass(frozen=True, slots=True)
class PublishedGrids:
    """Grids of one instant, sorted by network and code; all arrays have the same length.

    Attributes
    ----------
    network_codes, codes, names, kinds, statuses : arrays of str
    area_codes, parent_codes, reasons : arrays of str or None
    grid_ids, versions : arrays of int64
        ``versions`` is the version of the network in which the grid was opened.
    households, persons : arrays of int64
        -1 where nobody has counted yet.
    valid_from : array of datetime
        Aware, UTC.
    wkb : array of bytes
        Multipolygons, EPSG:4326.
    """

    network_codes: NDArray[np.object_]
    grid_ids: NDArray[np.int64]
    codes: NDArray[np.object_]
    names: NDArray[np.object_]
    kinds: NDArray[np.object_]
    statuses: NDArray[np.object_]
    area_codes: NDArray[np.object_]
    parent_codes: NDArray[np.object_]
    households: NDArray[np.int64]
    persons: NDArray[np.int64]
    reasons: NDArray[np.object_]
    versions: NDArray[np.int64]
    valid_from: NDArray[np.object_]
    wkb: NDArray[np.object_]

    def __len__(self) -> int:
        return len(self.codes)


def published_grids(
    session: Session, network_code: str | None = None, as_of: datetime | None = None
) -> PublishedGrids:
    """Read the grids of one network, or of all, valid at an instant (now, unless told).

    Parameters
    ----------
    session : Session
        Only read from.
    network_code : str, optional
        A network without grids, or an unknown one, gives no rows.
    as_of : datetime, optional
        Aware instant.
    """
    rows = session.execute(_PUBLISHED, {"network": network_code, "as_of": as_of}).mappings().all()
    return PublishedGrids(
        network_codes=_objects(rows, "network_code"),
        grid_ids=_integers(rows, "grid_id"),
        codes=_objects(rows, "code"),
        names=_objects(rows, "name"),
        kinds=_objects(rows, "kind"),
        statuses=_objects(rows, "status"),
        area_codes=_objects(rows, "area_code"),
        parent_codes=_objects(rows, "parent_code"),
        households=_integers(rows, "households"),
        persons=_integers(rows, "persons"),
        reasons=_objects(rows, "reason"),
        versions=_integers(rows, "version"),
        valid_from=_objects(rows, "valid_from"),
        wkb=np.array([bytes(row["wkb"]) for row in rows], dtype=object),
    )


def published_versions(session: Session, as_of: datetime | None = None) -> dict[str, int]:
    """Give the version of each published network at an instant; cheap enough to ask each second."""
    return {row.network_code: row.version for row in session.execute(_VERSIONS, {"as_of": as_of})}


def _objects(rows: Sequence[RowMapping], column: str) -> NDArray[np.object_]:
    values = np.empty(len(rows), dtype=object)
    values[:] = [row[column] for row in rows]
    return values


def _integers(rows: Sequence[RowMapping], column: str) -> NDArray[np.int64]:
    return np.array([-1 if row[column] is None else row[column] for row in rows], dtype=np.int64)
