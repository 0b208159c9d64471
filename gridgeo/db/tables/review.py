"""The review of plans: one log of steps and comments a plan; who is at work in a plan now."""

from datetime import datetime

from geoalchemy2 import WKBElement
from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, ForeignKeyConstraint, Index
from sqlalchemy.orm import Mapped, mapped_column

from gridgeo.db.tables.base import Base, CreatedAt, geometry
from gridgeo.domain.enums import PlanState
from gridgeo.domain.review import ENTRY_KINDS

_KINDS = ", ".join(f"'{kind}'" for kind in ENTRY_KINDS)


class ReviewEntry(Base):
    """A step of a plan's review, or a comment; written once."""

    __tablename__ = "review_entries"
    __table_args__ = (
        CheckConstraint("number > 0", name="number"),
        CheckConstraint(f"kind IN ({_KINDS})", name="kind"),
        CheckConstraint(
            "(kind IN ('reply', 'resolve', 'unresolve')) = (thread IS NOT NULL)", name="thread"
        ),
        CheckConstraint(r"text ~ '\S'", name="text"),
        CheckConstraint(
            "text IS NOT NULL OR kind NOT IN ('send_back', 'reject', 'publish_failed', 'comment',"
            " 'reply')",
            name="reasons",
        ),
        CheckConstraint(
            "kind = 'comment' OR (grid_code IS NULL AND geometry IS NULL)", name="pinned"
        ),
        ForeignKeyConstraint(
            ["plan_id", "thread"],
            ["review_entries.plan_id", "review_entries.number"],
            ondelete="CASCADE",
        ),
    )

    plan_id: Mapped[int] = mapped_column(
        BigInteger, ForeignKey("plans.id", ondelete="CASCADE"), primary_key=True
    )
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    kind: Mapped[str]
    thread: Mapped[int | None]  # number of the comment that it belongs to
    revision: Mapped[int]  # of the plan, when it was written
    state: Mapped[PlanState]  # of the plan, afterwards
    text: Mapped[str | None]
    grid_code: Mapped[str | None]
    publish_at: Mapped[datetime | None]
    sentence_zh: Mapped[str]
    sentence_en: Mapped[str]
    actor: Mapped[str]
    at: Mapped[CreatedAt]
    geometry: Mapped[WKBElement | None] = geometry("POINT", nullable=True)


class PlanPresence(Base):
    """Somebody who has a plan open; unlogged, and stale after some seconds without a beat."""

    __tablename__ = "plan_presences"
    __table_args__ = (
        Index("ix_plan_presences_seen_at", "seen_at"),
        {"prefixes": ["UNLOGGED"]},
    )

    plan_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    login: Mapped[str] = mapped_column(primary_key=True)
    session: Mapped[str] = mapped_column(primary_key=True)
    grid_code: Mapped[str | None]
    seen_at: Mapped[CreatedAt]
