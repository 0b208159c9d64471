"""Findings (问题) of the topology rules, and the exceptions that somebody answers for."""

from datetime import datetime

from geoalchemy2 import WKBElement
from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Float,
    ForeignKey,
    Index,
    UniqueConstraint,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY, TEXT
from sqlalchemy.orm import Mapped, mapped_column

from gridgeo.db.tables.base import Base, CreatedAt, Document, Key, geometry, spatial_index
from gridgeo.domain.enums import Severity


class StoredFinding(Base):
    """A fault found in a plan or in a published network.

    The same fault keeps its ``finding_id`` over later checks; it is resolved, not deleted, when a
    check no longer finds it.
    """

    __tablename__ = "findings"
    __table_args__ = (
        UniqueConstraint(
            "network_code", "plan_id", "finding_id", postgresql_nulls_not_distinct=True
        ),
        CheckConstraint("area_m2 >= 0 AND width_m >= 0 AND households >= 0", name="measures"),
        CheckConstraint("last_seen_at >= first_seen_at", name="seen"),
        Index(
            "ix_findings_open",
            "network_code",
            "plan_id",
            postgresql_where=text("resolved_at IS NULL"),
        ),
        Index("ix_findings_grid_codes", "grid_codes", postgresql_using="gin"),
        spatial_index("findings"),
    )

    id: Mapped[Key]
    finding_id: Mapped[str]
    network_code: Mapped[str] = mapped_column(ForeignKey("networks.code"))
    plan_id: Mapped[int | None] = mapped_column(
        BigInteger, ForeignKey("plans.id", ondelete="CASCADE"), index=True
    )
    rule: Mapped[str]
    severity: Mapped[Severity]
    grid_codes: Mapped[list[str]] = mapped_column(ARRAY(TEXT))
    area_m2: Mapped[float | None] = mapped_column(Float)
    width_m: Mapped[float | None] = mapped_column(Float)
    households: Mapped[int | None]
    sentence_zh: Mapped[str]
    sentence_en: Mapped[str]
    details: Mapped[Document] = mapped_column(server_default=text("'{}'"))
    first_seen_at: Mapped[CreatedAt]
    last_seen_at: Mapped[CreatedAt]
    resolved_at: Mapped[datetime | None]
    exception_id: Mapped[int | None] = mapped_column(
        BigInteger, ForeignKey("finding_exceptions.id", ondelete="SET NULL"), index=True
    )
    geometry: Mapped[WKBElement | None] = geometry("GEOMETRY", nullable=True)


class FindingException(Base):
    """A finding that stays as it is, with a reason, a name and an end.

    The size and the grids that it was granted for tell whether the fault is still the same.
    """

    __tablename__ = "finding_exceptions"
    __table_args__ = (
        UniqueConstraint("network_code", "finding_id"),
        CheckConstraint("reason ~ '\\S'", name="reason"),
        CheckConstraint("area_m2 >= 0 AND households >= 0", name="measures"),
    )

    id: Mapped[Key]
    network_code: Mapped[str] = mapped_column(ForeignKey("networks.code"))
    finding_id: Mapped[str]
    rule: Mapped[str]
    grid_codes: Mapped[list[str]] = mapped_column(ARRAY(TEXT))
    area_m2: Mapped[float] = mapped_column(Float)
    households: Mapped[int | None]
    reason: Mapped[str]
    granted_by: Mapped[str]
    granted_at: Mapped[CreatedAt]
    ends_at: Mapped[datetime | None]


class NetworkThreshold(Base):
    """A threshold of the rules that a network has of its own; the others are the defaults."""

    __tablename__ = "network_thresholds"
    __table_args__ = (CheckConstraint("value >= 0", name="value"),)

    network_code: Mapped[str] = mapped_column(
        ForeignKey("networks.code", ondelete="CASCADE"), primary_key=True
    )
    name: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[float] = mapped_column(Float)
