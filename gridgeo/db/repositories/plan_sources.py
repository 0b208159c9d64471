"""What a plan looks at beside units and grids: places, homes being built, buildings, postings."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import text
from sqlalchemy.orm import Session

from gridgeo.db.repositories.areas import from_wkb

_NEAR = """
    WHERE EXISTS (SELECT FROM areas AS a
                  WHERE a.code = ANY(:areas) AND ST_Intersects(a.geometry, t.geometry))
    ORDER BY t.code COLLATE "C"
"""
_PLACES = text(f"""
    SELECT t.code, t.name, t.kind, ST_AsBinary(t.geometry) AS wkb FROM places AS t {_NEAR}
""")  # noqa: S608 - the condition is ours
_DEVELOPMENTS = text(f"""
    SELECT t.code, t.planned_households, t.occupancy_percent, t.ready_on,
           ST_AsBinary(t.geometry) AS wkb
    FROM developments AS t {_NEAR}
""")  # noqa: S608 - the condition is ours
_BUILDINGS = text("""
    SELECT ST_X(p.inside) AS x, ST_Y(p.inside) AS y
    FROM buildings AS b, ST_PointOnSurface(b.geometry) AS p(inside)
    WHERE EXISTS (SELECT FROM areas AS a
                  WHERE a.code = ANY(:areas) AND ST_Intersects(a.geometry, b.geometry))
    ORDER BY b.code COLLATE "C"
""")
# A year back from the newest event and not from today: the same data give the same plan for ever.
_EVENTS = text("""
    SELECT ST_X(e.geometry) AS x, ST_Y(e.geometry) AS y FROM events AS e
    WHERE e.state <> 'dismissed'
      AND e.reported_at > (SELECT max(reported_at) FROM events) - INTERVAL '1 year'
      AND EXISTS (SELECT FROM areas AS a
                  WHERE a.code = ANY(:areas) AND ST_Intersects(a.geometry, e.geometry))
    ORDER BY e.id
""")
_WORKERS = text("""
    SELECT grid_id, count(DISTINCT worker_code) AS workers FROM postings
    WHERE grid_id = ANY(:grids) AND valid @> clock_timestamp() GROUP BY grid_id
""")


@dataclass(frozen=True, slots=True, eq=False)
class PlaceRows:
    """Places sorted by code; points and polygons in EPSG:4326."""

    codes: NDArray[np.object_]
    names: NDArray[np.object_]
    kinds: NDArray[np.object_]
    ground: NDArray[np.object_]


@dataclass(frozen=True, slots=True, eq=False)
class DevelopmentRows:
    """Homes being built, sorted by code; ``occupancy`` is a share, ground in EPSG:4326."""

    codes: NDArray[np.object_]
    planned_hh: NDArray[np.int64]
    occupancy: NDArray[np.float64]
    ready_on: NDArray[np.datetime64]
    ground: NDArray[np.object_]


def load_places(session: Session, area_codes: Sequence[str]) -> PlaceRows:
    """Load the places that reach into some communities."""
    rows = session.execute(_PLACES, {"areas": list(area_codes)}).all()
    return PlaceRows(
        np.array([row.code for row in rows], dtype=object),
        np.array([row.name for row in rows], dtype=object),
        np.array([row.kind for row in rows], dtype=object),
        from_wkb([row.wkb for row in rows]),
    )


def load_developments(session: Session, area_codes: Sequence[str]) -> DevelopmentRows:
    """Load the homes being built that reach into some communities."""
    rows = session.execute(_DEVELOPMENTS, {"areas": list(area_codes)}).all()
    return DevelopmentRows(
        np.array([row.code for row in rows], dtype=object),
        np.array([row.planned_households for row in rows], dtype=np.int64),
        np.array([row.occupancy_percent / 100.0 for row in rows], dtype=np.float64),
        np.array([row.ready_on for row in rows], dtype="datetime64[D]"),
        from_wkb([row.wkb for row in rows]),
    )


def load_building_points(session: Session, area_codes: Sequence[str]) -> NDArray[np.float64]:
    """Load a point inside each building that reaches into some communities, shape (b, 2)."""
    rows = session.execute(_BUILDINGS, {"areas": list(area_codes)}).all()
    return np.array([tuple(row) for row in rows], dtype=np.float64).reshape(-1, 2)


def load_event_points(session: Session, area_codes: Sequence[str]) -> NDArray[np.float64]:
    """Load the places of the events of a year in some communities, shape (e, 2)."""
    rows = session.execute(_EVENTS, {"areas": list(area_codes)}).all()
    return np.array([tuple(row) for row in rows], dtype=np.float64).reshape(-1, 2)


def count_workers(session: Session, grid_ids: NDArray[np.int64]) -> NDArray[np.int64]:
    """Count the people who are posted at grids now, shape (k,)."""
    bound = {"grids": [int(one) for one in grid_ids]}
    posted = {row.grid_id: row.workers for row in session.execute(_WORKERS, bound)}
    return np.array([posted.get(int(one), 0) for one in grid_ids], dtype=np.int64)
