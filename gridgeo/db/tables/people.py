"""Grid workers, their postings and stand-ins, their tracks and visits."""

from datetime import datetime

from geoalchemy2 import WKBElement
from sqlalchemy import (
    DOUBLE_PRECISION,
    REAL,
    BigInteger,
    CheckConstraint,
    ForeignKey,
    Index,
    SmallInteger,
    UniqueConstraint,
)
from sqlalchemy.dialects.postgresql import ExcludeConstraint, Range
from sqlalchemy.orm import Mapped, mapped_column

from gridgeo.db.tables.base import Base, Code, CreatedAt, Document, Key, geometry, spatial_index


class Worker(Base):
    """A grid worker (网格员), or anybody else who serves grids."""

    __tablename__ = "workers"
    __table_args__ = (
        CheckConstraint("sex IN ('female', 'male')", name="sex"),
        CheckConstraint("birth_year BETWEEN 1900 AND 2100", name="birth_year"),
        CheckConstraint(
            "education IN ('primary', 'junior', 'senior', 'college', 'bachelor', 'postgraduate')",
            name="education",
        ),
    )

    code: Mapped[Code]
    name: Mapped[str]
    phone: Mapped[str | None]  # private
    duty_phone: Mapped[str | None]  # may stand on a notice sheet
    sex: Mapped[str | None]
    birth_year: Mapped[int | None]
    education: Mapped[str | None]
    party_member: Mapped[bool | None]
    created_at: Mapped[CreatedAt]


class Posting(Base):
    """A posting (派岗): this worker serves that grid in this role for that time."""

    __tablename__ = "postings"
    __table_args__ = (
        ExcludeConstraint(
            ("worker_code", "="),
            ("grid_id", "="),
            ("role", "="),
            ("valid", "&&"),
            using="gist",
            name="ex_postings_worker_code_grid_id_role_valid",
        ),
        CheckConstraint("NOT isempty(valid)", name="valid"),
        Index("ix_postings_grid_id", "grid_id"),
    )

    id: Mapped[Key]
    worker_code: Mapped[str] = mapped_column(ForeignKey("workers.code"))
    grid_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("grids.id"))
    role: Mapped[str]
    valid: Mapped[Range[datetime]]


class CoverPair(Base):
    """A cover pair (AB岗): two grids whose workers stand in for each other."""

    __tablename__ = "cover_pairs"
    __table_args__ = (
        CheckConstraint("grid_a_id < grid_b_id", name="ordered"),
        ExcludeConstraint(
            ("grid_a_id", "="),
            ("grid_b_id", "="),
            ("valid", "&&"),
            using="gist",
            name="ex_cover_pairs_grid_a_id_grid_b_id_valid",
        ),
    )

    id: Mapped[Key]
    grid_a_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("grids.id"), index=True)
    grid_b_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("grids.id"), index=True)
    valid: Mapped[Range[datetime]]


class TrackPoint(Base):
    """A raw position (轨迹点) as a device reported it; filters flag, they do not delete.

    Partitioned by month of ``recorded_at``; the key makes a replayed upload add nothing. Longitude
    and latitude are plain numbers: points are read by worker and day, never by place.
    """

    __tablename__ = "track_points"
    __table_args__ = (
        Index("ix_track_points_recorded_at", "recorded_at", postgresql_using="brin"),
        {"postgresql_partition_by": "RANGE (recorded_at)"},
    )

    worker_code: Mapped[str] = mapped_column(primary_key=True)  # checked once a batch
    device: Mapped[str] = mapped_column(primary_key=True)
    recorded_at: Mapped[datetime] = mapped_column(primary_key=True)
    accuracy_m: Mapped[float | None] = mapped_column(REAL)
    lon: Mapped[float] = mapped_column(DOUBLE_PRECISION)
    lat: Mapped[float] = mapped_column(DOUBLE_PRECISION)
    flags: Mapped[int] = mapped_column(SmallInteger, server_default="0")


class Visit(Base):
    """A visit (走访) of a worker to a household or a place."""

    __tablename__ = "visits"
    __table_args__ = (
        UniqueConstraint("external_code"),
        Index("ix_visits_grid_id_visited_at", "grid_id", "visited_at"),
        Index("ix_visits_worker_code_visited_at", "worker_code", "visited_at"),
        spatial_index("visits"),
    )

    id: Mapped[Key]
    external_code: Mapped[str | None]  # the key that the source system uses
    worker_code: Mapped[str] = mapped_column(ForeignKey("workers.code"))
    grid_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("grids.id"))
    household_code: Mapped[str | None] = mapped_column(
        ForeignKey("households.code", ondelete="SET NULL"), index=True
    )
    visited_at: Mapped[datetime]
    kind: Mapped[str]
    details: Mapped[Document]
    geometry: Mapped[WKBElement | None] = geometry("POINT", nullable=True)
