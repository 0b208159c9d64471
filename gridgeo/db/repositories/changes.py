"""What happened: messages in the order of commits, the grids of a version, descent of a grid."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import RowMapping, text
from sqlalchemy.orm import Session

_MESSAGES = text("""
    SELECT id, topic, payload, created_at FROM outbox
    WHERE id > :after
      AND (CAST(:network AS text) IS NULL OR payload ->> 'network' = :network)
    ORDER BY id LIMIT :limit
""")

_LAST = text("SELECT coalesce(max(id), 0) FROM outbox")

_VERSION = text("""
    SELECT network_code AS network, version, valid_from, published_at, source, opened, closed
    FROM publications WHERE network_code = :network AND version = :version
""")

# A code that a version both closes and opens was redrawn or renamed: the grid is the same one.
_GRIDS = text("""
    SELECT g.id AS grid_id, g.code, o.id IS NOT NULL AS opened, c.id IS NOT NULL AS closed
    FROM grids AS g
    LEFT JOIN grid_versions AS o
           ON o.grid_id = g.id AND o.network_code = :network AND o.opened_in = :version
    LEFT JOIN grid_versions AS c
           ON c.grid_id = g.id AND c.network_code = :network AND c.closed_in = :version
    WHERE g.network_code = :network AND (o.id IS NOT NULL OR c.id IS NOT NULL)
      AND (CAST(:after AS text) IS NULL OR g.code > :after)
    ORDER BY g.code LIMIT :limit
""")

_DESCENT_OF_VERSION = text("""
    SELECT l.parent_grid_id, l.child_grid_id, p.code AS parent, c.code AS child,
           l.households, l.area_share
    FROM grid_lineage AS l
    JOIN grids AS p ON p.id = l.parent_grid_id
    JOIN grids AS c ON c.id = l.child_grid_id
    WHERE l.network_code = :network AND l.version = :version
      AND (l.parent_grid_id = ANY(:grids) OR l.child_grid_id = ANY(:grids))
    ORDER BY p.code, c.code
""")

_GRID = text("SELECT id FROM grids WHERE network_code = :network AND code = :code")

_DESCENT = text("""
    WITH RECURSIVE heirs AS (
        SELECT CAST(:grid_id AS bigint) AS grid_id
        UNION
        SELECT l.child_grid_id
        FROM grid_lineage AS l JOIN heirs AS h ON h.grid_id = l.parent_grid_id
    )
    SELECT l.version, l.parent_grid_id, l.child_grid_id, l.area_share
    FROM grid_lineage AS l
    JOIN heirs AS h ON h.grid_id = l.parent_grid_id
    JOIN publications AS p ON p.network_code = l.network_code AND p.version = l.version
    WHERE p.valid_from <= coalesce(CAST(:as_of AS timestamptz), now())
    ORDER BY l.version, l.parent_grid_id, l.child_grid_id
""")

_OPEN_AT = text("""
    SELECT g.id AS grid_id, g.code, v.name, v.status, v.households
    FROM grid_versions AS v JOIN grids AS g ON g.id = v.grid_id
    WHERE g.id = ANY(:grids) AND v.valid @> coalesce(CAST(:as_of AS timestamptz), now())
    ORDER BY g.code
""")


def messages_after(
    session: Session, after: int, *, network: str | None = None, limit: int
) -> Sequence[RowMapping]:
    """Read messages whose number is above ``after``, in order."""
    values = {"after": after, "network": network, "limit": limit}
    return session.execute(_MESSAGES, values).mappings().all()


def last_message(session: Session) -> int:
    """Give the number of the newest message; 0 where there is none."""
    last: int = session.scalars(_LAST).one()
    return last


def get_version(session: Session, network: str, version: int) -> RowMapping | None:
    """Read one publication of a network."""
    values = {"network": network, "version": version}
    return session.execute(_VERSION, values).mappings().one_or_none()


def grids_of_version(
    session: Session, network: str, version: int, after: str | None, limit: int
) -> Sequence[RowMapping]:
    """Read the grids that a version opened or closed, in the order of their codes."""
    values = {"network": network, "version": version, "after": after, "limit": limit}
    return session.execute(_GRIDS, values).mappings().all()


def descent_of_version(
    session: Session, network: str, version: int, grids: Sequence[int]
) -> Sequence[RowMapping]:
    """Read who handed ground to whom in a version, as far as it touches some grids."""
    values = {"network": network, "version": version, "grids": list(grids)}
    return session.execute(_DESCENT_OF_VERSION, values).mappings().all()


def grid_id_of(session: Session, network: str, code: str) -> int | None:
    """Find a grid by its code, whether it is still open or not."""
    found: int | None = session.scalar(_GRID, {"network": network, "code": code})
    return found


def descent_from(
    session: Session, grid_id: int, as_of: datetime | None = None
) -> Sequence[RowMapping]:
    """Read all handing over of ground that began with a grid, up to an instant, by version."""
    return session.execute(_DESCENT, {"grid_id": grid_id, "as_of": as_of}).mappings().all()


def open_at(
    session: Session, grids: Sequence[int], as_of: datetime | None = None
) -> Sequence[RowMapping]:
    """Read which of some grids are open at an instant (None: now)."""
    return session.execute(_OPEN_AT, {"grids": list(grids), "as_of": as_of}).mappings().all()
