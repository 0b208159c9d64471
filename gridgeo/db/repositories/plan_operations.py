"""The operation log of plans: append, find what to undo or redo, read what happened since."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import RowMapping, insert, text
from sqlalchemy.orm import Session

from gridgeo.db.tables import PlanOperation
from gridgeo.domain.plan_change import PlanChange

# These move in the log or stand outside of it; they are not undone themselves.
STEPS = ("undo", "redo")
OUTSIDE = ("lock", "unlock")
_NO_EDITS = (*STEPS, *OUTSIDE, "branch")

_EDITS = f"plan_id = :plan AND sequence > 1 AND kind NOT IN {_NO_EDITS}"
_LAST = text("SELECT max(sequence) FROM plan_operations WHERE plan_id = :plan")
_TO_UNDO = text(f"""
    SELECT sequence, kind, sentence_zh, sentence_en, change FROM plan_operations
    WHERE {_EDITS} AND undone_at IS NULL ORDER BY sequence DESC LIMIT 1
""")  # noqa: S608 - the condition is ours
_TO_REDO = text(f"""
    SELECT sequence, kind, sentence_zh, sentence_en, change FROM plan_operations
    WHERE {_EDITS} AND undone_at IS NOT NULL AND NOT left_behind ORDER BY sequence LIMIT 1
""")  # noqa: S608 - the condition is ours
# Whoever operates after an undo leaves what was undone behind: it stays in the log, to be read.
_LEAVE_BEHIND = text(f"""
    UPDATE plan_operations SET left_behind = true
    WHERE {_EDITS} AND undone_at IS NOT NULL AND NOT left_behind
""")  # noqa: S608 - the condition is ours
_MARK = text("""
    UPDATE plan_operations
    SET undone_at = CASE WHEN CAST(:undone AS boolean) THEN clock_timestamp() END
    WHERE plan_id = :plan AND sequence = :sequence
""")
_SINCE = text("""
    SELECT sequence, revision, kind, sentence_zh, sentence_en, actor, at FROM plan_operations
    WHERE plan_id = :plan AND revision > :revision ORDER BY revision LIMIT :limit
""")
_TOUCHED_SINCE = text("""
    SELECT DISTINCT CAST(record ->> 'number' AS int)
    FROM plan_operations AS o
    JOIN plan_operations AS done ON done.plan_id = o.plan_id AND done.sequence =
        CASE WHEN o.kind IN ('undo', 'redo') THEN CAST(o.arguments ->> 'operation' AS int)
             ELSE o.sequence END,
        jsonb_array_elements(coalesce(done.change -> 'grids', '[]')) AS pair,
        jsonb_array_elements(pair) AS record
    WHERE o.plan_id = :plan AND o.revision > :revision AND jsonb_typeof(record) = 'object'
""")
_HISTORY = text("""
    SELECT sequence, revision, kind, arguments, sentence_zh, sentence_en, undone_at, actor, at
    FROM plan_operations WHERE plan_id = :plan AND (CAST(:before AS int) IS NULL
        OR sequence < :before) ORDER BY sequence DESC LIMIT :limit
""")
_DONE = text(f"""
    SELECT sequence, change FROM plan_operations
    WHERE {_EDITS} AND undone_at IS NULL ORDER BY sequence
""")  # noqa: S608 - the condition is ours
_COPY = text("""
    INSERT INTO plan_operations (plan_id, sequence, revision, kind, arguments, change, sentence_zh,
                                 sentence_en, undone_at, left_behind, actor, at)
    SELECT :copy, sequence, revision, kind, arguments, change, sentence_zh, sentence_en, undone_at,
           left_behind, actor, at FROM plan_operations WHERE plan_id = :plan
""")


@dataclass(frozen=True, slots=True)
class LoggedEdit:
    """An edit of the log: what it was, in words, and what it changed."""

    sequence: int
    kind: str
    sentence_zh: str
    sentence_en: str
    change: PlanChange


def append(
    session: Session,
    plan_id: int,
    revision: int,
    kind: str,
    arguments: dict[str, Any],
    change: dict[str, Any],
    sentences: tuple[str, str],
    actor: str,
) -> dict[str, Any]:
    """Write an entry of the log, ``sentences`` in Chinese and English; give it as it is read.

    What was undone before an edit cannot be redone after it.
    """
    if kind not in _NO_EDITS:
        session.execute(_LEAVE_BEHIND, {"plan": plan_id})
    sequence = int(session.scalar(_LAST, {"plan": plan_id}) or 0) + 1
    row = insert(PlanOperation).values(
        plan_id=plan_id,
        sequence=sequence,
        revision=revision,
        kind=kind,
        arguments=arguments,
        change=change,
        sentence_zh=sentences[0],
        sentence_en=sentences[1],
        actor=actor,
    )
    at = session.scalar(row.returning(PlanOperation.at))
    return {
        "sequence": sequence,
        "revision": revision,
        "kind": kind,
        "sentence_zh": sentences[0],
        "sentence_en": sentences[1],
        "actor": actor,
        "at": at,
    }


def next_to_undo(session: Session, plan_id: int) -> LoggedEdit | None:
    """Give the last edit that stands, or None."""
    return _edit(session, _TO_UNDO, plan_id)


def next_to_redo(session: Session, plan_id: int) -> LoggedEdit | None:
    """Give the edit that was undone last and can come back, or None."""
    return _edit(session, _TO_REDO, plan_id)


def mark(session: Session, plan_id: int, sequence: int, *, undone: bool) -> None:
    """Note that an edit is undone, or stands again."""
    session.execute(_MARK, {"plan": plan_id, "sequence": sequence, "undone": undone})


def operations_since(
    session: Session, plan_id: int, revision: int, limit: int = 100
) -> list[dict[str, Any]]:
    """Read what was done after a revision, oldest first."""
    bound = {"plan": plan_id, "revision": revision, "limit": limit}
    return [dict(row) for row in session.execute(_SINCE, bound).mappings()]


def grids_touched_since(session: Session, plan_id: int, revision: int) -> set[int]:
    """Give the numbers of the grids that were changed after a revision."""
    return set(session.scalars(_TOUCHED_SINCE, {"plan": plan_id, "revision": revision}))


def list_operations(
    session: Session, plan_id: int, before: int | None, limit: int
) -> Sequence[RowMapping]:
    """Read the log, the latest first."""
    bound = {"plan": plan_id, "before": before, "limit": limit}
    return session.execute(_HISTORY, bound).mappings().all()


def standing_changes(session: Session, plan_id: int) -> list[tuple[int, PlanChange]]:
    """Give the changes of the edits that stand, oldest first: the log that replays to the plan."""
    rows = session.execute(_DONE, {"plan": plan_id})
    return [(row.sequence, PlanChange.of_document(row.change)) for row in rows]


def copy_log(session: Session, plan_id: int, copy_id: int) -> None:
    """Give a copy of a plan the log of the original."""
    session.execute(_COPY, {"plan": plan_id, "copy": copy_id})


def _edit(session: Session, statement: Any, plan_id: int) -> LoggedEdit | None:
    row = session.execute(statement, {"plan": plan_id}).one_or_none()
    if row is None:
        return None
    change = PlanChange.of_document(row.change)
    return LoggedEdit(row.sequence, row.kind, row.sentence_zh, row.sentence_en, change)
