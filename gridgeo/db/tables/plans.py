"""Plans (方案): which unit belongs to which grid, the derived grids, and the operation log."""

from datetime import date, datetime

from geoalchemy2 import WKBElement
from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Float,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from gridgeo.db.tables.base import Base, CreatedAt, Document, Key, geometry, spatial_index
from gridgeo.domain.enums import BandStatus, GridKind, GridStatus, PlanState

_EDIT = "sequence > 1 AND kind NOT IN ('undo', 'redo', 'lock', 'unlock', 'branch')"
_TO_UNDO = text(f"{_EDIT} AND undone_at IS NULL")
_TO_REDO = text(f"{_EDIT} AND undone_at IS NOT NULL AND NOT left_behind")


class Plan(Base):
    """A draft over some areas of one network, based on a published version of it."""

    __tablename__ = "plans"
    __table_args__ = (
        CheckConstraint("revision >= 0 AND base_version >= 0", name="revision"),
        CheckConstraint(
            "(state = 'published') = (published_version IS NOT NULL)", name="published_version"
        ),
        CheckConstraint("publish_at IS NULL OR state = 'approved'", name="publish_at"),
    )

    id: Mapped[Key]
    network_code: Mapped[str] = mapped_column(ForeignKey("networks.code"), index=True)
    name: Mapped[str]
    state: Mapped[PlanState] = mapped_column(server_default=PlanState.DRAFT.value)
    revision: Mapped[int] = mapped_column(server_default="0")
    base_version: Mapped[int]  # 0: nothing was published yet
    published_version: Mapped[int | None]
    publish_at: Mapped[datetime | None]  # when an approved plan goes into force by itself
    seed: Mapped[int] = mapped_column(BigInteger)
    summary: Mapped[Document] = mapped_column(server_default=text("'{}'"))
    created_by: Mapped[str]
    created_at: Mapped[CreatedAt]
    updated_at: Mapped[CreatedAt]


class PlanArea(Base):
    """A community that a plan covers."""

    __tablename__ = "plan_areas"

    plan_id: Mapped[int] = mapped_column(
        BigInteger, ForeignKey("plans.id", ondelete="CASCADE"), primary_key=True
    )
    area_code: Mapped[str] = mapped_column(ForeignKey("areas.code"), primary_key=True)


class PlanGrid(Base):
    """A grid of a plan, its polygon dissolved from its units."""

    __tablename__ = "plan_grids"
    __table_args__ = (
        UniqueConstraint("plan_id", "code"),
        CheckConstraint("households >= 0 AND persons >= 0 AND units >= 0", name="counts"),
        CheckConstraint("polsby_popper BETWEEN 0 AND 1", name="polsby_popper"),
        CheckConstraint("expected_households >= 0", name="expected"),
        CheckConstraint(
            "trigger_count IS NULL OR trigger_count > 0 AND status = 'reserved'", name="trigger"
        ),
        spatial_index("plan_grids"),
    )

    plan_id: Mapped[int] = mapped_column(
        BigInteger, ForeignKey("plans.id", ondelete="CASCADE"), primary_key=True
    )
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    code: Mapped[str]
    name: Mapped[str]
    kind: Mapped[GridKind]
    status: Mapped[GridStatus]
    area_code: Mapped[str | None] = mapped_column(ForeignKey("areas.code"))
    continues_grid_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("grids.id"))
    units: Mapped[int]
    households: Mapped[int]
    persons: Mapped[int]
    area_m2: Mapped[float] = mapped_column(Float)
    polsby_popper: Mapped[float] = mapped_column(Float)
    band_status: Mapped[BandStatus | None]  # NULL: a dedicated grid has no band
    reason: Mapped[str | None]
    locked: Mapped[bool] = mapped_column(server_default=text("false"))
    place_code: Mapped[str | None]  # of a dedicated grid
    expected_households: Mapped[int | None]  # of a reserved grid, when people have moved in
    active_from: Mapped[date | None]  # when a reserved grid is expected to hold the minimum
    trigger_count: Mapped[int | None]  # how many make a reserved grid due; NULL: the minimum
    geometry: Mapped[WKBElement] = geometry("MULTIPOLYGON")


class PlanUnit(Base):
    """The assignment (划归): one unit has one grid in a plan."""

    __tablename__ = "plan_units"
    __table_args__ = (
        ForeignKeyConstraint(
            ["plan_id", "grid_number"],
            ["plan_grids.plan_id", "plan_grids.number"],
            ondelete="CASCADE",
            deferrable=True,
            initially="DEFERRED",
        ),
        Index("ix_plan_units_plan_id_grid_number", "plan_id", "grid_number"),
        Index("ix_plan_units_unit_id", "unit_id"),
    )

    plan_id: Mapped[int] = mapped_column(
        BigInteger, ForeignKey("plans.id", ondelete="CASCADE"), primary_key=True
    )
    unit_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("units.id"), primary_key=True)
    grid_number: Mapped[int]
    pinned: Mapped[bool] = mapped_column(server_default=text("false"))


class PlanOperation(Base):
    """One edit of a plan; the log replays to the plan, and back."""

    __tablename__ = "plan_operations"
    __table_args__ = (
        CheckConstraint("sequence > 0 AND revision > 0", name="sequence"),
        UniqueConstraint("plan_id", "revision"),
        Index("ix_plan_operations_to_undo", "plan_id", "sequence", postgresql_where=_TO_UNDO),
        Index("ix_plan_operations_to_redo", "plan_id", "sequence", postgresql_where=_TO_REDO),
    )

    plan_id: Mapped[int] = mapped_column(
        BigInteger, ForeignKey("plans.id", ondelete="CASCADE"), primary_key=True
    )
    sequence: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    revision: Mapped[int]  # the plan's revision after this operation
    kind: Mapped[str]
    arguments: Mapped[Document]
    change: Mapped[Document]  # what was before and after, enough to undo it exactly
    sentence_zh: Mapped[str]
    sentence_en: Mapped[str]
    undone_at: Mapped[datetime | None]
    left_behind: Mapped[bool] = mapped_column(server_default=text("false"))  # not to be redone
    actor: Mapped[str]
    at: Mapped[CreatedAt]
