"""Put long work into the queue."""

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from gridgeo.db.repositories import jobs
from gridgeo.domain.errors import ConflictError
from gridgeo.services.jobs.kinds import find_kind


def submit_job(
    session: Session,
    kind: str,
    arguments: dict[str, Any],
    *,
    actor: str = "system",
    user_id: int | None = None,
    key: str | None = None,
    priority: int = 5,
    not_before: datetime | None = None,
) -> int:
    """Put a job into the queue, in the caller's transaction.

    Parameters
    ----------
    session : Session
        The caller commits; only then a worker sees the job.
    kind : str
        One of `gridgeo.services.jobs.kinds.KINDS`.
    arguments : dict
        What JSON can hold.
    actor : str
        Who asks, as in the audit log.
    user_id : int, optional
        The account that may see, cancel and fetch it; only administrators may where there is none.
    key : str, optional
        The same key of the same actor never makes a second job.
    priority : int
        Lower runs first.
    not_before : datetime, optional
        Aware instant before which no worker takes it; at once by default.

    Returns
    -------
    int
        The job's id; that of the earlier job where the key has been used.

    Raises
    ------
    BadInputError
        If there is no such kind.
    ConflictError
        If the key was used for something else.
    """
    job_id = jobs.submit(
        session,
        kind,
        arguments,
        requested_by=actor,
        user_id=user_id,
        key=key,
        priority=priority,
        max_attempts=find_kind(kind).max_attempts,
        not_before=not_before,
    )
    if job_id is not None or key is None:
        assert job_id is not None  # noqa: S101 - without a key nothing can be in the way
        return job_id
    earlier = jobs.find_by_key(session, actor, key, arguments)
    if earlier["kind"] != kind or not earlier["same"]:
        raise ConflictError(
            f"The key '{key}' was used for another job, {earlier['id']}; take a new one.",
            field="Idempotency-Key",
        )
    return int(earlier["id"])
