"""What runs beside requests: imports, jobs, and facts about the installation."""

from datetime import datetime

from sqlalchemy import BigInteger, CheckConstraint, Float, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from gridgeo.db.tables.base import Base, CreatedAt, Document, Key
from gridgeo.domain.enums import JobState


class Import(Base):
    """One import: where its rows came from, how coordinates were moved, what became of it."""

    __tablename__ = "imports"
    __table_args__ = (
        CheckConstraint(
            "rows_read >= 0 AND inserted >= 0 AND updated >= 0 AND rejected >= 0", name="counts"
        ),
    )

    id: Mapped[Key]
    kind: Mapped[str]
    network_code: Mapped[str | None] = mapped_column(ForeignKey("networks.code"))
    source: Mapped[str]
    source_crs: Mapped[str]
    transform: Mapped[str]  # the operation that led from there to EPSG:4326
    rows_read: Mapped[int]
    inserted: Mapped[int]
    updated: Mapped[int]
    rejected: Mapped[int]
    imported_by: Mapped[str]
    imported_at: Mapped[CreatedAt]


class ImportRejection(Base):
    """A row that an import left out; its value is not kept, it may be personal."""

    __tablename__ = "import_rejections"

    import_id: Mapped[int] = mapped_column(
        BigInteger, ForeignKey("imports.id", ondelete="CASCADE"), primary_key=True
    )
    position: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    row: Mapped[str]
    column: Mapped[str]
    reason: Mapped[str]


class Job(Base):
    """Long work, taken by a worker with SKIP LOCKED and kept alive by a heartbeat."""

    __tablename__ = "jobs"
    __table_args__ = (
        UniqueConstraint("idempotency_key"),
        CheckConstraint("progress BETWEEN 0 AND 1", name="progress"),
        CheckConstraint("attempts >= 0", name="attempts"),
        CheckConstraint("(state = 'running') = (heartbeat_at IS NOT NULL)", name="heartbeat"),
        Index("ix_jobs_queued", "priority", "id", postgresql_where=text("state = 'queued'")),
    )

    id: Mapped[Key]
    kind: Mapped[str]
    arguments: Mapped[Document]
    state: Mapped[JobState] = mapped_column(server_default=JobState.QUEUED.value)
    priority: Mapped[int] = mapped_column(server_default="5")  # lower runs first
    idempotency_key: Mapped[str | None]
    attempts: Mapped[int] = mapped_column(server_default="0")
    progress: Mapped[float] = mapped_column(Float, server_default="0")
    result: Mapped[Document | None]
    error: Mapped[str | None]
    requested_by: Mapped[str]
    cancel_requested: Mapped[bool] = mapped_column(server_default="false")
    created_at: Mapped[CreatedAt]
    started_at: Mapped[datetime | None]
    heartbeat_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]


class SiteFact(Base):
    """A fact about this installation, such as whether its data are synthetic."""

    __tablename__ = "site_facts"

    name: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[object] = mapped_column(JSONB)
