"""Leaves of workers, rules that a network sets, and monthly assessments."""

from datetime import date, datetime

from sqlalchemy import ARRAY, CheckConstraint, Float, ForeignKey, ForeignKeyConstraint, Index, Text
from sqlalchemy.dialects.postgresql import JSONB, ExcludeConstraint, Range
from sqlalchemy.orm import Mapped, mapped_column

from gridgeo.db.tables.base import Base, CreatedAt, Document, Key


class Leave(Base):
    """A time for which a worker is away (请假)."""

    __tablename__ = "leaves"
    __table_args__ = (
        ExcludeConstraint(
            ("worker_code", "="),
            ("valid", "&&"),
            using="gist",
            name="ex_leaves_worker_code_valid",
        ),
        CheckConstraint("kind IN ('annual', 'sick', 'training', 'other')", name="kind"),
        CheckConstraint("NOT isempty(valid) AND NOT lower_inf(valid)", name="valid"),
    )

    id: Mapped[Key]
    worker_code: Mapped[str] = mapped_column(ForeignKey("workers.code"))
    kind: Mapped[str]
    valid: Mapped[Range[datetime]]
    noted_by: Mapped[str]


class NetworkRule(Base):
    """A rule that a network sets for itself: how it assesses, how long events may last."""

    __tablename__ = "network_rules"

    network_code: Mapped[str] = mapped_column(
        ForeignKey("networks.code", ondelete="CASCADE"), primary_key=True
    )
    name: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[Document]
    set_by: Mapped[str]
    set_at: Mapped[CreatedAt]


class AssessmentMonth(Base):
    """A month that was assessed (考核), and the rules that held then."""

    __tablename__ = "assessment_months"
    __table_args__ = (
        CheckConstraint("month = date_trunc('month', month::timestamp)", name="month"),
    )

    network_code: Mapped[str] = mapped_column(ForeignKey("networks.code"), primary_key=True)
    month: Mapped[date] = mapped_column(primary_key=True)
    rules: Mapped[Document]
    computed_by: Mapped[str]
    computed_at: Mapped[CreatedAt]


class Assessment(Base):
    """The score of one worker in one month, with the figures that it is made of."""

    __tablename__ = "assessments"
    __table_args__ = (
        ForeignKeyConstraint(
            ["network_code", "month"],
            ["assessment_months.network_code", "assessment_months.month"],
            ondelete="CASCADE",
        ),
        CheckConstraint("score BETWEEN 0 AND 100", name="score"),
        CheckConstraint("listed IN ('red', 'black')", name="listed"),
        CheckConstraint("(score IS NULL) = (rank IS NULL)", name="ranked"),
    )

    network_code: Mapped[str] = mapped_column(primary_key=True)
    month: Mapped[date] = mapped_column(primary_key=True)
    worker_code: Mapped[str] = mapped_column(
        ForeignKey("workers.code"), primary_key=True, index=True
    )
    score: Mapped[float | None] = mapped_column(Float)
    rank: Mapped[int | None]
    listed: Mapped[str | None]  # on the red or on the black list
    grid_codes: Mapped[list[str]] = mapped_column(ARRAY(Text))
    lines: Mapped[list[Document]] = mapped_column(JSONB)


class AssessmentNote(Base):
    """What somebody has to say about a score (申诉), and what was answered."""

    __tablename__ = "assessment_notes"
    __table_args__ = (
        CheckConstraint(
            "(answer IS NULL) = (answered_by IS NULL) AND (answer IS NULL) = (answered_at IS NULL)",
            name="answered",
        ),
        Index("ix_assessment_notes_network_code_month", "network_code", "month"),
    )

    id: Mapped[Key]
    network_code: Mapped[str] = mapped_column(ForeignKey("networks.code"))
    month: Mapped[date]
    worker_code: Mapped[str] = mapped_column(ForeignKey("workers.code"), index=True)
    note: Mapped[str]
    noted_by: Mapped[str]
    noted_at: Mapped[CreatedAt]
    answer: Mapped[str | None]
    answered_by: Mapped[str | None]
    answered_at: Mapped[datetime | None]
