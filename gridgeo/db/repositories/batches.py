"""Batches of jobs: the parts of one larger piece of work, fetched by whoever asked for them."""

from dataclasses import dataclass

from sqlalchemy import text
from sqlalchemy.orm import Session

from gridgeo.domain.enums import JobState

_COLLECT = text("""
    DELETE FROM jobs WHERE batch = :batch AND finished_at IS NOT NULL
    RETURNING id, state, output, error
""")
_DROP = text("DELETE FROM jobs WHERE batch = :batch")


@dataclass(frozen=True, slots=True)
class EndedPart:
    """What became of one job of a batch."""

    id: int
    state: JobState
    output: bytes | None
    error: str | None


def collect(session: Session, batch: str) -> list[EndedPart]:
    """Take the ended jobs of a batch out of the table."""
    rows = session.execute(_COLLECT, {"batch": batch}).all()
    return [
        EndedPart(
            row.id,
            JobState(row.state),
            None if row.output is None else bytes(row.output),
            row.error,
        )
        for row in rows
    ]


def drop(session: Session, batch: str) -> None:
    """Delete a batch; a worker that still runs a part of it finds it lost."""
    session.execute(_DROP, {"batch": batch})
