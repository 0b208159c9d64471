"""Versions of a network: one transaction closes what goes and opens what comes.

The new grids stand in the temporary table ``next_grids``; what they replace in ``closing``. The
caller holds the network's lock, so versions follow each other without a gap.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from gridgeo.db.repositories.counts import PLACES
from gridgeo.db.tables import Outbox

NEXT_GRIDS_COLUMNS = (
    *("code", "name", "kind", "status", "area_code", "parent_code"),
    *("households", "persons", "reason", "geometry"),
)

_CREATE = text("""
    DROP TABLE IF EXISTS pg_temp.next_grids, pg_temp.closing;
    CREATE TEMP TABLE next_grids ON COMMIT DROP AS
        SELECT ''::text AS code, name, kind, status, area_code, ''::text AS parent_code,
               households, persons, reason, geometry FROM grid_versions WITH NO DATA;
    CREATE TEMP TABLE closing (id bigint PRIMARY KEY) ON COMMIT DROP
""")

# A grid that comes back exactly as it is stays open: nothing happened to it.
_KEEP_UNCHANGED = text("""
    WITH same AS (
        DELETE FROM pg_temp.next_grids AS n
        USING grid_versions AS v JOIN grids AS g ON g.id = v.grid_id
             LEFT JOIN grids AS p ON p.id = v.parent_grid_id
        WHERE v.network_code = :network AND upper_inf(v.valid) AND g.code = n.code
          AND (v.name, v.kind, v.status, v.area_code, p.code, v.reason)
              IS NOT DISTINCT FROM (n.name, n.kind, n.status, n.area_code, n.parent_code, n.reason)
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
                               area_code, parent_grid_id, households, persons, reason, geometry)
    SELECT g.id, :network, :version, tstzrange(:instant, NULL), n.name, n.kind, n.status,
           n.area_code, p.id, n.households, n.persons, n.reason, n.geometry
    FROM pg_temp.next_grids AS n
    JOIN grids AS g ON g.network_code = :network AND g.code = n.code
    LEFT JOIN grids AS p ON p.network_code = :network AND p.code = n.parent_code
    ORDER BY n.code COLLATE "C"
""")


# Who got whose people and ground. A place in several old grids came from the lowest code.
_LINEAGE = text(f"""
    WITH places AS MATERIALIZED ({PLACES}),
    old AS (
        SELECT v.grid_id, g.code, v.geometry FROM pg_temp.closing AS c
        JOIN grid_versions AS v ON v.id = c.id JOIN grids AS g ON g.id = v.grid_id
    ),
    new AS (
        SELECT g.id AS grid_id, n.code, n.geometry FROM pg_temp.next_grids AS n
        JOIN grids AS g ON g.network_code = :network AND g.code = n.code
    ),
    moved AS (
        SELECT o.grid_id AS parent, n.grid_id AS child, sum(o.households) AS households
        FROM (SELECT DISTINCT ON (p.place) p.place, p.households, o.grid_id
              FROM places AS p JOIN old AS o ON ST_Intersects(o.geometry, p.geometry)
              ORDER BY p.place, o.code COLLATE "C") AS o
        JOIN (SELECT DISTINCT ON (p.place) p.place, n.grid_id
              FROM places AS p JOIN new AS n ON ST_Intersects(n.geometry, p.geometry)
              ORDER BY p.place, n.code COLLATE "C") AS n ON n.place = o.place
        GROUP BY o.grid_id, n.grid_id
    ),
    ground AS (
        SELECT o.grid_id AS parent, n.grid_id AS child, least(1,
               ST_Area(ST_Intersection(o.geometry, n.geometry)) / ST_Area(o.geometry)) AS share
        FROM old AS o JOIN new AS n ON ST_Intersects(o.geometry, n.geometry)
    )
    INSERT INTO grid_lineage
        (parent_grid_id, child_grid_id, network_code, version, households, area_share)
    SELECT g.parent, g.child, :network, :version, coalesce(m.households, 0), g.share
    FROM ground AS g LEFT JOIN moved AS m ON m.parent = g.parent AND m.child = g.child
    WHERE g.parent <> g.child AND (m.households > 0 OR g.share >= :least_share)
    ORDER BY g.parent, g.child
""")  # noqa: S608 - PLACES is ours
LEAST_SHARE = 0.01  # of the old grid's ground; less than that is drawing, not descent


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


def record_lineage(session: Session, published: Publication) -> None:
    """Keep which closed grids handed households or ground to which opened ones.

    Call it after `finish_version`, in the same transaction.
    """
    bound = {
        "network": published.network_code,
        "version": published.version,
        "least_share": LEAST_SHARE,
    }
    session.execute(_LINEAGE, bound)


def _message(published: Publication) -> dict[str, Any]:
    return {
        "network": published.network_code,
        "version": published.version,
        "valid_from": published.valid_from.isoformat(),
        "opened": published.opened,
        "closed": published.closed,
    }
