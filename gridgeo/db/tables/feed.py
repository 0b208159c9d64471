"""What other systems are told: messages in the order of commits, and who is sent them."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from gridgeo.db.tables.base import Base, CreatedAt, Document, Key


class Outbox(Base):
    """A message to other systems, written in the transaction that it tells of.

    The database numbers messages in the order in which their transactions commit.
    """

    __tablename__ = "outbox"

    id: Mapped[Key]
    topic: Mapped[str]
    payload: Mapped[Document]
    created_at: Mapped[CreatedAt]


class Webhook(Base):
    """An address that is sent the messages, one after the other.

    ``position`` is the last message dealt with. Whoever delivers holds the ``lease``; one that was
    not given back ends by itself.
    """

    __tablename__ = "webhooks"
    __table_args__ = (
        CheckConstraint("url ~ '^https?://'", name="url"),
        CheckConstraint("attempts >= 0 AND position >= 0", name="attempts"),
        CheckConstraint("(lease IS NULL) = (leased_until IS NULL)", name="lease"),
        Index("ix_webhooks_due", "due_at", postgresql_where=text("active")),
    )

    id: Mapped[Key]
    name: Mapped[str]
    url: Mapped[str]
    network_code: Mapped[str | None] = mapped_column(ForeignKey("networks.code"))
    secret: Mapped[str]  # both sides sign with it, so a hash would not do
    active: Mapped[bool] = mapped_column(server_default="true")
    position: Mapped[int] = mapped_column(BigInteger)
    attempts: Mapped[int] = mapped_column(server_default="0")
    due_at: Mapped[CreatedAt]
    lease: Mapped[UUID | None]
    leased_until: Mapped[datetime | None]
    last_error: Mapped[str | None]
    last_delivered_at: Mapped[datetime | None]
    created_by: Mapped[str]
    created_at: Mapped[CreatedAt]


class WebhookDeadLetter(Base):
    """A message that a webhook did not take in all its attempts."""

    __tablename__ = "webhook_dead_letters"

    webhook_id: Mapped[int] = mapped_column(
        BigInteger, ForeignKey("webhooks.id", ondelete="CASCADE"), primary_key=True
    )
    message_id: Mapped[int] = mapped_column(
        BigInteger, ForeignKey("outbox.id", ondelete="CASCADE"), primary_key=True
    )
    attempts: Mapped[int]
    error: Mapped[str]
    died_at: Mapped[CreatedAt]
