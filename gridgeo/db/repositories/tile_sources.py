"""What maps draw beside published grids: a plan's grids, units; and stamps of their state."""

from collections.abc import Sequence

from sqlalchemy import RowMapping, text
from sqlalchemy.orm import Session

_PLAN_GRIDS = text("""
    SELECT g.number, g.locked, g.code, g.name, g.kind, g.status, g.area_code, g.households,
           g.persons, coalesce(a.setting, 'urban') AS setting, ST_AsBinary(g.geometry) AS wkb
    FROM plan_grids AS g LEFT JOIN areas AS a ON a.code = g.area_code
    WHERE g.plan_id = :plan_id ORDER BY g.code COLLATE "C"
""")

_PLAN_UNITS = text("""
    SELECT u.id, u.code, u.area_code, u.compound_code, u.households, g.code AS grid,
           p.grid_number, p.pinned, g.locked
    FROM plan_units AS p JOIN units AS u ON u.id = p.unit_id
    JOIN plan_grids AS g ON (g.plan_id, g.number) = (p.plan_id, p.grid_number)
    WHERE p.plan_id = :plan_id ORDER BY u.code COLLATE "C", u.id
""")
_PLAN_UNIT_GROUND = text("""
    SELECT ST_AsBinary(u.geometry) AS wkb FROM plan_units AS p JOIN units AS u ON u.id = p.unit_id
    WHERE p.plan_id = :plan_id ORDER BY u.code COLLATE "C", u.id
""")

_AREA_GROUND = text("""
    SELECT code, name, ST_AsBinary(geometry) AS wkb FROM areas WHERE code = ANY(:codes)
    ORDER BY code
""")

_NETWORK_OF_PLAN = text("""
    SELECT p.id, p.name, p.revision, p.created_at, n.unit, n.dedicated,
           (SELECT jsonb_object_agg(s.setting,
                                    jsonb_build_array(s.minimum, s.target, s.maximum))
            FROM network_standards AS s WHERE s.network_code = n.code) AS bands
    FROM plans AS p JOIN networks AS n ON n.code = p.network_code WHERE p.id = :plan_id
""")

_UNITS = text("""
    SELECT code, area_code, compound_code, households, persons, ST_AsBinary(geometry) AS wkb
    FROM units WHERE superseded_at IS NULL ORDER BY code COLLATE "C"
""")

# Units are inserted, superseded or counted anew only by imports and by making units; each leaves
# a larger number or a later time behind, and so does a database made anew.
_UNIT_STAMP = text("""
    SELECT concat_ws('-', coalesce(max(id), 0), max(superseded_at), max(created_at), count(*),
                     (SELECT max(id) FROM imports), (SELECT max(imported_at) FROM imports))
    FROM units
""")


def plan_facts(session: Session, plan_id: int) -> RowMapping | None:
    """Read a plan's name and revision with its network's unit, bands and way with dedicated grids.

    ``bands`` holds ``{setting: [minimum, target, maximum]}`` or None.
    """
    return session.execute(_NETWORK_OF_PLAN, {"plan_id": plan_id}).mappings().one_or_none()


def plan_grids(session: Session, plan_id: int) -> Sequence[RowMapping]:
    """Read a plan's grids with their polygons, in the order of codes."""
    return session.execute(_PLAN_GRIDS, {"plan_id": plan_id}).mappings().all()


def plan_units(session: Session, plan_id: int) -> Sequence[RowMapping]:
    """Read a plan's units with the grid that each belongs to, in the order of codes."""
    return session.execute(_PLAN_UNITS, {"plan_id": plan_id}).mappings().all()


def plan_unit_ground(session: Session, plan_id: int) -> Sequence[RowMapping]:
    """Read the polygons of a plan's units in the order of `plan_units`."""
    return session.execute(_PLAN_UNIT_GROUND, {"plan_id": plan_id}).mappings().all()


def area_ground(session: Session, codes: Sequence[str]) -> Sequence[RowMapping]:
    """Read code, name and polygon of some areas, in the order of codes."""
    return session.execute(_AREA_GROUND, {"codes": list(codes)}).mappings().all()


def current_units(session: Session) -> Sequence[RowMapping]:
    """Read the units in force with their polygons, in the order of codes."""
    return session.execute(_UNITS).mappings().all()


def people_stamp(session: Session) -> str:
    """Give a text that differs after every change of units or households."""
    stamp: str = session.scalars(_UNIT_STAMP).one()
    return stamp
