"""What somebody has to say about a score (申诉), and the answer."""

from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy.orm import Session

from gridgeo.db.repositories import assessments, audit
from gridgeo.db.tables import AssessmentNote
from gridgeo.domain.errors import ConflictError, NotFoundError
from gridgeo.services.assessments.assess import list_scores

worker_of_user = assessments.worker_of_user


def add_note(
    session: Session, network: str, month: date, worker: str, note: str, *, actor: str
) -> int:
    """Write a note about a score; a new assessment of the month keeps it.

    Raises
    ------
    NotFoundError
        If this worker was not assessed for that month.
    """
    list_scores(session, network, month, worker)
    key = assessments.add_note(session, network, month, worker, note, actor)
    audit.append(session, actor, "note", "assessment", f"{network}/{month:%Y-%m}/{worker}")
    return key


def network_of_note(session: Session, key: int) -> str:
    """Give the network that a note is about.

    Raises
    ------
    NotFoundError
        If there is no such note.
    """
    return _load(session, key).network_code


def answer_note(session: Session, key: int, answer: str, *, actor: str) -> None:
    """Answer a note, once.

    Raises
    ------
    NotFoundError
        If there is no such note.
    ConflictError
        If it has been answered.
    """
    row = _load(session, key)
    if row.answer is not None:
        raise ConflictError(f"Note {key} was answered by {row.answered_by}.", field="note_id")
    row.answer, row.answered_by, row.answered_at = answer, actor, datetime.now(UTC)
    session.flush()
    audit.append(session, actor, "answer", "assessment_note", str(key))


def list_notes(
    session: Session, network: str, month: date, worker: str | None = None
) -> list[dict[str, Any]]:
    """Give what was said about the scores of a month, and answered."""
    return [dict(row) for row in assessments.list_notes(session, network, month, worker)]


def _load(session: Session, key: int) -> AssessmentNote:
    row = assessments.load_note(session, key)
    if row is None:
        raise NotFoundError(f"There is no note {key}.", field="note_id")
    return row
