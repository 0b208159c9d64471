"""What was published: versions of networks, grids through time, and who came from whom."""

from datetime import datetime

from geoalchemy2 import WKBElement
from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Float,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    text,
)
from sqlalchemy.dialects.postgresql import ExcludeConstraint, Range
from sqlalchemy.orm import Mapped, mapped_column

from gridgeo.db.tables.base import Base, CreatedAt, Key, geometry, spatial_index
from gridgeo.domain.enums import GridKind, GridStatus


class Publication(Base):
    """One version of a network: what was opened and closed, when, by whom, from which plan."""

    __tablename__ = "publications"
    __table_args__ = (
        CheckConstraint("version > 0", name="version"),
        CheckConstraint("source IN ('import', 'plan', 'rollback')", name="source"),
    )

    network_code: Mapped[str] = mapped_column(ForeignKey("networks.code"), primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    source: Mapped[str]
    plan_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("plans.id"))
    valid_from: Mapped[datetime]
    published_at: Mapped[CreatedAt]
    published_by: Mapped[str]
    opened: Mapped[int]
    closed: Mapped[int]


class GridVersion(Base):
    """A grid as it was published, for as long as it was valid (half-open range of instants)."""

    __tablename__ = "grid_versions"
    __table_args__ = (
        ExcludeConstraint(
            ("grid_id", "="), ("valid", "&&"), using="gist", name="ex_grid_versions_grid_id_valid"
        ),
        ForeignKeyConstraint(
            ["network_code", "opened_in"], ["publications.network_code", "publications.version"]
        ),
        ForeignKeyConstraint(
            ["network_code", "closed_in"], ["publications.network_code", "publications.version"]
        ),
        CheckConstraint(
            "NOT isempty(valid) AND lower_inc(valid) AND NOT upper_inc(valid)", name="valid"
        ),
        CheckConstraint("upper_inf(valid) = (closed_in IS NULL)", name="closed_by_publication"),
        CheckConstraint("closed_in > opened_in", name="closed_after_opened"),
        CheckConstraint("households >= 0 AND persons >= 0", name="counts"),
        CheckConstraint("(kind = 'micro') OR parent_grid_id IS NULL", name="only_micro_has_parent"),
        CheckConstraint(
            "trigger_count IS NULL OR trigger_count > 0 AND status = 'reserved'", name="trigger"
        ),
        Index(
            "ix_grid_versions_open",
            "network_code",
            "area_code",
            postgresql_where=text("upper_inf(valid)"),
        ),
        Index("ix_grid_versions_valid", "network_code", "valid", postgresql_using="gist"),
        spatial_index("grid_versions"),
    )

    id: Mapped[Key]
    grid_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("grids.id"))
    network_code: Mapped[str]
    opened_in: Mapped[int]
    closed_in: Mapped[int | None]
    valid: Mapped[Range[datetime]]
    name: Mapped[str]
    kind: Mapped[GridKind]
    status: Mapped[GridStatus]
    area_code: Mapped[str | None] = mapped_column(ForeignKey("areas.code"))
    parent_grid_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("grids.id"))
    households: Mapped[int | None]  # NULL: never counted
    persons: Mapped[int | None]
    reason: Mapped[str | None]  # why the grid misses the band
    trigger_count: Mapped[int | None]  # how many make a reserved grid due; NULL: the minimum
    geometry: Mapped[WKBElement] = geometry("MULTIPOLYGON")


class GridLineage(Base):
    """Which grid handed how many households to which other one in a publication."""

    __tablename__ = "grid_lineage"
    __table_args__ = (
        ForeignKeyConstraint(
            ["network_code", "version"], ["publications.network_code", "publications.version"]
        ),
        CheckConstraint("parent_grid_id <> child_grid_id", name="own_parent"),
        CheckConstraint("households >= 0 AND area_share BETWEEN 0 AND 1", name="measures"),
        Index("ix_grid_lineage_child_grid_id", "child_grid_id"),
    )

    parent_grid_id: Mapped[int] = mapped_column(
        BigInteger, ForeignKey("grids.id"), primary_key=True
    )
    child_grid_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("grids.id"), primary_key=True)
    network_code: Mapped[str]
    version: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    households: Mapped[int]
    area_share: Mapped[float] = mapped_column(Float)  # of the parent's ground
