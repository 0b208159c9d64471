"""Whole plans side by side: copy one, compare two, and the published grids that one is based on."""

from collections.abc import Sequence

from sqlalchemy import RowMapping, text
from sqlalchemy.orm import Session

from gridgeo.db.repositories import plan_operations
from gridgeo.db.tables import Plan

MOST_UNITS = 10_000  # of one comparison

_PLAN = text("""
    INSERT INTO plans (network_code, name, revision, base_version, seed, summary, created_by)
    SELECT network_code, :name, revision, base_version, seed, summary, :actor
    FROM plans WHERE id = :plan RETURNING id
""")
_PARTS = {
    "plan_areas": "area_code",
    "plan_grids": """number, code, name, kind, status, area_code, continues_grid_id, units,
        households, persons, area_m2, polsby_popper, band_status, reason, locked, place_code,
        expected_households, active_from, trigger_count, geometry""",
    "plan_units": "unit_id, grid_number, pinned",
}
_GRIDS = text("""
    SELECT coalesce(a.code, b.code) AS code, a.households AS households_before,
           b.households AS households_after, a.units AS units_before, b.units AS units_after,
           a.code IS NOT NULL AND b.code IS NOT NULL
             AND (a.name, a.kind, a.status, a.households, a.persons)
                 IS NOT DISTINCT FROM (b.name, b.kind, b.status, b.households, b.persons)
             AND ST_AsEWKB(a.geometry) = ST_AsEWKB(b.geometry) AS same
    FROM (SELECT * FROM plan_grids WHERE plan_id = :plan) AS a
    FULL JOIN (SELECT * FROM plan_grids WHERE plan_id = :other) AS b ON b.code = a.code
    ORDER BY 1
""")
# Of a unit that one of the plans has cut, the part with its people still has its code.
_MOVED = """
    FROM plan_units AS a JOIN units AS u ON u.id = a.unit_id
    JOIN (SELECT coalesce(w.cut_from, w.id) AS root, w.code, q.plan_id, q.grid_number
          FROM plan_units AS q JOIN units AS w ON w.id = q.unit_id WHERE q.plan_id = :other) AS b
      ON b.root = coalesce(u.cut_from, u.id) AND b.code = u.code
    JOIN plan_grids AS g ON (g.plan_id, g.number) = (a.plan_id, a.grid_number)
    JOIN plan_grids AS h ON (h.plan_id, h.number) = (b.plan_id, b.grid_number)
    WHERE a.plan_id = :plan AND g.code <> h.code
"""
_UNITS = text(f"""
    SELECT u.code AS unit, g.code AS "from", h.code AS "to", u.households {_MOVED}
    ORDER BY u.code COLLATE "C" LIMIT :limit
""")
_HANDOVER = text(f"""
    SELECT g.code AS "from", h.code AS "to", count(*) AS units, sum(u.households) AS households,
           sum(u.persons) AS persons {_MOVED} GROUP BY 1, 2 ORDER BY 4 DESC, 1, 2
""")
_AT_VERSION = text("""
    SELECT g.code, v.grid_id, v.name, v.kind, v.status, ST_AsBinary(v.geometry) AS wkb
    FROM grid_versions AS v JOIN grids AS g ON g.id = v.grid_id
    WHERE v.network_code = :network AND v.opened_in <= :version
      AND (v.closed_in IS NULL OR v.closed_in > :version)
      AND EXISTS (SELECT FROM areas AS a WHERE a.code = ANY(:areas)
                  AND ST_Intersects(a.geometry, v.geometry))
    ORDER BY g.code COLLATE "C"
""")


def copy_plan(session: Session, plan: Plan, name: str, actor: str) -> int:
    """Copy a plan with its areas, grids, units and log as a new draft; give its id."""
    bound = {"plan": plan.id, "name": name, "actor": actor}
    copy_id = int(session.scalars(_PLAN, bound).one())
    for table, columns in _PARTS.items():
        statement = f"""
            INSERT INTO {table} (plan_id, {columns})
            SELECT :copy, {columns} FROM {table} WHERE plan_id = :plan
        """  # noqa: S608 - the names are ours
        session.execute(text(statement), {"plan": plan.id, "copy": copy_id})
    plan_operations.copy_log(session, plan.id, copy_id)
    return copy_id


def compare_grids(session: Session, plan_id: int, other_id: int) -> Sequence[RowMapping]:
    """Put the grids of two plans side by side by their codes."""
    return session.execute(_GRIDS, {"plan": plan_id, "other": other_id}).mappings().all()


def moved_units(session: Session, plan_id: int, other_id: int) -> Sequence[RowMapping]:
    """List the first `MOST_UNITS` units that have another grid in the other plan."""
    bound = {"plan": plan_id, "other": other_id, "limit": MOST_UNITS}
    return session.execute(_UNITS, bound).mappings().all()


def handover_between(session: Session, plan_id: int, other_id: int) -> Sequence[RowMapping]:
    """Sum up what goes from which grid to which, the most households first."""
    return session.execute(_HANDOVER, {"plan": plan_id, "other": other_id}).mappings().all()


def grids_at_version(
    session: Session, network_code: str, version: int, area_codes: Sequence[str]
) -> Sequence[RowMapping]:
    """Load the grids of a published version that reach some communities, sorted by code."""
    bound = {"network": network_code, "version": version, "areas": list(area_codes)}
    return session.execute(_AT_VERSION, bound).mappings().all()
