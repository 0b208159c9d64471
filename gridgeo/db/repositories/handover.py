"""What can change hands with ground: buildings, places, and the postings of grids."""

from collections.abc import Sequence

from sqlalchemy import RowMapping, text
from sqlalchemy.orm import Session

_BUILDINGS = text("""
    SELECT ST_X(p.inside) AS x, ST_Y(p.inside) AS y
    FROM buildings AS b, ST_PointOnSurface(b.geometry) AS p(inside)
    WHERE b.geometry && ST_MakeEnvelope(:west, :south, :east, :north, 4326)
    ORDER BY b.code COLLATE "C"
""")
_PLACES = text("""
    SELECT q.code, q.name, q.kind, ST_X(p.inside) AS x, ST_Y(p.inside) AS y
    FROM places AS q, ST_PointOnSurface(q.geometry) AS p(inside)
    WHERE q.geometry && ST_MakeEnvelope(:west, :south, :east, :north, 4326)
    ORDER BY q.code COLLATE "C"
""")
_POSTINGS = text("""
    SELECT DISTINCT grid_id, worker_code FROM postings
    WHERE grid_id = ANY(:grids) AND valid @> statement_timestamp()
    ORDER BY grid_id, worker_code
""")
_HOUSEHOLDS = text("""
    SELECT h.code, ST_X(h.geometry) AS x, ST_Y(h.geometry) AS y, h.households
    FROM households AS h
    WHERE h.geometry && ST_MakeEnvelope(:west, :south, :east, :north, 4326)
    ORDER BY h.code COLLATE "C"
""")


def buildings_within(session: Session, bounds: Sequence[float]) -> Sequence[RowMapping]:
    """Give a point inside each building in a rectangle (west, south, east, north; EPSG:4326)."""
    return session.execute(_BUILDINGS, _box(bounds)).mappings().all()


def places_within(session: Session, bounds: Sequence[float]) -> Sequence[RowMapping]:
    """Give code, name, kind and a point inside of each place in a rectangle."""
    return session.execute(_PLACES, _box(bounds)).mappings().all()


def households_within(session: Session, bounds: Sequence[float]) -> Sequence[RowMapping]:
    """Give code and point of each household in a rectangle."""
    return session.execute(_HOUSEHOLDS, _box(bounds)).mappings().all()


def postings_of(session: Session, grid_ids: Sequence[int]) -> Sequence[RowMapping]:
    """Give the present postings of some grids: grid and worker by their keys, no names."""
    return session.execute(_POSTINGS, {"grids": list(grid_ids)}).mappings().all()


def _box(bounds: Sequence[float]) -> dict[str, float]:
    return dict(zip(("west", "south", "east", "north"), map(float, bounds), strict=True))
