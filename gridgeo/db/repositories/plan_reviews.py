"""The log of a plan's review: append, read steps and threads.

Whoever writes holds the lock of the plan's row, so numbers follow each other.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import RowMapping, text
from sqlalchemy.orm import Session

from gridgeo.db.tables import Plan
from gridgeo.domain.review import REMARKS, Sentence

_COLUMNS = """
    number, kind, thread, revision, state, text, grid_code, publish_at, sentence_zh, sentence_en,
    actor, at, ST_X(geometry) AS lon, ST_Y(geometry) AS lat
"""
_APPEND = text(f"""
    INSERT INTO review_entries (plan_id, number, kind, thread, revision, state, text, grid_code,
                                publish_at, sentence_zh, sentence_en, actor, at, geometry)
    SELECT :plan, coalesce(max(number), 0) + 1, :kind, :thread, :revision, :state, :text, :grid,
           :publish_at, :zh, :en, :actor, clock_timestamp(),
           ST_SetSRID(ST_MakePoint(CAST(:lon AS float8), CAST(:lat AS float8)), 4326)
    FROM review_entries WHERE plan_id = :plan
    RETURNING {_COLUMNS}
""")  # noqa: S608 - the columns are ours
_STEPS = text(f"""
    SELECT {_COLUMNS} FROM review_entries
    WHERE plan_id = :plan AND kind <> ALL(:remarks) ORDER BY number
""")  # noqa: S608 - the columns are ours
_REMARKS = text(f"""
    SELECT {_COLUMNS} FROM review_entries
    WHERE plan_id = :plan AND kind = ANY(:remarks) ORDER BY number
""")  # noqa: S608 - the columns are ours
_THREAD = text("""
    SELECT (SELECT kind FROM review_entries WHERE plan_id = :plan AND thread = :thread
            AND kind IN ('resolve', 'unresolve') ORDER BY number DESC LIMIT 1) = 'resolve'
    FROM review_entries WHERE plan_id = :plan AND number = :thread AND kind = 'comment'
""")
_OPEN_THREADS = text("""
    SELECT count(*) FROM review_entries AS head
    WHERE plan_id = :plan AND kind = 'comment' AND coalesce(
        (SELECT kind FROM review_entries AS last WHERE last.plan_id = :plan
         AND last.thread = head.number AND last.kind IN ('resolve', 'unresolve')
         ORDER BY last.number DESC LIMIT 1), 'unresolve') = 'unresolve'
""")
# Whoever edits by a key is the person that the key belongs to.
_INVOLVED = text("""
    WITH actors AS (
        SELECT created_by AS actor FROM plans WHERE id = :plan
        UNION SELECT actor FROM plan_operations WHERE plan_id = :plan
        UNION SELECT actor FROM review_entries WHERE plan_id = :plan AND kind = 'submit'
    )
    SELECT actor FROM actors
    UNION SELECT u.login FROM actors
    JOIN api_keys AS k ON 'key:' || k.name = actors.actor JOIN users AS u ON u.id = k.user_id
""")
_GRID_IN_PLAN = text("""
    SELECT EXISTS (SELECT FROM plan_grids WHERE plan_id = :plan AND code = :grid)
""")
_PLACE_IN_PLAN = text("""
    SELECT EXISTS (
        SELECT FROM plan_areas AS p JOIN areas AS a ON a.code = p.area_code WHERE p.plan_id = :plan
        AND ST_Intersects(a.geometry, ST_SetSRID(ST_MakePoint(:lon, :lat), 4326)))
""")


@dataclass(frozen=True, slots=True)
class NewEntry:
    """What is to be written into the log; a place is longitude and latitude (EPSG:4326)."""

    kind: str
    actor: str
    sentence: Sentence
    text: str | None = None
    thread: int | None = None
    grid_code: str | None = None
    place: tuple[float, float] | None = None
    publish_at: datetime | None = None


def append(session: Session, plan: Plan, entry: NewEntry) -> dict[str, Any]:
    """Write an entry and give it as it is read."""
    lon, lat = entry.place or (None, None)
    values = {
        "plan": plan.id,
        "kind": entry.kind,
        "thread": entry.thread,
        "revision": plan.revision,
        "state": plan.state.value,
        "text": entry.text,
        "grid": entry.grid_code,
        "publish_at": entry.publish_at,
        "zh": entry.sentence[0],
        "en": entry.sentence[1],
        "actor": entry.actor,
        "lon": lon,
        "lat": lat,
    }
    return dict(session.execute(_APPEND, values).mappings().one())


def read_steps(session: Session, plan_id: int) -> Sequence[RowMapping]:
    """Read the steps of a plan's review, the oldest first."""
    return session.execute(_STEPS, {"plan": plan_id, "remarks": list(REMARKS)}).mappings().all()


def read_remarks(session: Session, plan_id: int) -> Sequence[RowMapping]:
    """Read comments, replies and what became of them, the oldest first."""
    return session.execute(_REMARKS, {"plan": plan_id, "remarks": list(REMARKS)}).mappings().all()


def thread_resolved(session: Session, plan_id: int, thread: int) -> bool | None:
    """Say whether a thread is resolved; None where there is no such thread."""
    row = session.execute(_THREAD, {"plan": plan_id, "thread": thread}).one_or_none()
    return None if row is None else bool(row[0])


def count_open_threads(session: Session, plan_id: int) -> int:
    """Count the threads that nobody has resolved."""
    return int(session.scalar(_OPEN_THREADS, {"plan": plan_id}) or 0)


def involved_in(session: Session, plan_id: int) -> set[str]:
    """Give the names of those who made, edited or submitted a plan."""
    return set(session.scalars(_INVOLVED, {"plan": plan_id}))


def has_grid(session: Session, plan_id: int, grid_code: str) -> bool:
    """Say whether a plan has a grid of this code."""
    return bool(session.scalar(_GRID_IN_PLAN, {"plan": plan_id, "grid": grid_code}))


def holds_place(session: Session, plan_id: int, place: tuple[float, float]) -> bool:
    """Say whether a place lies in a plan's communities."""
    bound = {"plan": plan_id, "lon": place[0], "lat": place[1]}
    return bool(session.scalar(_PLACE_IN_PLAN, bound))
