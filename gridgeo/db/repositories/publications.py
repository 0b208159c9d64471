"""Versions of a network: one transaction closes what goes and opens what comes.

The new grids stand in the temporary table ``next_grids``; what they replace in ``closing``. The
caller holds the network's lock, so versions follow each other without a gap.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from sqlalchemy import Row, text
from sqlalchemy.orm import Session

from gridgeo.db import bulk
from gridgeo.db.repositories.areas import from_wkb
from gridgeo.db.tables import Outbox

_CREATE = text("""
    DROP TABLE IF EXISTS pg_temp.next_grids, pg_temp.closing;
    CREATE TEMP TABLE next_grids ON COMMIT DROP AS
        SELECT ''::text AS code, name, kind, status, area_code, ''::text AS parent_code,
               households, persons, reason, trigger_count, geometry FROM grid_versions WITH NO DATA;
    CREATE TEMP TABLE closing (id bigint PRIMARY KEY) ON COMMIT DROP
""")

# A grid that comes back exactly as it is stays open: nothing happened to it.
_KEEP_UNCHANGED = text("""
    WITH same AS (
        DELETE FROM pg_temp.next_grids AS n
        USING grid_versions AS v JOIN grids AS g ON g.id = v.grid_id
             LEFT JOIN grids AS p ON p.id = v.parent_grid_id
        WHERE v.network_code = :network AND upper_inf(v.valid) AND g.code = n.code
          AND (v.name, v.kind, v.status, v.area_code, p.code, v.reason, v.trigger_count)
              IS NOT DISTINCT FROM (n.name, n.kind, n.status, n.area_code, n.parent_code, n.reason,
                                    n.trigger_count)
          AND ST_AsBinary(v.geometry) = ST_AsBinary(n.geometry)
        RETURNING v.id, n.households, n.persons
    ),
    recounted AS (
        UPDATE grid_versions AS v SET households = s.households, persons = s.persons
        FROM same AS s
        WHERE v.id = s.id AND (v.households, v.persons) IS DISTINCT FROM (s.households, s.persons)
    )
    DELETE FROM pg_temp.closing AS c USING same AS s WHERE c.id = s.id
""")

# The clock may have been set back; versions of a network still follow each other.
_INSTANT = text("""
    SELECT greatest(coalesce(CAST(:valid_from AS timestamptz), clock_timestamp()),
                    max(valid_from) + interval '1 microsecond')
    FROM publications WHERE network_code = :network
""")

_PUBLISH = text("""
    INSERT INTO publications
        (network_code, version, source, plan_id, valid_from, published_by, opened, closed)
    SELECT :network, :version, :source, :plan, :instant, :actor,
           (SELECT count(*) FROM pg_temp.next_grids), (SELECT count(*) FROM pg_temp.closing)
    RETURNING opened, closed
""")
_CLOSE = text("""
    UPDATE grid_versions AS v
    SET valid = tstzrange(lower(valid), :instant), closed_in = :version
    FROM pg_temp.closing AS c WHERE v.id = c.id
""")
_NAME = text("""
    INSERT INTO grids (network_code, code)
    SELECT :network, code FROM pg_temp.next_grids ORDER BY code COLLATE "C"
    ON CONFLICT (network_code, code) DO NOTHING
""")
_OPEN = text("""
    INSERT INTO grid_versions (grid_id, network_code, opened_in, valid, name, kind, status,
                               area_code, parent_grid_id, households, persons, reason,
                               trigger_count, geometry)
    SELECT g.id, :network, :version, tstzrange(:instant, NULL), n.name, n.kind, n.status,
           n.area_code, p.id, n.households, n.persons, n.reason, n.trigger_count, n.geometry
    FROM pg_temp.next_grids AS n
    JOIN grids AS g ON g.network_code = :network AND g.code = n.code
    LEFT JOIN grids AS p ON p.network_code = :network AND p.code = n.parent_code
    ORDER BY n.code COLLATE "C"
""")


_CLOSED = text("""
    SELECT v.grid_id AS id, ST_AsBinary(v.geometry) AS wkb FROM pg_temp.closing AS c
    JOIN grid_versions AS v ON v.id = c.id JOIN grids AS g ON g.id = v.grid_id
    ORDER BY g.code COLLATE "C"
""")
_OPENED = text("""
    SELECT g.id, ST_AsBinary(n.geometry) AS wkb FROM pg_temp.next_grids AS n
    JOIN grids AS g ON g.network_code = :network AND g.code = n.code
    ORDER BY n.code COLLATE "C"
""")


@dataclass(frozen=True, slots=True)
class GridGround:
    """Keys of grids in the order of their codes, and their polygons in EPSG:4326."""

    ids: NDArray[np.int64]
    ground: NDArray[np.object_]


@dataclass(frozen=True, slots=True)
class Publication:
    """A version that was published: from when it holds, how many grids it opened and closed."""

    network_code: str
    version: int
    valid_from: datetime
    opened: int
    closed: int


def lock_network(session: Session, network_code: str) -> None:
    """Let nobody else publish this network until the transaction ends."""
    session.execute(
        text("SELECT pg_advisory_xact_lock(hashtextextended('gridgeo.network.' || :code, 0))"),
        {"code": network_code},
    )


def current_version(session: Session, network_code: str) -> int:
    """Give the number of the network's last version, published for today or later; 0: none."""
    return (
        session.scalar(
            text("SELECT coalesce(max(version), 0) FROM publications WHERE network_code = :code"),
            {"code": network_code},
        )
        or 0
    )


def latest_start(session: Session, network_code: str) -> datetime | None:
    """Give the instant from which the network's last version holds."""
    latest: datetime | None = session.scalar(
        text("SELECT max(valid_from) FROM publications WHERE network_code = :code"),
        {"code": network_code},
    )
    return latest


def database_time(session: Session) -> datetime:
    """Give the time of the database's clock, which dates all versions."""
    now: datetime = session.scalars(text("SELECT clock_timestamp()")).one()
    return now


def begin_version(session: Session) -> None:
    """Make the empty temporary tables ``next_grids`` and ``closing``."""
    session.execute(_CREATE)


def finish_version(
    session: Session,
    network_code: str,
    *,
    source: str,
    actor: str,
    plan_id: int | None = None,
    valid_from: datetime | None = None,
) -> Publication | None:
    """Publish what stands in ``next_grids`` in place of what stands in ``closing``.

    Returns
    -------
    Publication or None
        None where every grid stays as it is.
    """
    session.execute(_KEEP_UNCHANGED, {"network": network_code})
    if not session.scalar(
        text("SELECT EXISTS (TABLE pg_temp.next_grids) OR EXISTS (TABLE pg_temp.closing)")
    ):
        return None
    bound: dict[str, Any] = {
        "network": network_code,
        "version": current_version(session, network_code) + 1,
        "source": source,
        "plan": plan_id,
        "actor": actor,
        "instant": session.scalar(_INSTANT, {"network": network_code, "valid_from": valid_from}),
    }
    opened, closed = session.execute(_PUBLISH, bound).one()
    for statement in (_CLOSE, _NAME, _OPEN):
        session.execute(statement, bound)
    published = Publication(network_code, bound["version"], bound["instant"], opened, closed)
    session.add(Outbox(topic="network.published", payload=_message(published)))
    session.flush()
    return published


def closed_and_opened(session: Session, network_code: str) -> tuple[GridGround, GridGround]:
    """Give the grids that the version begun in this transaction closes and opens."""
    closed = session.execute(_CLOSED).all()
    opened = session.execute(_OPENED, {"network": network_code}).all()
    return _ground(closed), _ground(opened)


def store_lineage(session: Session, published: Publication, pairs: pd.DataFrame) -> None:
    """Keep descent: ``parent_grid_id``, ``child_grid_id``, ``households``, ``area_share``."""
    rows = pairs[["parent_grid_id", "child_grid_id", "households", "area_share"]]
    rows = rows.assign(network_code=published.network_code, version=published.version)
    bulk.copy(session, "grid_lineage", rows.sort_values(["parent_grid_id", "child_grid_id"]))


def _ground(rows: Sequence[Row[Any]]) -> GridGround:
    return GridGround(
        np.array([row.id for row in rows], dtype=np.int64), from_wkb([r.wkb for r in rows])
    )


def _message(published: Publication) -> dict[str, Any]:
    return {
        "network": published.network_code,
        "version": published.version,
        "valid_from": published.valid_from.isoformat(),
        "opened": published.opened,
        "closed": published.closed,
    }
