"""What a snapshot needs beside the grids: networks, areas, and what changed lately."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import RowMapping, text
from sqlalchemy.orm import Session

NETWORKS_AT = """
    SELECT DISTINCT ON (n.code) n.code, n.name, n.unit, n.dedicated, p.version, p.valid_from,
           p.published_at,
           (SELECT d.oid::bigint FROM pg_database AS d
            WHERE d.datname = current_database()) AS database_oid,
           (SELECT jsonb_object_agg(s.setting,
                                    jsonb_build_array(s.minimum, s.target, s.maximum))
            FROM network_standards AS s WHERE s.network_code = n.code) AS bands
    FROM networks AS n
    JOIN publications AS p ON p.network_code = n.code
    WHERE p.valid_from <= {instant}
    ORDER BY n.code, p.version DESC
"""
_NETWORKS = text(NETWORKS_AT.format(instant="coalesce(CAST(:as_of AS timestamptz), now())"))

# Descent in the publications of the last days before the version in force.
_LINEAGE = text("""
    SELECT parent.code AS parent, child.code AS child, l.version, l.households, l.area_share
    FROM publications AS force
    JOIN publications AS p ON p.network_code = force.network_code AND p.version <= force.version
         AND p.valid_from > force.valid_from - make_interval(days => :days)
    JOIN grid_lineage AS l ON l.network_code = p.network_code AND l.version = p.version
    JOIN grids AS parent ON parent.id = l.parent_grid_id
    JOIN grids AS child ON child.id = l.child_grid_id
    WHERE force.network_code = :network AND force.version = :version
    ORDER BY parent.code COLLATE "C", child.code COLLATE "C"
""")

_AREAS = text("SELECT code, name, level, parent_code, setting FROM areas ORDER BY code")


def published_networks(session: Session, as_of: datetime | None = None) -> Sequence[RowMapping]:
    """Read the networks published at an instant, each with the version in force and its bands.

    ``bands`` holds ``{setting: [minimum, target, maximum]}`` or None. The instant of publication
    and the database's own number tell a database made anew from the one before.
    """
    return session.execute(_NETWORKS, {"as_of": as_of}).mappings().all()


def all_areas(session: Session) -> Sequence[RowMapping]:
    """Read code, name, level, parent and setting of every area."""
    return session.execute(_AREAS).mappings().all()


def recent_lineage(
    session: Session, network_code: str, version: int, days: int
) -> Sequence[RowMapping]:
    """Read who came from whom in the publications of the last ``days`` up to ``version``."""
    bound = {"network": network_code, "version": version, "days": days}
    return session.execute(_LINEAGE, bound).mappings().all()
