"""A plan down to the last bit, to be compared: grids, units, geometry; locks stand apart."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from gridgeo.db.repositories.plan_state import GRID_COLUMNS
from gridgeo.domain.plan_change import NO_GRID, PlanChange

_GRIDS = text(f"""
    SELECT {", ".join(GRID_COLUMNS[:-1])}, encode(float8send(area_m2), 'hex') AS area_bits,
           encode(float8send(polsby_popper), 'hex') AS shape_bits,
           encode(ST_AsEWKB(geometry), 'hex') AS bits
    FROM plan_grids WHERE plan_id = :plan ORDER BY number
""")  # noqa: S608 - columns are constants
_UNITS = text("""
    SELECT unit_id, grid_number, pinned FROM plan_units WHERE plan_id = :plan ORDER BY unit_id
""")
_FAULTS = text("""
    SELECT g.number, g.code FROM plan_grids AS g LEFT JOIN LATERAL (
        SELECT count(*) AS units, coalesce(sum(u.households), 0) AS households,
               coalesce(sum(u.persons), 0) AS persons, ST_Union(u.geometry) AS ground
        FROM plan_units AS p JOIN units AS u ON u.id = p.unit_id
        WHERE (p.plan_id, p.grid_number) = (g.plan_id, g.number)) AS held ON true
    WHERE g.plan_id = :plan AND g.units > 0 AND (
        (g.units, g.households, g.persons)
            IS DISTINCT FROM (held.units, held.households, held.persons)
        OR ST_Area(ST_SymDifference(g.geometry, held.ground)) > 1e-13
        OR NOT ST_IsValid(g.geometry))
""")


def bits(session: Session, plan_id: int) -> tuple[list[tuple], list[tuple]]:
    """Read grids and assignment, doubles and geometry as hexadecimal bytes."""
    bound = {"plan": plan_id}
    grids = [tuple(row) for row in session.execute(_GRIDS, bound)]
    return grids, [tuple(row) for row in session.execute(_UNITS, bound)]


def faults(session: Session, plan_id: int) -> list[tuple]:
    """Find grids whose row is not the sum of their units."""
    return [tuple(row) for row in session.execute(_FAULTS, {"plan": plan_id})]


def replay(
    start: tuple[list[tuple], list[tuple]], changes: Sequence[PlanChange]
) -> tuple[dict[int, Any], dict[int, tuple[int, bool]]]:
    """Play changes over a start: geometry by grid number, and (grid, pinned) by unit."""
    grids = {row[0]: (row[1], row[-1]) for row in start[0]}
    units = {unit: (number, pinned) for unit, number, pinned in start[1]}
    for change in changes:
        for before, after in change.grids:
            if before is not None:
                assert grids.pop(before["number"]) == _seen(before)
            if after is not None:
                grids[after["number"]] = _seen(after)
        for unit, before, after in change.units:
            number, pinned = units.get(unit, (NO_GRID, False))
            assert number == before
            units[unit] = (after, pinned)
        for unit, before, after in change.pins:
            assert units[unit][1] == bool(before)
            units[unit] = (units[unit][0], bool(after))
        units = {unit: held for unit, held in units.items() if held[0] != NO_GRID}
    return grids, units


def _seen(record: dict[str, Any]) -> tuple[str, str]:
    return record["code"], record["geometry"].lower()
