"""Versions of a network that were in force before: what they held, what going back would change."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import RowMapping, text
from sqlalchemy.orm import Session

from gridgeo.db.repositories.areas import from_wkb

# What stood when a version had been published: opened by then, and closed by none up to it.
_STOOD = """
    v.network_code = :network AND v.opened_in <= :version
    AND (v.closed_in IS NULL OR v.closed_in > :version)
"""
_NEXT = text(f"""
    INSERT INTO pg_temp.next_grids (code, name, kind, status, area_code, parent_code, households,
                                    persons, reason, trigger_count, geometry)
    SELECT g.code, v.name, v.kind, v.status, v.area_code, p.code, v.households, v.persons,
           v.reason, v.trigger_count, v.geometry
    FROM grid_versions AS v JOIN grids AS g ON g.id = v.grid_id
    LEFT JOIN grids AS p ON p.id = v.parent_grid_id
    WHERE {_STOOD}
""")  # noqa: S608 - the condition is ours
_CLOSING = text("""
    INSERT INTO pg_temp.closing
    SELECT id FROM grid_versions WHERE network_code = :network AND upper_inf(valid)
""")
_GRIDS = text(f"""
    SELECT g.code, v.kind, v.area_code, coalesce(a.setting, 'urban') AS setting,
           coalesce(v.households, 0) AS households, coalesce(v.persons, 0) AS persons,
           ST_AsBinary(v.geometry) AS wkb
    FROM grid_versions AS v JOIN grids AS g ON g.id = v.grid_id
    LEFT JOIN areas AS a ON a.code = v.area_code
    WHERE {_STOOD} ORDER BY g.code COLLATE "C"
""")  # noqa: S608 - the condition is ours
# Communities of the grids that stand now and did not then, or the other way round.
_TOUCHED = text(f"""
    WITH moved AS (
        SELECT v.area_code, v.geometry FROM grid_versions AS v
        WHERE v.network_code = :network AND (upper_inf(v.valid)) IS DISTINCT FROM ({_STOOD})
    )
    SELECT DISTINCT a.code FROM moved AS m JOIN areas AS a ON a.level = 'community'
     AND (a.code = m.area_code OR m.geometry && a.geometry
          AND ST_Intersects(a.geometry, ST_PointOnSurface(m.geometry)))
    ORDER BY 1
""")  # noqa: S608 - the condition is ours
_VERSIONS = text("""
    SELECT p.version, p.source, p.plan_id, n.name AS plan_name, p.valid_from, p.published_at,
           p.published_by, p.opened, p.closed
    FROM publications AS p LEFT JOIN plans AS n ON n.id = p.plan_id
    WHERE p.network_code = :network AND (CAST(:before AS int) IS NULL OR p.version < :before)
    ORDER BY p.version DESC LIMIT :limit
""")


@dataclass(frozen=True, slots=True, eq=False)
class PastGrids:
    """Grids of a past version sorted by code; ``ground`` holds multipolygons in EPSG:4326."""

    codes: NDArray[np.object_]
    kinds: NDArray[np.object_]
    area_codes: NDArray[np.object_]
    settings: NDArray[np.object_]
    households: NDArray[np.int64]
    persons: NDArray[np.int64]
    ground: NDArray[np.object_]


def load_past(session: Session, network_code: str, version: int) -> PastGrids:
    """Load the grids that stood when a version had been published."""
    rows = session.execute(_GRIDS, {"network": network_code, "version": version}).all()

    def column(name: str, kind: Any = object) -> NDArray[Any]:
        return np.array([getattr(row, name) for row in rows], dtype=kind)

    return PastGrids(
        column("code"),
        column("kind"),
        column("area_code"),
        column("setting"),
        column("households", np.int64),
        column("persons", np.int64),
        from_wkb([row.wkb for row in rows]),
    )


def touched_areas(session: Session, network_code: str, version: int) -> list[str]:
    """Give the communities in which the network is another one than it was at a version."""
    return list(session.scalars(_TOUCHED, {"network": network_code, "version": version}))


def put_back(session: Session, network_code: str, version: int) -> None:
    """Fill ``next_grids`` and ``closing`` so that the network becomes what a version was."""
    session.execute(_NEXT, {"network": network_code, "version": version})
    session.execute(_CLOSING, {"network": network_code})


def list_versions(
    session: Session, network_code: str, before: int | None, limit: int
) -> Sequence[RowMapping]:
    """Read the publications of a network, the latest first."""
    bound = {"network": network_code, "before": before, "limit": limit}
    return session.execute(_VERSIONS, bound).mappings().all()
