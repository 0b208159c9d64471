"""What a snapshot needs beside the grids: networks with their bands, and the areas' chains."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import RowMapping, text
from sqlalchemy.orm import Session

_NETWORKS = text("""
    SELECT DISTINCT ON (n.code) n.code, n.name, n.unit, n.dedicated, p.version, p.valid_from,
           (SELECT jsonb_object_agg(s.setting,
                                    jsonb_build_array(s.minimum, s.target, s.maximum))
            FROM network_standards AS s WHERE s.network_code = n.code) AS bands
    FROM networks AS n
    JOIN publications AS p ON p.network_code = n.code
    WHERE p.valid_from <= coalesce(CAST(:as_of AS timestamptz), now())
    ORDER BY n.code, p.version DESC
""")

_AREAS = text("SELECT code, name, level, parent_code, setting FROM areas ORDER BY code")


def published_networks(session: Session, as_of: datetime | None = None) -> Sequence[RowMapping]:
    """Read the networks published at an instant, each with the version in force and its bands.

    ``bands`` holds ``{setting: [minimum, target, maximum]}`` or None.
    """
    return session.execute(_NETWORKS, {"as_of": as_of}).mappings().all()


def all_areas(session: Session) -> Sequence[RowMapping]:
    """Read code, name, level, parent and setting of every area."""
    return session.execute(_AREAS).mappings().all()
