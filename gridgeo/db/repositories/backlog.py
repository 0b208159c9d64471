"""How much waits: jobs, messages to webhooks, dead letters."""

from sqlalchemy import text
from sqlalchemy.orm import Session

_JOBS = text("""
    SELECT state, count(*) AS jobs FROM jobs WHERE state IN ('queued', 'running') GROUP BY state
""")
_WAITING = text("""
    SELECT count(*) FROM webhooks AS w
    JOIN outbox AS o ON o.id > w.position
     AND (w.network_code IS NULL OR o.payload ->> 'network' = w.network_code)
    WHERE w.active
""")
_DEAD = text("SELECT count(*) FROM webhook_dead_letters")


def count_jobs(session: Session) -> dict[str, int]:
    """Count the jobs that wait or run, by state."""
    return {row.state: row.jobs for row in session.execute(_JOBS)}


def count_waiting_messages(session: Session) -> int:
    """Count messages once for each webhook that has not taken them."""
    waiting: int = session.scalars(_WAITING).one()
    return waiting


def count_dead_letters(session: Session) -> int:
    """Count the messages that webhooks did not take in all attempts."""
    dead: int = session.scalars(_DEAD).one()
    return dead
