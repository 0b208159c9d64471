"""Long work and its state, and the answers of writes that may be sent twice."""

from datetime import datetime

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Float,
    ForeignKey,
    Index,
    UniqueConstraint,
    func,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from gridgeo.db.tables.base import Base, CreatedAt, Document, Key
from gridgeo.domain.enums import JobState


class Job(Base):
    """Long work, taken by a worker with SKIP LOCKED and kept alive by a heartbeat.

    ``attempts`` counts the times that it was taken, and fences: only the latest taker may end it.
    Jobs of one ``batch`` are parts of a larger piece of work; their input and output are bytes,
    ``payload`` and ``output``.
    """

    __tablename__ = "jobs"
    __table_args__ = (
        UniqueConstraint("requested_by", "idempotency_key"),
        CheckConstraint("progress BETWEEN 0 AND 1", name="progress"),
        CheckConstraint("attempts >= 0", name="attempts"),
        CheckConstraint("max_attempts >= 1", name="max_attempts"),
        CheckConstraint("(state = 'running') = (heartbeat_at IS NOT NULL)", name="heartbeat"),
        CheckConstraint(
            "(state IN ('done', 'failed', 'cancelled')) = (finished_at IS NOT NULL)",
            name="finished",
        ),
        Index("ix_jobs_queued", "priority", "id", postgresql_where=text("state = 'queued'")),
        Index("ix_jobs_running", "id", postgresql_where=text("state = 'running'")),
        Index("ix_jobs_user_id_id", "user_id", "id"),
        Index("ix_jobs_batch", "batch", postgresql_where=text("batch IS NOT NULL")),
        Index(
            "ix_jobs_finished_at", "finished_at", postgresql_where=text("finished_at IS NOT NULL")
        ),
    )

    id: Mapped[Key]
    kind: Mapped[str]
    arguments: Mapped[Document]
    state: Mapped[JobState] = mapped_column(server_default=JobState.QUEUED.value)
    priority: Mapped[int] = mapped_column(server_default="5")  # lower runs first
    idempotency_key: Mapped[str | None]
    attempts: Mapped[int] = mapped_column(server_default="0")
    max_attempts: Mapped[int] = mapped_column(server_default="3")
    progress: Mapped[float] = mapped_column(Float, server_default="0")
    note: Mapped[str | None]
    seconds_left: Mapped[float | None] = mapped_column(Float)
    result: Mapped[Document | None]
    result_file: Mapped[str | None]  # its name in the job's folder
    error: Mapped[str | None]
    requested_by: Mapped[str]
    user_id: Mapped[int | None] = mapped_column(
        BigInteger, ForeignKey("users.id", ondelete="SET NULL")
    )
    worker: Mapped[str | None]
    cancel_requested: Mapped[bool] = mapped_column(server_default="false")
    created_at: Mapped[CreatedAt]
    available_at: Mapped[datetime] = mapped_column(server_default=func.now())  # not before
    started_at: Mapped[datetime | None]
    heartbeat_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]
    batch: Mapped[str | None]
    payload: Mapped[bytes | None] = mapped_column(deferred=True)
    output: Mapped[bytes | None] = mapped_column(deferred=True)


class IdempotentAnswer(Base):
    """What a write with an Idempotency-Key was answered, kept in the write's own transaction.

    ``body`` is None where the answer held a secret.
    """

    __tablename__ = "idempotent_answers"
    __table_args__ = (
        CheckConstraint("octet_length(request_hash) = 32", name="request_hash"),
        Index("ix_idempotent_answers_created_at", "created_at"),
    )

    user_id: Mapped[int] = mapped_column(
        BigInteger, ForeignKey("users.id", ondelete="CASCADE"), primary_key=True
    )
    key: Mapped[str] = mapped_column(primary_key=True)
    operation: Mapped[str]
    request_hash: Mapped[bytes]
    status: Mapped[int]
    headers: Mapped[Document]
    body: Mapped[bytes | None]
    created_at: Mapped[CreatedAt]
