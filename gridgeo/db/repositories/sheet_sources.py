"""What stands on a grid's notice sheet and around it on its map; geometry in EPSG:4326."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import RowMapping, text
from sqlalchemy.orm import Session

_GRIDS = text("""
    SELECT g.id, g.code, v.name, v.households, v.persons, v.area_code, a.name AS community,
           t.name AS town, ST_AsBinary(v.geometry) AS wkb
    FROM grid_versions AS v
    JOIN grids AS g ON g.id = v.grid_id
    LEFT JOIN areas AS a ON a.code = v.area_code
    LEFT JOIN areas AS t ON t.code = a.parent_code
    WHERE v.network_code = :network AND v.kind = 'base' AND v.status <> 'retired'
      AND v.valid @> CAST(:at AS timestamptz)
      AND v.geometry && ST_MakeEnvelope(:west, :south, :east, :north, 4326)
    ORDER BY g.code COLLATE "C"
""")
_BARRIERS = text("""
    SELECT kind, coalesce(name, '') AS name, rank, ST_AsBinary(geometry) AS wkb FROM barriers
    WHERE geometry && ST_MakeEnvelope(:west, :south, :east, :north, 4326)
    ORDER BY code COLLATE "C"
""")
_BUILDINGS = text("""
    SELECT ST_AsBinary(geometry) AS wkb FROM buildings
    WHERE geometry && ST_MakeEnvelope(:west, :south, :east, :north, 4326)
    ORDER BY code COLLATE "C"
""")
_COMMUNITIES = text("""
    SELECT name, ST_AsBinary(geometry) AS wkb FROM areas
    WHERE level = 'community' AND geometry && ST_MakeEnvelope(:west, :south, :east, :north, 4326)
    ORDER BY code COLLATE "C"
""")


def grids_around(
    session: Session, network: str, bounds: Sequence[float], at: datetime
) -> Sequence[RowMapping]:
    """Give the base grids of a network that meet a rectangle at an instant, by code."""
    bound = {**_box(bounds), "network": network, "at": at}
    return session.execute(_GRIDS, bound).mappings().all()


def barriers_around(session: Session, bounds: Sequence[float]) -> Sequence[RowMapping]:
    """Give streets, water, railways and walls that meet a rectangle."""
    return session.execute(_BARRIERS, _box(bounds)).mappings().all()


def buildings_around(session: Session, bounds: Sequence[float]) -> list[bytes]:
    """Give the buildings (WKB) that meet a rectangle."""
    return [bytes(row.wkb) for row in session.execute(_BUILDINGS, _box(bounds))]


def communities_around(session: Session, bounds: Sequence[float]) -> Sequence[RowMapping]:
    """Give name and ground of the communities that meet a rectangle."""
    return session.execute(_COMMUNITIES, _box(bounds)).mappings().all()


def _box(bounds: Sequence[float]) -> dict[str, float]:
    return dict(zip(("west", "south", "east", "north"), map(float, bounds), strict=True))
