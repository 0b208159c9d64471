"""What waits to be done, as figures for whoever watches over the service."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from gridgeo.db.repositories import backlog


@dataclass(frozen=True, slots=True)
class Backlog:
    """Jobs by state (``queued``, ``running``), and messages to other systems."""

    jobs: dict[str, int]
    messages_waiting: int
    dead_letters: int


def measure_backlog(session: Session) -> Backlog:
    """Measure it now."""
    counted = backlog.count_jobs(session)
    return Backlog(
        jobs={"queued": 0, "running": 0} | counted,
        messages_waiting=backlog.count_waiting_messages(session),
        dead_letters=backlog.count_dead_letters(session),
    )
