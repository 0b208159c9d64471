"""Jobs for reading: a page, or one."""

from collections.abc import Sequence

from sqlalchemy import RowMapping, text
from sqlalchemy.orm import Session

_COLUMNS = """
    id, kind, arguments, state, priority, attempts, max_attempts, progress, note, seconds_left,
    result, result_file, error, requested_by, user_id, worker, cancel_requested, created_at,
    available_at, started_at, finished_at
"""

_PAGE = text(f"""
    SELECT {_COLUMNS} FROM jobs
    WHERE batch IS NULL
      AND (CAST(:user_id AS bigint) IS NULL OR user_id = :user_id)
      AND (CAST(:requested_by AS text) IS NULL OR requested_by = :requested_by)
      AND (CAST(:state AS text) IS NULL OR state = :state)
      AND (CAST(:kind AS text) IS NULL OR kind = :kind)
      AND (CAST(:before AS bigint) IS NULL OR id < :before)
    ORDER BY id DESC LIMIT :limit
""")  # noqa: S608 - only our own list of columns is put in

_ONE = text(f"SELECT {_COLUMNS} FROM jobs WHERE id = :id")  # noqa: S608 - as above


def list_jobs(
    session: Session,
    *,
    user_id: int | None,
    requested_by: str | None,
    state: str | None,
    kind: str | None,
    before: int | None,
    limit: int,
) -> Sequence[RowMapping]:
    """Read at most ``limit`` jobs older than ``before``, the latest first; None filters nothing."""
    values = {
        "user_id": user_id,
        "requested_by": requested_by,
        "state": state,
        "kind": kind,
        "before": before,
        "limit": limit,
    }
    return session.execute(_PAGE, values).mappings().all()


def get_job(session: Session, job_id: int) -> RowMapping | None:
    """Read one job."""
    return session.execute(_ONE, {"id": job_id}).mappings().one_or_none()
