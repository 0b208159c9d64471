"""Published grids that wait for somebody: reserved ones that fill up, suspended ones."""

from collections.abc import Sequence

from sqlalchemy import RowMapping, TextClause, text
from sqlalchemy.orm import Session

_OPEN = "v.network_code = :network AND upper_inf(v.valid)"
_IN_AREA = "(CAST(:areas AS text[]) IS NULL OR v.area_code = ANY(:areas))"

# What was expected of a reserved grid stands with the plan that made it.
_RESERVED = text(f"""
    SELECT g.code, v.name, v.area_code, lower(v.valid) AS since,
           CASE n.unit WHEN 'persons' THEN v.persons ELSE v.households END AS held,
           s.minimum, s.maximum, s.target, r.active_from, v.trigger_count,
           coalesce(r.active_from <= current_date, false) AS due
    FROM grid_versions AS v JOIN grids AS g ON g.id = v.grid_id
    JOIN networks AS n ON n.code = v.network_code
    LEFT JOIN areas AS a ON a.code = v.area_code
    JOIN network_standards AS s
      ON s.network_code = v.network_code AND s.setting = coalesce(a.setting, 'urban')
    JOIN publications AS p ON p.network_code = v.network_code AND p.version = v.opened_in
    LEFT JOIN plan_grids AS r ON r.plan_id = p.plan_id AND r.code = g.code
    WHERE {_OPEN} AND {_IN_AREA} AND v.status = 'reserved' ORDER BY g.code COLLATE "C"
""")  # noqa: S608 - the conditions are ours

# A suspended grid is covered by its cover pair, else by whom it shares the longest border with.
_SUSPENDED = text(f"""
    SELECT g.code, v.name, v.area_code, lower(v.valid) AS since, cover.code AS covered_by,
           beside.code AS neighbour
    FROM grid_versions AS v JOIN grids AS g ON g.id = v.grid_id
    LEFT JOIN LATERAL (
        SELECT o.code FROM cover_pairs AS c
        JOIN grids AS o ON o.id = CASE WHEN c.grid_a_id = g.id THEN c.grid_b_id ELSE c.grid_a_id END
        WHERE g.id IN (c.grid_a_id, c.grid_b_id) AND c.valid @> now()
        ORDER BY o.code LIMIT 1
    ) AS cover ON true
    LEFT JOIN LATERAL (
        SELECT h.code FROM grid_versions AS w JOIN grids AS h ON h.id = w.grid_id
        WHERE w.network_code = v.network_code AND upper_inf(w.valid) AND w.kind = v.kind
          AND w.status = 'active' AND w.geometry && v.geometry AND w.id <> v.id
          AND ST_Intersects(w.geometry, v.geometry)
        ORDER BY ST_Length(ST_Intersection(ST_Boundary(w.geometry), ST_Boundary(v.geometry))) DESC,
                 h.code
        LIMIT 1
    ) AS beside ON true
    WHERE {_OPEN} AND {_IN_AREA} AND v.status = 'suspended' ORDER BY g.code COLLATE "C"
""")  # noqa: S608 - the conditions are ours


def reserved_grids(
    session: Session, network_code: str, areas: Sequence[str] | None
) -> Sequence[RowMapping]:
    """Read the reserved grids in some communities, with what they hold and what was expected."""
    return _read(session, _RESERVED, network_code, areas)


def suspended_grids(
    session: Session, network_code: str, areas: Sequence[str] | None
) -> Sequence[RowMapping]:
    """Read the suspended grids in some communities, with who covers them, or could."""
    return _read(session, _SUSPENDED, network_code, areas)


def _read(
    session: Session, statement: TextClause, network_code: str, areas: Sequence[str] | None
) -> Sequence[RowMapping]:
    bound = {"network": network_code, "areas": None if areas is None else list(areas)}
    return session.execute(statement, bound).mappings().all()
