"""Grids as somebody serves them: who is posted, who is away, who is paired, what there is to do."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import RowMapping, text
from sqlalchemy.orm import Session

_GRIDS = text("""
    SELECT g.id, g.code, v.name, v.status, v.area_code, a.name AS area_name, a.parent_code AS town,
           t.name AS town_name, coalesce(v.households, 0) AS households,
           coalesce(v.persons, 0) AS persons, ST_AsBinary(v.geometry) AS wkb
    FROM grid_versions AS v
    JOIN grids AS g ON g.id = v.grid_id
    JOIN areas AS a ON a.code = v.area_code
    LEFT JOIN areas AS t ON t.code = a.parent_code
    WHERE v.network_code = :network AND v.kind = 'base' AND v.status <> 'retired'
      AND v.valid @> CAST(:at AS timestamptz) AND v.area_code = ANY(:communities)
    ORDER BY g.code COLLATE "C"
""")
_POSTINGS = text("""
    SELECT p.id, p.grid_id, p.worker_code, p.role, w.name, w.duty_phone,
           lower(p.valid) AS valid_from, upper(p.valid) AS valid_to,
           EXISTS (SELECT FROM leaves AS l WHERE l.worker_code = p.worker_code
                   AND l.valid @> CAST(:at AS timestamptz)) AS away
    FROM postings AS p JOIN workers AS w ON w.code = p.worker_code
    WHERE p.grid_id = ANY(:grids) AND p.valid @> CAST(:at AS timestamptz)
    ORDER BY p.grid_id, p.role, p.worker_code COLLATE "C"
""")
_PAIRS = text("""
    SELECT id, grid_a_id, grid_b_id, lower(valid) AS valid_from FROM cover_pairs
    WHERE valid @> CAST(:at AS timestamptz) AND grid_a_id = ANY(:grids) AND grid_b_id = ANY(:grids)
    ORDER BY grid_a_id, grid_b_id
""")
_PARTNERS = text("""
    SELECT g.id, g.code FROM cover_pairs AS p
    JOIN grids AS g ON g.id = CASE p.grid_a_id WHEN :grid THEN p.grid_b_id ELSE p.grid_a_id END
    WHERE p.valid @> CAST(:at AS timestamptz) AND :grid IN (p.grid_a_id, p.grid_b_id)
    ORDER BY g.code COLLATE "C"
""")
# The least code takes a building on a shared border, as everywhere.
_DOORS = text("""
    SELECT DISTINCT ON (b.code) v.grid_id
    FROM grid_versions AS v
    JOIN buildings AS b ON b.geometry && v.geometry
     AND ST_Intersects(v.geometry, ST_PointOnSurface(b.geometry))
    JOIN grids AS g ON g.id = v.grid_id
    WHERE v.grid_id = ANY(:grids) AND v.valid @> CAST(:at AS timestamptz)
    ORDER BY b.code, g.code COLLATE "C"
""")
# A unit counts in the grid that holds its middle, on a shared border in the one of the least code.
_WORK = text("""
    SELECT grid_id, sum(key_persons) AS key_persons, sum(shops) AS shops FROM (
        SELECT DISTINCT ON (u.id) v.grid_id, u.key_persons, u.shops
        FROM grid_versions AS v
        JOIN units AS u ON u.geometry && v.geometry
         AND ST_Intersects(v.geometry, ST_PointOnSurface(u.geometry))
        JOIN grids AS g ON g.id = v.grid_id
        WHERE v.grid_id = ANY(:grids) AND v.valid @> CAST(:at AS timestamptz)
          AND u.superseded_at IS NULL AND (u.key_persons > 0 OR u.shops > 0)
        ORDER BY u.id, g.code COLLATE "C"
    ) AS own GROUP BY grid_id
""")
_BARRIERS = text("""
    SELECT ST_AsBinary(geometry) AS wkb FROM barriers
    WHERE kind IN ('water', 'railway')
      AND geometry && ST_MakeEnvelope(:west, :south, :east, :north, 4326)
    ORDER BY code COLLATE "C"
""")
_END_PAIRS = text("""
    WITH shut AS (
        UPDATE cover_pairs SET valid = tstzrange(lower(valid), :at)
        WHERE upper_inf(valid) AND lower(valid) < :at
          AND (grid_a_id = ANY(:grids) OR grid_b_id = ANY(:grids)) RETURNING 1
    ), gone AS (  -- pairs that had not begun yet
        DELETE FROM cover_pairs
        WHERE lower(valid) >= :at
          AND (grid_a_id = ANY(:grids) OR grid_b_id = ANY(:grids)) RETURNING 1
    )
    SELECT (SELECT count(*) FROM shut) + (SELECT count(*) FROM gone)
""")
_ADD_PAIR = text("""
    INSERT INTO cover_pairs (grid_a_id, grid_b_id, valid)
    VALUES (least(:one, :two), greatest(:one, :two), tstzrange(:at, NULL))
""")


def grids_to_serve(
    session: Session, network: str, communities: Sequence[str], at: datetime
) -> Sequence[RowMapping]:
    """Give the base grids of a network in some communities at an instant, by code."""
    bound = {"network": network, "communities": list(communities), "at": at}
    return session.execute(_GRIDS, bound).mappings().all()


def postings_at(session: Session, grids: Sequence[int], at: datetime) -> Sequence[RowMapping]:
    """Give who is posted to some grids at an instant, and whether they are away then."""
    return session.execute(_POSTINGS, {"grids": list(grids), "at": at}).mappings().all()


def pairs_at(session: Session, grids: Sequence[int], at: datetime) -> Sequence[RowMapping]:
    """Give the cover pairs among some grids at an instant."""
    return session.execute(_PAIRS, {"grids": list(grids), "at": at}).mappings().all()


def partners_at(session: Session, grid: int, at: datetime) -> dict[int, str]:
    """Give the codes of the grids paired with one at an instant, by key."""
    return {row.id: row.code for row in session.execute(_PARTNERS, {"grid": grid, "at": at})}


def doors_in(session: Session, grids: Sequence[int], at: datetime) -> list[int]:
    """Give for each building in some grids the grid that it lies in."""
    return list(session.scalars(_DOORS, {"grids": list(grids), "at": at}))


def work_in(session: Session, grids: Sequence[int], at: datetime) -> dict[int, tuple[int, int]]:
    """Give key persons and shops of some grids, by their units of today; none has no entry."""
    rows = session.execute(_WORK, {"grids": list(grids), "at": at})
    return {row.grid_id: (int(row.key_persons), int(row.shops)) for row in rows}


def lines_to_cross(session: Session, bounds: Sequence[float]) -> list[bytes]:
    """Give rivers and railways (WKB) that meet a rectangle (west, south, east, north)."""
    corners = dict(zip(("west", "south", "east", "north"), map(float, bounds), strict=True))
    return [bytes(row.wkb) for row in session.execute(_BARRIERS, corners)]


def replace_pairs(
    session: Session, grids: Sequence[int], pairs: Sequence[tuple[int, int]], at: datetime
) -> int:
    """End the pairs that some grids have, and begin others; give how many ended."""
    ended: int = session.execute(_END_PAIRS, {"grids": list(grids), "at": at}).scalar_one()
    rows: list[dict[str, Any]] = [{"one": one, "two": two, "at": at} for one, two in pairs]
    if rows:
        session.execute(_ADD_PAIR, rows)
    return ended
