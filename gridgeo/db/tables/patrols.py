"""Days of patrols, what is reckoned from them, and campaigns of visits."""

from datetime import date, datetime

from sqlalchemy import (
    ARRAY,
    DOUBLE_PRECISION,
    REAL,
    TEXT,
    BigInteger,
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    LargeBinary,
    SmallInteger,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from gridgeo.db.tables.base import Base, CreatedAt, Document, Key


class MisdatedPoint(Base):
    """A track point whose clock was so wrong that no month holds it; kept as it came."""

    __tablename__ = "misdated_points"

    worker_code: Mapped[str] = mapped_column(primary_key=True)
    device: Mapped[str] = mapped_column(primary_key=True)
    recorded_at: Mapped[datetime] = mapped_column(primary_key=True)
    received_at: Mapped[CreatedAt]
    accuracy_m: Mapped[float | None] = mapped_column(REAL)
    lon: Mapped[float] = mapped_column(DOUBLE_PRECISION)
    lat: Mapped[float] = mapped_column(DOUBLE_PRECISION)
    flags: Mapped[int] = mapped_column(SmallInteger, server_default="0")


class PatrolDay(Base):
    """A local day with points: each upload raises its mark, reckoning it catches up."""

    __tablename__ = "patrol_days"
    __table_args__ = (
        Index("ix_patrol_days_stale", "day", postgresql_where=text("reckoned_mark < mark")),
    )

    day: Mapped[date] = mapped_column(primary_key=True)
    mark: Mapped[int] = mapped_column(BigInteger, server_default="1")
    reckoned_mark: Mapped[int] = mapped_column(BigInteger, server_default="0")
    reckoned_at: Mapped[datetime | None]
    points: Mapped[int] = mapped_column(server_default="0")
    used: Mapped[int] = mapped_column(server_default="0")
    flags: Mapped[Document] = mapped_column(server_default="{}")


class TrackDay(Base):
    """A track (巡查轨迹): what one device did on one local day; ``path`` is packed."""

    __tablename__ = "track_days"

    day: Mapped[date] = mapped_column(
        ForeignKey("patrol_days.day", ondelete="CASCADE"), primary_key=True
    )
    device: Mapped[str] = mapped_column(primary_key=True)
    workers: Mapped[list[str]] = mapped_column(ARRAY(TEXT))
    points: Mapped[int]
    used: Mapped[int]
    flags: Mapped[Document]
    mode: Mapped[int | None] = mapped_column(SmallInteger)
    metres: Mapped[float] = mapped_column(REAL)
    seconds: Mapped[float] = mapped_column(REAL)
    stops: Mapped[int]
    first_at: Mapped[datetime | None]
    last_at: Mapped[datetime | None]
    path: Mapped[bytes] = mapped_column(LargeBinary)


class NetworkDay(Base):
    """A day held against the grids of a network: by which frame, up to which mark."""

    __tablename__ = "network_days"

    day: Mapped[date] = mapped_column(
        ForeignKey("patrol_days.day", ondelete="CASCADE"), primary_key=True
    )
    network_code: Mapped[str] = mapped_column(
        ForeignKey("networks.code", ondelete="CASCADE"), primary_key=True
    )
    frame: Mapped[str]
    mark: Mapped[int] = mapped_column(BigInteger)


class TrackGrid(Base):
    """What one track did inside one grid."""

    __tablename__ = "track_grids"
    __table_args__ = (
        ForeignKeyConstraint(
            ["day", "network_code"],
            ["network_days.day", "network_days.network_code"],
            ondelete="CASCADE",
            name="fk_track_grids_day_network_code_network_days",
        ),
    )

    day: Mapped[date] = mapped_column(primary_key=True)
    network_code: Mapped[str] = mapped_column(primary_key=True)
    grid_id: Mapped[int] = mapped_column(
        BigInteger, ForeignKey("grids.id"), primary_key=True, index=True
    )
    device: Mapped[str] = mapped_column(primary_key=True)
    points: Mapped[int]
    rounds: Mapped[int] = mapped_column(SmallInteger)
    seconds: Mapped[float] = mapped_column(REAL)
    metres: Mapped[float] = mapped_column(REAL)
    first_at: Mapped[datetime]
    last_at: Mapped[datetime]


class PassedDay(Base):
    """Which cells, households, buildings or pieces of street were passed: packed bits."""

    __tablename__ = "passed_days"
    __table_args__ = (
        ForeignKeyConstraint(
            ["day", "network_code"],
            ["network_days.day", "network_days.network_code"],
            ondelete="CASCADE",
            name="fk_passed_days_day_network_code_network_days",
        ),
    )

    day: Mapped[date] = mapped_column(primary_key=True)
    network_code: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(primary_key=True)
    marks: Mapped[bytes] = mapped_column(LargeBinary)


class HeatDay(Base):
    """Cells of the heat map of one day and hour; the network ``*`` is all of them together."""

    __tablename__ = "heat_days"
    __table_args__ = (CheckConstraint("hour BETWEEN 0 AND 23", name="hour"),)

    day: Mapped[date] = mapped_column(
        ForeignKey("patrol_days.day", ondelete="CASCADE"), primary_key=True
    )
    network_code: Mapped[str] = mapped_column(primary_key=True)
    role: Mapped[str] = mapped_column(primary_key=True)
    hour: Mapped[int] = mapped_column(SmallInteger, primary_key=True)
    cells: Mapped[bytes] = mapped_column(LargeBinary)


class HeatMonth(Base):
    """A block of the heat map's cells of a whole month; ``state`` names the days it is made of."""

    __tablename__ = "heat_months"

    month: Mapped[date] = mapped_column(primary_key=True)
    network_code: Mapped[str] = mapped_column(primary_key=True)
    doubled: Mapped[int] = mapped_column(SmallInteger, primary_key=True)
    block: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    state: Mapped[str]
    count: Mapped[int]
    passes: Mapped[int] = mapped_column(BigInteger)
    seconds: Mapped[int] = mapped_column(BigInteger)
    west: Mapped[int]
    east: Mapped[int]
    north: Mapped[int]
    south: Mapped[int]
    cells: Mapped[bytes] = mapped_column(LargeBinary)


class VisitCampaign(Base):
    """A campaign (走访活动): households of a network to be visited between two days."""

    __tablename__ = "visit_campaigns"
    __table_args__ = (
        UniqueConstraint("network_code", "name"),
        CheckConstraint("starts_on <= ends_on", name="days"),
    )

    id: Mapped[Key]
    network_code: Mapped[str] = mapped_column(ForeignKey("networks.code"))
    name: Mapped[str]
    kind: Mapped[str]
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    started_by: Mapped[str]
    created_at: Mapped[CreatedAt]
