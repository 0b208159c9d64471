"""The queue of jobs: put in, take out, keep alive, end. One statement each, judged by one clock.

``attempts`` fences: a worker that was given up for dead, and comes back, matches no row any more.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson
from sqlalchemy import RowMapping, text
from sqlalchemy.orm import Session

from gridgeo.domain.enums import JobState

DEAD_SENTENCE = "The worker ended without a word while it ran this job, {} times."

_SUBMIT = text("""
    INSERT INTO jobs (kind, arguments, priority, idempotency_key, requested_by, user_id,
                      max_attempts, batch, payload, available_at)
    VALUES (:kind, CAST(:arguments AS jsonb), :priority, :key, :requested_by, :user_id,
            :max_attempts, :batch, :payload,
            coalesce(CAST(:not_before AS timestamptz), now()))
    ON CONFLICT (requested_by, idempotency_key) DO NOTHING
    RETURNING id
""")

_OF_KEY = text("""
    SELECT id, kind, arguments = CAST(:arguments AS jsonb) AS same FROM jobs
    WHERE requested_by = :requested_by AND idempotency_key = :key
""")

# What was free from the beginning does not wait when the clock is set back behind it.
_CLAIM = text("""
    UPDATE jobs SET state = 'running', attempts = attempts + 1, worker = :worker,
           started_at = clock_timestamp(), heartbeat_at = clock_timestamp(),
           progress = 0, note = NULL, seconds_left = NULL
    WHERE id = (
        SELECT id FROM jobs
        WHERE state = 'queued' AND available_at <= greatest(clock_timestamp(), created_at)
          AND kind = ANY(:kinds)
          AND (CAST(:batch AS text) IS NULL OR batch = :batch)
        ORDER BY priority, id LIMIT 1 FOR UPDATE SKIP LOCKED
    )
    RETURNING id, kind, arguments, attempts AS attempt, requested_by, user_id, batch, payload
""")

_BEAT = text("""
    UPDATE jobs SET heartbeat_at = clock_timestamp(), progress = :progress, note = :note,
           seconds_left = :seconds_left
    WHERE id = :id AND attempts = :attempt AND state = 'running'
    RETURNING cancel_requested
""")

_HOLD = text("""
    SELECT cancel_requested FROM jobs
    WHERE id = :id AND attempts = :attempt AND state = 'running' FOR UPDATE
""")

_FINISH = text("""
    UPDATE jobs SET state = :state, progress = CASE :state WHEN 'done' THEN 1 ELSE progress END,
           result = CAST(:result AS jsonb), result_file = :result_file, output = :output,
           error = :error, heartbeat_at = NULL, seconds_left = NULL,
           finished_at = clock_timestamp()
    WHERE id = :id AND attempts = :attempt AND state = 'running'
""")

_PUT_BACK = text("""
    UPDATE jobs SET state = 'queued', heartbeat_at = NULL, seconds_left = NULL, error = :error,
           available_at = clock_timestamp() + make_interval(secs => :delay_s),
           max_attempts = max_attempts + :forgiven
    WHERE id = :id AND attempts = :attempt AND state = 'running'
      AND (attempts < max_attempts OR :forgiven > 0)
""")

# A beat that lies ahead was made before the clock was set back, and none since.
_GIVE_UP_DEAD = text("""
    UPDATE jobs SET heartbeat_at = NULL, seconds_left = NULL, available_at = created_at,
           state = CASE WHEN cancel_requested THEN 'cancelled'
                        WHEN attempts < max_attempts THEN 'queued' ELSE 'failed' END,
           finished_at = CASE WHEN cancel_requested OR attempts >= max_attempts
                              THEN clock_timestamp() END,
           error = CASE WHEN attempts >= max_attempts AND NOT cancel_requested
                        THEN replace(:sentence, '{}', CAST(attempts AS text)) END
    WHERE id IN (
        SELECT id FROM jobs
        WHERE state = 'running'
          AND (worker = :worker
               OR heartbeat_at < clock_timestamp() - make_interval(secs => :lease_s)
               OR heartbeat_at > clock_timestamp() + make_interval(secs => :lease_s))
        FOR UPDATE SKIP LOCKED
    )
""")

_CANCEL = text("""
    UPDATE jobs SET cancel_requested = true,
           state = CASE state WHEN 'queued' THEN 'cancelled' ELSE state END,
           finished_at = CASE state WHEN 'queued' THEN clock_timestamp() END
    WHERE id = :id AND state IN ('queued', 'running')
""")

_RETIRE = text("""
    DELETE FROM jobs
    WHERE finished_at < clock_timestamp() - make_interval(secs => :older_than_s)
       OR batch IS NOT NULL AND created_at < clock_timestamp() - interval '1 day'
    RETURNING id
""")


@dataclass(frozen=True, slots=True)
class Claim:
    """A job in the hands of a worker; ``attempt`` is the fence of its statements."""

    id: int
    kind: str
    arguments: dict[str, Any]
    attempt: int
    requested_by: str
    user_id: int | None
    batch: str | None = None
    payload: bytes | None = None


@dataclass(frozen=True, slots=True)
class Ending:
    """How a job ended, and what it leaves."""

    state: JobState
    result: dict[str, Any] | None = None
    result_file: str | None = None
    output: bytes | None = None
    error: str | None = None


def submit(
    session: Session,
    kind: str,
    arguments: dict[str, Any],
    *,
    requested_by: str,
    user_id: int | None = None,
    key: str | None = None,
    priority: int = 5,
    max_attempts: int = 3,
    batch: str | None = None,
    payload: bytes | None = None,
    not_before: datetime | None = None,
) -> int | None:
    """Put a job into the queue and give its id; None when the key has been used by this person."""
    values = {
        "kind": kind,
        "arguments": orjson.dumps(arguments).decode(),
        "requested_by": requested_by,
        "user_id": user_id,
        "key": key,
        "priority": priority,
        "max_attempts": max_attempts,
        "batch": batch,
        "payload": payload,
        "not_before": not_before,
    }
    return session.execute(_SUBMIT, values).scalar()


def find_by_key(
    session: Session, requested_by: str, key: str, arguments: dict[str, Any]
) -> RowMapping:
    """Give id and kind of the job with this key, and whether its arguments are the same."""
    values = {
        "requested_by": requested_by,
        "key": key,
        "arguments": orjson.dumps(arguments).decode(),
    }
    return session.execute(_OF_KEY, values).mappings().one()


def is_queued(session: Session, kind: str) -> bool:
    """Say whether a job of a kind waits that nobody has begun."""
    statement = text("SELECT EXISTS (SELECT FROM jobs WHERE kind = :kind AND state = 'queued')")
    return bool(session.scalar(statement, {"kind": kind}))


def claim(
    session: Session, worker: str, kinds: Sequence[str], batch: str | None = None
) -> Claim | None:
    """Take the first job that is due, of these kinds and (where given) of one batch."""
    values = {"worker": worker, "kinds": list(kinds), "batch": batch}
    row = session.execute(_CLAIM, values).mappings().one_or_none()
    if row is None:
        return None
    payload = None if row["payload"] is None else bytes(row["payload"])
    return Claim(**{**row, "payload": payload})


def beat(
    session: Session,
    job: Claim,
    progress: float,
    note: str | None,
    seconds_left: float | None,
) -> bool | None:
    """Say that a job is alive; give whether it should be cancelled, None when it was lost."""
    values = {"progress": progress, "note": note, "seconds_left": seconds_left, **_fence(job)}
    return session.execute(_BEAT, values).scalar()


def hold(session: Session, job: Claim) -> bool | None:
    """Keep a job from being taken over until the transaction ends; answers as ``beat``."""
    return session.execute(_HOLD, _fence(job)).scalar()


def finish(session: Session, job: Claim, ending: Ending) -> bool:
    """End a job; False when it was lost, and nothing may be committed."""
    values = {
        "state": ending.state.value,
        "result": None if ending.result is None else orjson.dumps(ending.result).decode(),
        "result_file": ending.result_file,
        "output": ending.output,
        "error": ending.error,
        **_fence(job),
    }
    return _count(session, _FINISH, values) == 1


def put_back(
    session: Session, job: Claim, *, delay_s: float, error: str | None, forgiven: bool = False
) -> bool:
    """Let a job be tried again after some seconds; False when it has no attempt left, or was lost.

    A forgiven attempt does not count: the worker was told to stop.
    """
    values = {"delay_s": delay_s, "error": error, "forgiven": int(forgiven), **_fence(job)}
    return _count(session, _PUT_BACK, values) == 1


def give_up_dead(session: Session, lease_s: float, worker: str | None = None) -> int:
    """Free the jobs of workers that have been silent for so long, and of one known to be dead."""
    values = {"lease_s": lease_s, "worker": worker, "sentence": DEAD_SENTENCE}
    return _count(session, _GIVE_UP_DEAD, values)


def request_cancel(session: Session, job_id: int) -> bool:
    """Cancel a queued job at once and ask a running one to stop; False when it has ended."""
    return _count(session, _CANCEL, {"id": job_id}) == 1


def retire(session: Session, older_than_s: float) -> list[int]:
    """Delete jobs that ended so long ago, and batches that nobody has fetched; give their ids."""
    return sorted(session.execute(_RETIRE, {"older_than_s": older_than_s}).scalars())


def _fence(job: Claim) -> dict[str, int]:
    return {"id": job.id, "attempt": job.attempt}


def _count(session: Session, statement: Any, values: dict[str, Any]) -> int:
    count: int = session.execute(statement, values).rowcount  # type: ignore[attr-defined]
    return count
