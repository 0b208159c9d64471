"""What a month's assessment is made of, and what came out of it."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import RowMapping, delete, insert, text
from sqlalchemy.orm import Session

from gridgeo.db.tables import Assessment, AssessmentMonth, AssessmentNote
from gridgeo.domain.posting import SERVING

# Who served which base grid at some time of a month.
_SERVED = text("""
    SELECT DISTINCT p.worker_code AS worker, g.id AS grid_id, g.code AS grid
    FROM postings AS p JOIN grids AS g ON g.id = p.grid_id
    WHERE g.network_code = :network AND p.role = ANY(:roles)
      AND p.valid && tstzrange(:since, :until)
    ORDER BY p.worker_code, g.code
""")
_EVENTS = text("""
    SELECT e.grid_id, e.id, e.closed_at <= e.due_at AS in_time
    FROM events AS e JOIN grids AS g ON g.id = e.grid_id
    WHERE g.network_code = :network AND e.state <> 'dismissed'
      AND e.due_at >= :since AND e.due_at < :until
      AND (e.closed_at IS NOT NULL OR e.due_at < statement_timestamp())
    ORDER BY e.id
""")
_REPORTED = text("""
    SELECT e.reported_by AS worker, e.id FROM events AS e JOIN grids AS g ON g.id = e.grid_id
    WHERE g.network_code = :network AND e.reported_by IS NOT NULL AND e.state <> 'dismissed'
      AND e.reported_at >= :since AND e.reported_at < :until
    ORDER BY e.id
""")
# A household that several colleagues called at counts once for each of them.
_VISITED = text("""
    SELECT worker, sum(households) AS households FROM (
        SELECT DISTINCT v.worker_code AS worker, h.code, h.households
        FROM visits AS v JOIN households AS h ON h.code = v.household_code
        JOIN grids AS g ON g.id = v.grid_id
        WHERE g.network_code = :network AND v.visited_at >= :since AND v.visited_at < :until
    ) AS once GROUP BY worker
""")
_HOUSEHOLDS = text("""
    SELECT DISTINCT ON (v.grid_id) v.grid_id, coalesce(v.households, 0) AS households
    FROM grid_versions AS v
    WHERE v.network_code = :network AND v.valid && tstzrange(:since, :until)
    ORDER BY v.grid_id, lower(v.valid) DESC
""")
_LIST = text("""
    SELECT a.worker_code AS worker, w.name, a.score, a.rank, a.listed, a.grid_codes AS grids,
           a.lines,
           (SELECT count(*) FROM assessment_notes AS n WHERE n.network_code = a.network_code
            AND n.month = a.month AND n.worker_code = a.worker_code) AS notes
    FROM assessments AS a JOIN workers AS w ON w.code = a.worker_code
    WHERE a.network_code = :network AND a.month = :month
      AND (CAST(:worker AS text) IS NULL OR a.worker_code = :worker)
    ORDER BY a.rank NULLS LAST, a.worker_code COLLATE "C"
""")
_NOTES = text("""
    SELECT id, worker_code AS worker, note, noted_by, noted_at, answer, answered_by, answered_at
    FROM assessment_notes
    WHERE network_code = :network AND month = :month
      AND (CAST(:worker AS text) IS NULL OR worker_code = :worker)
    ORDER BY id
""")


def served_grids(
    session: Session, network: str, since: datetime, until: datetime
) -> Sequence[RowMapping]:
    """Give who served which grid of a network at some time: worker, grid's key and code."""
    bound = {"network": network, "since": since, "until": until, "roles": [*SERVING]}
    return session.execute(_SERVED, bound).mappings().all()


def events_due(
    session: Session, network: str, since: datetime, until: datetime
) -> Sequence[RowMapping]:
    """Give the events that were due in a time: grid, key, whether they were closed in time."""
    bound = {"network": network, "since": since, "until": until}
    return session.execute(_EVENTS, bound).mappings().all()


def events_reported(
    session: Session, network: str, since: datetime, until: datetime
) -> Sequence[RowMapping]:
    """Give the events that workers reported in a time: worker and key."""
    bound = {"network": network, "since": since, "until": until}
    return session.execute(_REPORTED, bound).mappings().all()


def households_visited(
    session: Session, network: str, since: datetime, until: datetime
) -> dict[str, int]:
    """Give how many households each worker called at in a time."""
    bound = {"network": network, "since": since, "until": until}
    return {row.worker: int(row.households) for row in session.execute(_VISITED, bound)}


def households_of_grids(
    session: Session, network: str, since: datetime, until: datetime
) -> dict[int, int]:
    """Give the households of each grid that a network had in a time, at its last count."""
    bound = {"network": network, "since": since, "until": until}
    return {row.grid_id: int(row.households) for row in session.execute(_HOUSEHOLDS, bound)}


def store_month(
    session: Session,
    network: str,
    month: date,
    rules: dict[str, Any],
    rows: Sequence[dict[str, Any]],
    actor: str,
) -> None:
    """Keep the scores of a month in place of former ones; notes stay."""
    session.execute(
        delete(AssessmentMonth).where(
            AssessmentMonth.network_code == network, AssessmentMonth.month == month
        )
    )
    session.add(AssessmentMonth(network_code=network, month=month, rules=rules, computed_by=actor))
    session.flush()
    if rows:
        session.execute(
            insert(Assessment), [{"network_code": network, "month": month, **row} for row in rows]
        )


def find_month(session: Session, network: str, month: date) -> AssessmentMonth | None:
    """Give when and by which rules a month was assessed; None where it was not."""
    return session.get(AssessmentMonth, (network, month))


def list_scores(
    session: Session, network: str, month: date, worker: str | None = None
) -> Sequence[RowMapping]:
    """Read the scores of a month, the best first."""
    bound = {"network": network, "month": month, "worker": worker}
    return session.execute(_LIST, bound).mappings().all()


def list_notes(
    session: Session, network: str, month: date, worker: str | None = None
) -> Sequence[RowMapping]:
    """Read what was said about scores, and answered."""
    bound = {"network": network, "month": month, "worker": worker}
    return session.execute(_NOTES, bound).mappings().all()


def add_note(
    session: Session, network: str, month: date, worker: str, note: str, actor: str
) -> int:
    """Write a note about a score; give its key."""
    row = AssessmentNote(
        network_code=network, month=month, worker_code=worker, note=note, noted_by=actor
    )
    session.add(row)
    session.flush()
    return row.id


def load_note(session: Session, key: int) -> AssessmentNote | None:
    """Load a note to answer it."""
    return session.get(AssessmentNote, key, with_for_update=True)


def worker_of_user(session: Session, user_id: int) -> str | None:
    """Give the worker that an account belongs to; None for all others."""
    statement = text("SELECT worker_code FROM users WHERE id = :id")
    return session.execute(statement, {"id": user_id}).scalar_one_or_none()
