"""The life of grids: their versions, who published them, which operations touched them."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import RowMapping, text
from sqlalchemy.orm import Session

from gridgeo.db.repositories.areas import from_wkb

_PUBLISHED = """
    p.version, p.source, p.plan_id, p.published_by, p.published_at, p.valid_from
"""
_LIVES = text("""
    SELECT v.opened_in, v.closed_in, lower(v.valid) AS valid_from, upper(v.valid) AS valid_to,
           v.name, v.kind, v.status, v.area_code, v.households, v.persons, v.reason,
           p.source, p.plan_id, p.published_by, p.published_at,
           ST_Area(v.geometry::geography) AS area_m2,
           NOT coalesce(ST_Equals(v.geometry, lag(v.geometry) OVER (ORDER BY v.opened_in)), false)
               AS redrawn
    FROM grid_versions AS v
    JOIN publications AS p ON p.network_code = v.network_code AND p.version = v.opened_in
    WHERE v.grid_id = :grid ORDER BY v.opened_in
""")
_OPERATIONS = text("""
    SELECT DISTINCT o.plan_id, o.sequence, o.kind, o.sentence_zh, o.sentence_en, o.actor, o.at
    FROM plan_operations AS o,
         jsonb_array_elements(coalesce(o.change -> 'grids', '[]')) AS pair,
         jsonb_array_elements(pair) AS record
    WHERE o.plan_id = ANY(:plans) AND o.undone_at IS NULL AND jsonb_typeof(record) = 'object'
      AND record ->> 'code' = ANY(:codes)
    ORDER BY o.plan_id, o.sequence
""")
_STEPS = text("""
    SELECT plan_id, number, kind, sentence_zh, sentence_en, text, actor, at FROM review_entries
    WHERE plan_id = ANY(:plans) AND kind IN ('submit', 'approve', 'publish')
    ORDER BY plan_id, number
""")
_AT = "ST_DWithin(v.geometry, ST_SetSRID(ST_MakePoint(:lon, :lat), 4326), :degrees)"
_GROUND = """
    SELECT g.code, v.opened_in, v.closed_in, ST_AsBinary(v.geometry) AS wkb
    FROM grid_versions AS v JOIN grids AS g ON g.id = v.grid_id
    WHERE v.network_code = :network AND v.kind <> 'micro' AND {} ORDER BY v.opened_in, g.code
"""
_GROUND_AT = text(_GROUND.format(_AT))
_GROUND_OF = text(_GROUND.format("g.code = ANY(:codes)"))
_PUBLICATIONS = text(f"""
    SELECT {_PUBLISHED}, n.name AS plan_name FROM publications AS p
    LEFT JOIN plans AS n ON n.id = p.plan_id
    WHERE p.network_code = :network AND p.version = ANY(:versions) ORDER BY p.version
""")  # noqa: S608 - the columns are ours


@dataclass(frozen=True, slots=True, eq=False)
class GroundThroughTime:
    """Versions of grids with the publications between which each stood.

    Attributes
    ----------
    codes : object, shape (n,)
    opened : int64, shape (n,)
    closed : int64, shape (n,)
        -1 for those that stand now.
    ground : object, shape (n,)
        Multipolygons in EPSG:4326.
    """

    codes: NDArray[np.object_]
    opened: NDArray[np.int64]
    closed: NDArray[np.int64]
    ground: NDArray[np.object_]

    def take(self, chosen: NDArray[np.bool_]) -> "GroundThroughTime":
        """Give some of the versions."""
        return GroundThroughTime(
            self.codes[chosen], self.opened[chosen], self.closed[chosen], self.ground[chosen]
        )

    def standing_after(self, version: int) -> NDArray[np.bool_]:
        """Say which stood when a version had been published."""
        still = (self.closed < 0) | (self.closed > version)
        return np.asarray((self.opened <= version) & still)


def lives_of(session: Session, grid_id: int) -> Sequence[RowMapping]:
    """Read the versions of a grid, the oldest first."""
    return session.execute(_LIVES, {"grid": grid_id}).mappings().all()


def operations_on(
    session: Session, plan_ids: Collection[int], codes: Collection[str]
) -> Sequence[RowMapping]:
    """Read the operations of some plans that stand and touched some grids, in order."""
    bound = {"plans": sorted(plan_ids), "codes": sorted(codes)}
    return session.execute(_OPERATIONS, bound).mappings().all()


def review_steps(session: Session, plan_ids: Collection[int]) -> Sequence[RowMapping]:
    """Read who submitted, approved and published some plans."""
    return session.execute(_STEPS, {"plans": sorted(plan_ids)}).mappings().all()


def publications_of(
    session: Session, network_code: str, versions: Collection[int]
) -> Sequence[RowMapping]:
    """Read some publications of a network, the oldest first."""
    bound = {"network": network_code, "versions": sorted(versions)}
    return session.execute(_PUBLICATIONS, bound).mappings().all()


def ground_at(
    session: Session, network_code: str, place: tuple[float, float], degrees: float
) -> GroundThroughTime:
    """Load all versions of grids, of any time, that come near a place (EPSG:4326)."""
    bound = {"network": network_code, "lon": place[0], "lat": place[1], "degrees": degrees}
    return _ground(session, _GROUND_AT, bound)


def ground_of(session: Session, network_code: str, codes: Collection[str]) -> GroundThroughTime:
    """Load all versions of some grids."""
    return _ground(session, _GROUND_OF, {"network": network_code, "codes": sorted(codes)})


def _ground(session: Session, statement: Any, bound: dict[str, Any]) -> GroundThroughTime:
    rows = session.execute(statement, bound).all()
    return GroundThroughTime(
        np.array([row.code for row in rows], dtype=object),
        np.array([row.opened_in for row in rows], dtype=np.int64),
        np.array([-1 if row.closed_in is None else row.closed_in for row in rows], dtype=np.int64),
        from_wkb([row.wkb for row in rows]),
    )
