"""The state of a draft: read the part that an operation touches, write exactly what it changed."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import orjson
from numpy.typing import NDArray
from sqlalchemy import text
from sqlalchemy.orm import Session

from gridgeo.db.repositories.areas import from_wkb
from gridgeo.db.repositories.plans import UnitRows
from gridgeo.domain.errors import ConflictError
from gridgeo.domain.plan_change import NO_GRID, GridRecord, PlanChange, Step

GRID_COLUMNS = (
    *("number", "code", "name", "kind", "status", "area_code", "continues_grid_id", "units"),
    *("households", "persons", "area_m2", "polsby_popper", "band_status", "reason"),
    *("place_code", "expected_households", "active_from", "trigger_count", "geometry"),
)
_TYPES = (
    *("integer", "text", "text", "text", "text", "text", "bigint", "integer"),
    *("integer", "integer", "float8", "float8", "text", "text"),
    *("text", "integer", "date", "integer", "geometry"),
)

_LOCK = text("SELECT pg_advisory_xact_lock(hashtextextended('gridgeo plan ' || :plan, 0))")
_STEP = text("""
    UPDATE plans SET revision = revision + 1, updated_at = clock_timestamp()
    WHERE id = :plan AND revision = :revision AND state = 'draft'
""")
# The units of a few communities are looked up one by one: whatever the statistics say of a plan
# that was just made, not all of its units are read. OFFSET 0 keeps it so.
_HELD = """
    units AS u CROSS JOIN LATERAL (
        SELECT grid_number, pinned FROM plan_units
        WHERE plan_id = :plan AND unit_id = u.id OFFSET 0) AS p
"""
_UNITS = text(f"""
    SELECT u.id, u.code, u.area_code, u.compound_code, u.households, u.persons, u.key_persons,
           u.shops, p.grid_number, p.pinned, ST_AsBinary(u.geometry) AS wkb
    FROM {_HELD} WHERE u.area_code = ANY(:areas) ORDER BY u.code COLLATE "C"
""")  # noqa: S608 - the words are ours
_GRIDS = text("""
    SELECT number, code, name, kind, status, area_code, continues_grid_id, units, households,
           persons, area_m2, polsby_popper, band_status, reason, place_code, expected_households,
           CAST(active_from AS text) AS active_from, trigger_count,
           CAST(geometry AS text) AS geometry, locked
    FROM plan_grids WHERE plan_id = :plan AND (number = ANY(:numbers) OR
        units = 0 AND area_code = ANY(:areas)) ORDER BY code COLLATE "C"
""")
_LAST_NUMBER = text("SELECT coalesce(max(number), 0) FROM plan_grids WHERE plan_id = :plan")
_SPREAD = text(f"""
    SELECT DISTINCT v.area_code FROM plan_units AS q JOIN units AS v ON v.id = q.unit_id
    WHERE q.plan_id = :plan AND q.grid_number IN (
        SELECT p.grid_number FROM {_HELD} WHERE u.area_code = ANY(:areas))
""")  # noqa: S608 - the words are ours
_AREAS_OF_GRIDS = text("""
    SELECT g.code AS name, coalesce(u.area_code, g.area_code) AS area_code
    FROM plan_grids AS g LEFT JOIN plan_units AS p ON (p.plan_id, p.grid_number) = (:plan, g.number)
    LEFT JOIN units AS u ON u.id = p.unit_id
    WHERE g.plan_id = :plan AND g.code = ANY(:names) GROUP BY 1, 2
""")
_AREAS_OF_UNITS = text("""
    SELECT u.code AS name, u.area_code FROM units AS u CROSS JOIN LATERAL (
        SELECT FROM plan_units WHERE plan_id = :plan AND unit_id = u.id OFFSET 0) AS held
    WHERE u.code = ANY(:names)
""")
_AREAS_AT = text("""
    SELECT a.code FROM plan_areas AS p JOIN areas AS a ON a.code = p.area_code
    WHERE p.plan_id = :plan AND ST_Intersects(a.geometry, ST_GeomFromWKB(:shape, 4326))
""")
_PUT_GRIDS = text(f"""
    INSERT INTO plan_grids (plan_id, locked, {", ".join(GRID_COLUMNS)})
    SELECT :plan, false, r.* FROM jsonb_to_recordset(CAST(:rows AS jsonb)) AS r
        ({", ".join(f"{name} {kind}" for name, kind in zip(GRID_COLUMNS, _TYPES, strict=True))})
    ON CONFLICT (plan_id, number) DO UPDATE SET
        {", ".join(f"{name} = excluded.{name}" for name in GRID_COLUMNS[1:])}
""")  # noqa: S608 - the names are ours
_MOVE_UNITS = text("""
    UPDATE plan_units AS p SET grid_number = s.after
    FROM unnest(CAST(:keys AS bigint[]), CAST(:before AS int[]), CAST(:after AS int[]))
        AS s(key, before, after)
    WHERE p.plan_id = :plan AND p.unit_id = s.key AND p.grid_number = s.before
""")
_ADD_UNITS = text("""
    INSERT INTO plan_units (plan_id, unit_id, grid_number, pinned)
    SELECT :plan, s.key, s.after, false
    FROM unnest(CAST(:keys AS bigint[]), CAST(:before AS int[]), CAST(:after AS int[]))
        AS s(key, before, after)
    ON CONFLICT DO NOTHING
""")
_DROP_UNITS = text("""
    DELETE FROM plan_units AS p
    USING unnest(CAST(:keys AS bigint[]), CAST(:before AS int[]), CAST(:after AS int[]))
        AS s(key, before, after)
    WHERE p.plan_id = :plan AND p.unit_id = s.key AND p.grid_number = s.before AND NOT p.pinned
""")
_PIN_UNITS = text("""
    UPDATE plan_units AS p SET pinned = (s.after = 1)
    FROM unnest(CAST(:keys AS bigint[]), CAST(:before AS int[]), CAST(:after AS int[]))
        AS s(key, before, after)
    WHERE p.plan_id = :plan AND p.unit_id = s.key AND p.pinned = (s.before = 1)
""")
# A grid that goes may have the code of one that comes back.
_FREE_CODES = text("""
    UPDATE plan_grids SET code = code || ' (gone)' WHERE plan_id = :plan AND number = ANY(:numbers)
""")
_DROP_GRIDS = text("DELETE FROM plan_grids WHERE plan_id = :plan AND number = ANY(:numbers)")
_SET_LOCKS = text("""
    UPDATE plan_grids SET locked = :locked WHERE plan_id = :plan AND number = ANY(:numbers)
""")
_LOCKED_AMONG = text("""
    SELECT code FROM plan_grids WHERE plan_id = :plan AND locked AND number = ANY(:numbers)
    ORDER BY code COLLATE "C"
""")
_SET_BASE = text("UPDATE plans SET base_version = :version WHERE id = :plan")


@dataclass(frozen=True, slots=True, eq=False)
class PlanUnits:
    """Units of some communities with the grid that each has in a plan, sorted by code."""

    units: UnitRows
    numbers: NDArray[np.int64]
    pinned: NDArray[np.bool_]


def lock_writers(session: Session, plan_id: int) -> None:
    """Let nobody else operate on a plan until the transaction ends."""
    session.execute(_LOCK, {"plan": str(plan_id)})


def step_revision(session: Session, plan_id: int, revision: int) -> int:
    """Move a draft from one revision to the next; give the new one.

    Raises
    ------
    ConflictError
        If the plan is at another revision by now, or no draft any more.
    """
    done = session.execute(_STEP, {"plan": plan_id, "revision": revision})
    if done.rowcount != 1:  # type: ignore[attr-defined]
        raise ConflictError(f"Plan {plan_id} was changed meanwhile; read it again.")
    return revision + 1


def load_units(session: Session, plan_id: int, area_codes: Sequence[str]) -> PlanUnits:
    """Load a plan's units in some communities."""
    rows = session.execute(_UNITS, {"plan": plan_id, "areas": list(area_codes)}).all()

    def column(name: str, kind: Any) -> NDArray[Any]:
        return np.array([getattr(row, name) for row in rows], dtype=kind)

    units = UnitRows(
        column("id", np.int64),
        column("code", object),
        column("area_code", object),
        column("compound_code", object),
        column("households", np.int64),
        column("persons", np.int64),
        column("key_persons", np.int64),
        column("shops", np.int64),
        from_wkb([row.wkb for row in rows]),
    )
    return PlanUnits(units, column("grid_number", np.int64), column("pinned", np.bool_))


def load_grids(
    session: Session, plan_id: int, numbers: Collection[int], area_codes: Sequence[str]
) -> tuple[list[GridRecord], frozenset[int]]:
    """Load grids by number, with those that lie over others in some communities.

    Returns
    -------
    records, locked : list of dict, frozenset of int
        `GRID_COLUMNS` sorted by code, and the numbers of the locked ones.
    """
    bound = {"plan": plan_id, "numbers": sorted(numbers), "areas": list(area_codes)}
    records = [dict(row) for row in session.execute(_GRIDS, bound).mappings()]
    locked = frozenset(row["number"] for row in records if row.pop("locked"))
    return records, locked


def last_number(session: Session, plan_id: int) -> int:
    """Give the highest number of a grid of a plan."""
    return int(session.scalar(_LAST_NUMBER, {"plan": plan_id}) or 0)


def spread_areas(session: Session, plan_id: int, area_codes: Collection[str]) -> list[str]:
    """Add the communities into which the grids of some communities reach, and so on."""
    known = set(area_codes)
    while True:
        bound = {"plan": plan_id, "areas": sorted(known)}
        wider = known | set(session.scalars(_SPREAD, bound))
        if wider == known:
            return sorted(known)
        known = wider


def areas_of_grids(session: Session, plan_id: int, codes: Collection[str]) -> dict[str, set[str]]:
    """Give the communities of some grids of a plan, by grid code; unknown ones are left out."""
    return _areas_by_name(session, _AREAS_OF_GRIDS, plan_id, codes)


def areas_of_units(session: Session, plan_id: int, codes: Collection[str]) -> dict[str, set[str]]:
    """Give the community of some units of a plan, by unit code; unknown ones are left out."""
    return _areas_by_name(session, _AREAS_OF_UNITS, plan_id, codes)


def areas_at(session: Session, plan_id: int, shape: bytes) -> set[str]:
    """Give the communities of a plan that a geometry (WKB, EPSG:4326) meets."""
    return set(session.scalars(_AREAS_AT, {"plan": plan_id, "shape": shape}))


def locked_among(session: Session, plan_id: int, numbers: Collection[int]) -> list[str]:
    """Give the codes of the locked ones among some grids."""
    return list(session.scalars(_LOCKED_AMONG, {"plan": plan_id, "numbers": sorted(numbers)}))


def set_locks(session: Session, plan_id: int, numbers: Collection[int], *, locked: bool) -> None:
    """Lock or unlock some grids."""
    bound = {"plan": plan_id, "numbers": sorted(numbers), "locked": locked}
    session.execute(_SET_LOCKS, bound)


def apply_change(session: Session, plan_id: int, change: PlanChange) -> None:
    """Write a change; what is new comes first and what is old goes last.

    So no unit is ever without a grid, and a unit that goes is not pinned any more.

    Raises
    ------
    ConflictError
        If a unit is not where the change starts from.
    """
    rows = [after for _, after in change.grids if after is not None]
    gone = [before["number"] for before, after in change.grids if before and after is None]
    if gone:
        session.execute(_FREE_CODES, {"plan": plan_id, "numbers": gone})
    if rows:
        session.execute(_PUT_GRIDS, {"plan": plan_id, "rows": orjson.dumps(rows).decode()})
    come = [step for step in change.units if step[1] == NO_GRID]
    go = [step for step in change.units if step[2] == NO_GRID]
    moved = [step for step in change.units if NO_GRID not in step[1:]]
    _step_units(session, _ADD_UNITS, plan_id, come)
    _step_units(session, _MOVE_UNITS, plan_id, moved)
    _step_units(session, _PIN_UNITS, plan_id, change.pins)
    _step_units(session, _DROP_UNITS, plan_id, go)
    if gone:
        session.execute(_DROP_GRIDS, {"plan": plan_id, "numbers": gone})
    if change.base_version is not None:
        session.execute(_SET_BASE, {"plan": plan_id, "version": change.base_version[1]})


def _step_units(session: Session, statement: Any, plan_id: int, steps: Sequence[Step]) -> None:
    if not steps:
        return
    keys, before, after = (list(column) for column in zip(*steps, strict=True))
    bound = {"plan": plan_id, "keys": keys, "before": before, "after": after}
    if session.execute(statement, bound).rowcount != len(steps):  # type: ignore[attr-defined]
        raise ConflictError(f"Units of plan {plan_id} were changed meanwhile; read it again.")


def _areas_by_name(
    session: Session, statement: Any, plan_id: int, names: Collection[str]
) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for row in session.execute(statement, {"plan": plan_id, "names": sorted(names)}):
        found.setdefault(row.name, set()).add(row.area_code)
    return found
