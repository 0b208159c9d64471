"""Events (事件) that are reported in grids, and the steps of their loop."""

from datetime import datetime

from geoalchemy2 import WKBElement
from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ForeignKey,
    Index,
    Integer,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column

from gridgeo.db.tables.base import Base, CreatedAt, Document, Key, geometry, spatial_index
from gridgeo.domain.enums import AreaLevel
from gridgeo.domain.event_loop import EventState


class Event(Base):
    """An event (事件) that was reported in a grid and is handled there."""

    __tablename__ = "events"
    __table_args__ = (
        UniqueConstraint("external_code"),
        CheckConstraint("closed_at >= reported_at", name="closed_after_reported"),
        CheckConstraint("urgency BETWEEN 1 AND 5", name="urgency"),
        Index("ix_events_grid_id_reported_at", "grid_id", "reported_at"),
        Index("ix_events_open", "due_at", postgresql_where="closed_at IS NULL"),
        spatial_index("events"),
    )

    id: Mapped[Key]
    external_code: Mapped[str | None]  # the key that the source system uses
    grid_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("grids.id"))
    area_code: Mapped[str | None] = mapped_column(ForeignKey("areas.code"))
    reported_by: Mapped[str | None] = mapped_column(ForeignKey("workers.code"))
    kind: Mapped[str]
    state: Mapped[EventState] = mapped_column(server_default=EventState.COLLECTED.value)
    level: Mapped[AreaLevel] = mapped_column(server_default=AreaLevel.COMMUNITY.value)
    urgency: Mapped[int] = mapped_column(Integer, server_default="3")
    reported_at: Mapped[datetime]
    filed_at: Mapped[datetime | None]
    due_at: Mapped[datetime | None]  # by when it is to be closed
    closed_at: Mapped[datetime | None]
    description: Mapped[str | None]
    address: Mapped[str | None]
    photo: Mapped[str | None]  # where the picture is kept; never the picture itself
    details: Mapped[Document]
    geometry: Mapped[WKBElement] = geometry("POINT")


class EventStepTaken(Base):
    """One step of an event's loop: who did what when, and where it stood afterwards."""

    __tablename__ = "event_steps"
    __table_args__ = (
        CheckConstraint("number > 0", name="number"),
        CheckConstraint("rating BETWEEN 1 AND 5", name="rating"),
    )

    event_id: Mapped[int] = mapped_column(
        BigInteger, ForeignKey("events.id", ondelete="CASCADE"), primary_key=True
    )
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    step: Mapped[str]
    state: Mapped[EventState]
    level: Mapped[AreaLevel]
    worker_code: Mapped[str | None] = mapped_column(ForeignKey("workers.code"))
    note: Mapped[str | None]
    rating: Mapped[int | None]
    actor: Mapped[str]
    at: Mapped[CreatedAt]
