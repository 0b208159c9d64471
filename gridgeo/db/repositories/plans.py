"""Plans: what they are made from, and how they are kept: in bulk, never row by row."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, fields
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from sqlalchemy import Row, RowMapping, text
from sqlalchemy.orm import Session

from gridgeo.db import bulk
from gridgeo.db.repositories.areas import from_wkb
from gridgeo.db.tables import Plan, PlanArea, PlanOperation
from gridgeo.domain.errors import NotFoundError

PLAN_GRID_COLUMNS = (
    *("number", "code", "name", "kind", "status", "area_code", "continues_grid_id", "units"),
    *("households", "persons", "area_m2", "polsby_popper", "band_status", "reason", "locked"),
    *("place_code", "expected_households", "active_from", "geometry"),
)

_UNITS = text("""
    SELECT id, code, area_code, compound_code, households, persons, key_persons, shops,
           ST_AsBinary(geometry) AS wkb
    FROM units WHERE superseded_at IS NULL AND area_code = ANY(:areas)
    ORDER BY code COLLATE "C"
""")
# Parts of units in the plan that published each community last, as a WITH clause begins.
PUBLISHED_PARTS = """
    WITH latest AS (
        SELECT DISTINCT ON (a.area_code) a.area_code, p.id AS plan_id
        FROM plans AS p JOIN plan_areas AS a ON a.plan_id = p.id
        WHERE p.network_code = :network AND p.state = 'published' AND a.area_code = ANY(:areas)
        ORDER BY a.area_code, p.published_version DESC
    ), held AS (
        SELECT u.* FROM latest AS l
        JOIN units AS u ON u.area_code = l.area_code AND u.cut_from IS NOT NULL
        CROSS JOIN LATERAL (SELECT FROM plan_units
                            WHERE plan_id = l.plan_id AND unit_id = u.id OFFSET 0) AS p
    )"""
# What the network's last publication of a community cut stands in place of what it was cut from.
_UNITS_OF_NETWORK = text(f"""{PUBLISHED_PARTS}, parts AS (
        SELECT h.* FROM held AS h JOIN units AS w ON w.id = h.cut_from AND w.superseded_at IS NULL
    ), chosen AS (
        SELECT * FROM parts UNION ALL
        SELECT * FROM units WHERE superseded_at IS NULL AND area_code = ANY(:areas)
           AND id NOT IN (SELECT cut_from FROM parts)
    )
    SELECT id, code, area_code, compound_code, households, persons, key_persons, shops,
           ST_AsBinary(geometry) AS wkb
    FROM chosen ORDER BY code COLLATE "C"
""")  # noqa: S608 - of our own texts
_BARRIERS = text("""
    SELECT kind, rank, ST_AsBinary(geometry) AS wkb FROM barriers
    WHERE code IN (SELECT b.code FROM areas AS a
                   JOIN barriers AS b ON ST_Intersects(a.geometry, b.geometry)
                   WHERE a.code = ANY(:areas))
    ORDER BY code COLLATE "C"
""")
_USED = """
    SELECT code FROM grids WHERE network_code = :network
    UNION SELECT g.code FROM plan_grids AS g JOIN plans AS p ON p.id = g.plan_id
    WHERE p.network_code = :network AND p.state IN ('draft', 'in_review', 'approved')
      AND NOT EXISTS (SELECT FROM plan_areas AS a
                      WHERE a.plan_id = p.id AND a.area_code = ANY(:areas))
"""
_USED_CODES = text(_USED)
_USED_AMONG = text(f"""
    SELECT code FROM ({_USED} UNION SELECT code FROM plan_grids WHERE plan_id = :plan) AS used
    WHERE code = ANY(:codes) OR code ^@ ANY(:prefixes)
""")  # noqa: S608 - the words are ours
_GRIDS = text("""
    SELECT g.number, g.code, g.kind, g.area_code, g.households, g.persons, g.reason, g.band_status,
           coalesce(a.setting, 'urban') AS setting, ST_AsBinary(g.geometry) AS wkb
    FROM plan_grids AS g LEFT JOIN areas AS a ON a.code = g.area_code
    WHERE g.plan_id = :plan ORDER BY g.code COLLATE "C"
""")
# That nobody can staff a grid does not end with its being drawn anew.
_KEEP_SUSPENDED = text("""
    UPDATE plan_grids AS g SET status = 'suspended' FROM grid_versions AS v
    WHERE g.plan_id = :plan AND v.grid_id = g.continues_grid_id AND upper_inf(v.valid)
      AND v.status = 'suspended' AND g.status = 'active'
""")


# Kinds, ranks, geometries (EPSG:4326).
BarrierRows = tuple[list[str], NDArray[np.int64], NDArray[np.object_]]


@dataclass(frozen=True, slots=True)
class UnitRows:
    """Current units sorted by code; ``ground`` holds multipolygons in EPSG:4326."""

    ids: NDArray[np.int64]
    codes: NDArray[np.object_]
    area_codes: NDArray[np.object_]
    compound_codes: NDArray[np.object_]
    households: NDArray[np.int64]
    persons: NDArray[np.int64]
    key_persons: NDArray[np.int64]
    shops: NDArray[np.int64]
    ground: NDArray[np.object_]

    def __len__(self) -> int:
        return len(self.ids)

    @classmethod
    def of(cls, rows: Sequence[Row[Any]]) -> "UnitRows":
        """Make them of rows that have all columns, the ground as ``wkb``."""
        return cls(
            np.array([row.id for row in rows], dtype=np.int64),
            np.array([row.code for row in rows], dtype=object),
            np.array([row.area_code for row in rows], dtype=object),
            np.array([row.compound_code for row in rows], dtype=object),
            np.array([row.households for row in rows], dtype=np.int64),
            np.array([row.persons for row in rows], dtype=np.int64),
            np.array([row.key_persons for row in rows], dtype=np.int64),
            np.array([row.shops for row in rows], dtype=np.int64),
            from_wkb([row.wkb for row in rows]),
        )

    def take(self, chosen: NDArray[np.intp]) -> "UnitRows":
        """Give some of the units, in the order of the indices."""
        return UnitRows(*(getattr(self, one.name)[chosen] for one in fields(self)))

    def join(self, others: "UnitRows") -> "UnitRows":
        """Put others behind these."""
        columns = (one.name for one in fields(self))
        return UnitRows(*(np.concatenate([getattr(self, n), getattr(others, n)]) for n in columns))


def load_units(
    session: Session, area_codes: Sequence[str], network_code: str | None = None
) -> UnitRows:
    """Load the current units of some communities, with a network as it last cut them."""
    bound = {"areas": list(area_codes)}
    if network_code is None:
        return UnitRows.of(session.execute(_UNITS, bound).all())
    bound_too = {**bound, "network": network_code}
    return UnitRows.of(session.execute(_UNITS_OF_NETWORK, bound_too).all())


def load_barriers(session: Session, area_codes: Sequence[str]) -> BarrierRows:
    """Load the barriers that meet some communities: kinds, ranks, geometries (EPSG:4326)."""
    rows = session.execute(_BARRIERS, {"areas": list(area_codes)}).all()
    ranks = np.array([row.rank for row in rows], dtype=np.int64)
    return [row.kind for row in rows], ranks, from_wkb([row.wkb for row in rows])


def used_codes(session: Session, network_code: str, area_codes: Sequence[str]) -> set[str]:
    """Give the codes that a plan for these communities must not give to a new grid.

    Those that ever were in the network, and those that open plans for other communities hold.
    """
    bound = {"network": network_code, "areas": list(area_codes)}
    return set(session.scalars(_USED_CODES, bound).all())


def used_codes_among(
    session: Session,
    plan: Plan,
    area_codes: Sequence[str],
    codes: Collection[str],
    prefixes: Collection[str],
) -> set[str]:
    """Give those of some codes, and of codes that begin in some way, that are not to be given anew.

    What `used_codes` gives for a plan's communities, and the codes of the plan itself.
    """
    bound = {"network": plan.network_code, "areas": list(area_codes), "plan": plan.id}
    wanted = {"codes": list(codes), "prefixes": list(prefixes)}
    return set(session.scalars(_USED_AMONG, {**bound, **wanted}).all())


def store_plan(
    session: Session,
    plan: Plan,
    area_codes: Sequence[str],
    grids: pd.DataFrame,
    assignment: pd.DataFrame,
    operation: dict[str, Any],
) -> int:
    """Keep a new plan with its grids and its assignment; give its id.

    Parameters
    ----------
    session : Session
        The caller commits.
    plan : Plan
        New.
    area_codes : sequence of str
        The communities that it covers.
    grids : DataFrame
        `PLAN_GRID_COLUMNS`; multipolygons in EPSG:4326.
    assignment : DataFrame
        ``unit_id``, ``grid_number`` and whether the unit is ``pinned``.
    operation : dict
        ``kind``, ``arguments`` and the sentences of the operation that made it.
    """
    plan.revision = 1
    session.add(plan)
    session.flush()
    session.add_all(PlanArea(plan_id=plan.id, area_code=code) for code in area_codes)
    session.add(
        PlanOperation(
            plan_id=plan.id, sequence=1, revision=1, change={}, actor=plan.created_by, **operation
        )
    )
    session.flush()
    bulk.copy(session, "plan_grids", grids[list(PLAN_GRID_COLUMNS)].assign(plan_id=plan.id))
    bulk.copy(session, "plan_units", assignment.assign(plan_id=plan.id))
    session.execute(_KEEP_SUSPENDED, {"plan": plan.id})
    return plan.id


def load_plan(session: Session, plan_id: int, *, lock: bool = False, fresh: bool = False) -> Plan:
    """Load a plan; with ``lock`` nobody else changes it until the transaction ends.

    What the session has read before is given again, unless it is locked or has to be ``fresh``:
    whoever has waited for others must not go on from what stood there before them.

    Raises
    ------
    NotFoundError
        If there is no such plan.
    """
    fresh = fresh or lock
    plan = session.get(Plan, plan_id, with_for_update=lock, populate_existing=fresh)
    if plan is None:
        raise NotFoundError(f"There is no plan {plan_id}.", field="plan")
    return plan


def plan_areas(session: Session, plan_id: int) -> list[str]:
    """Give the codes of the communities that a plan covers."""
    statement = text(
        'SELECT area_code FROM plan_areas WHERE plan_id = :plan ORDER BY area_code COLLATE "C"'
    )
    return list(session.scalars(statement, {"plan": plan_id}))


def plan_grids(session: Session, plan_id: int) -> Sequence[RowMapping]:
    """Load a plan's grids with ``wkb`` and the ``setting`` of their community, sorted by code."""
    return session.execute(_GRIDS, {"plan": plan_id}).mappings().all()
