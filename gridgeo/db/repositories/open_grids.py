"""Present grids of some communities, and those of their neighbours that reach into them."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from sqlalchemy import TextClause, text
from sqlalchemy.orm import Session

from gridgeo.db import bulk
from gridgeo.db.repositories.areas import from_wkb

# A grid belongs to the community that it names, or else to the one that its inner point lies in.
_IN_AREAS = """
    v.network_code = :network AND upper_inf(v.valid) AND (
        v.area_code = ANY(:areas)
        OR NOT EXISTS (SELECT FROM areas AS a WHERE a.code = v.area_code AND a.level = 'community')
        AND EXISTS (SELECT FROM areas AS a WHERE a.code = ANY(:areas)
                    AND ST_Intersects(a.geometry, ST_PointOnSurface(v.geometry))))
"""
_OPEN_IN_AREAS = text(f"""
    SELECT v.id, v.grid_id, g.code, v.name, v.kind, ST_AsBinary(v.geometry) AS wkb
    FROM grid_versions AS v JOIN grids AS g ON g.id = v.grid_id
    WHERE {_IN_AREAS} ORDER BY g.code COLLATE "C"
""")  # noqa: S608 - the condition is ours
_OPEN = text("""
    SELECT v.id, v.grid_id, g.code, v.name, v.kind, ST_AsBinary(v.geometry) AS wkb
    FROM grid_versions AS v JOIN grids AS g ON g.id = v.grid_id
    WHERE v.network_code = :network AND upper_inf(v.valid) ORDER BY g.code COLLATE "C"
""")
_COUNT = text("""
    UPDATE grid_versions AS v SET households = c.households, persons = c.persons
    FROM pg_temp.counted AS c
    WHERE v.id = c.id AND (v.households, v.persons) IS DISTINCT FROM (c.households, c.persons)
""")
_OPEN_BESIDE = text(f"""
    SELECT v.id, v.grid_id, g.code, v.name, v.kind, ST_AsBinary(v.geometry) AS wkb
    FROM grid_versions AS v JOIN grids AS g ON g.id = v.grid_id
    WHERE v.network_code = :network AND upper_inf(v.valid) AND NOT ({_IN_AREAS})
      AND EXISTS (SELECT FROM areas AS a WHERE a.code = ANY(:areas)
                  AND ST_Intersects(a.geometry, v.geometry))
    ORDER BY g.code COLLATE "C"
""")  # noqa: S608 - the condition is ours


@dataclass(frozen=True, slots=True)
class OpenGrids:
    """Present grids sorted by code; ``ground`` holds multipolygons in EPSG:4326."""

    version_ids: NDArray[np.int64]
    grid_ids: NDArray[np.int64]
    codes: NDArray[np.object_]
    names: NDArray[np.object_]
    kinds: NDArray[np.object_]
    ground: NDArray[np.object_]

    def __len__(self) -> int:
        return len(self.version_ids)

    def take(self, chosen: NDArray[np.intp]) -> "OpenGrids":
        """Give some of the grids, in the order of the indices."""
        return OpenGrids(
            self.version_ids[chosen],
            self.grid_ids[chosen],
            self.codes[chosen],
            self.names[chosen],
            self.kinds[chosen],
            self.ground[chosen],
        )


def open_grids(session: Session, network_code: str) -> OpenGrids:
    """Load all present grids of a network."""
    return _open_grids(session, _OPEN, network_code, [])


def store_counts(session: Session, counted: pd.DataFrame) -> int:
    """Store ``households`` and ``persons`` by version ``id``; give how many were others before."""
    bulk.stage(session, "grid_versions", counted, name="counted")
    return int(session.execute(_COUNT).rowcount)  # type: ignore[attr-defined]


def open_grids_in(session: Session, network_code: str, area_codes: Sequence[str]) -> OpenGrids:
    """Load the present grids that belong to some communities.

    A grid belongs to the community that it names, or else to the one its inner point lies in.
    """
    return _open_grids(session, _OPEN_IN_AREAS, network_code, area_codes)


def open_grids_beside(session: Session, network_code: str, area_codes: Sequence[str]) -> OpenGrids:
    """Load the present grids that belong elsewhere but reach, or touch, some communities."""
    return _open_grids(session, _OPEN_BESIDE, network_code, area_codes)


def _open_grids(
    session: Session, statement: TextClause, network_code: str, area_codes: Sequence[str]
) -> OpenGrids:
    bound = {"network": network_code, "areas": list(area_codes)}
    rows = session.execute(statement, bound).all()
    return OpenGrids(
        np.array([row.id for row in rows], dtype=np.int64),
        np.array([row.grid_id for row in rows], dtype=np.int64),
        np.array([row.code for row in rows], dtype=object),
        np.array([row.name for row in rows], dtype=object),
        np.array([row.kind for row in rows], dtype=object),
        from_wkb([row.wkb for row in rows]),
    )
