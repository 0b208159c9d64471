"""The ground: areas, barriers, land use, compounds, buildings, households, places, units."""

from datetime import date, datetime

from geoalchemy2 import WKBElement
from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, SmallInteger, text
from sqlalchemy.orm import Mapped, mapped_column

from gridgeo.db.tables.base import Base, Code, CreatedAt, Key, geometry, spatial_index
from gridgeo.domain.dedicated import PlaceKind
from gridgeo.domain.enums import AreaLevel, AreaSetting, BarrierKind, LandUse, PositionQuality


class Area(Base):
    """An administrative area (行政区): district, town or community."""

    __tablename__ = "areas"
    __table_args__ = (
        CheckConstraint("code ~ '^[0-9A-Za-z-]{1,24}$'", name="code"),
        CheckConstraint("code <> parent_code", name="own_parent"),
        CheckConstraint("ST_IsValid(geometry)", name="geometry_valid"),
        spatial_index("areas"),
    )

    code: Mapped[Code]
    name: Mapped[str]
    level: Mapped[AreaLevel]
    parent_code: Mapped[str | None] = mapped_column(ForeignKey("areas.code"), index=True)
    setting: Mapped[AreaSetting] = mapped_column(server_default=AreaSetting.URBAN.value)
    geometry: Mapped[WKBElement] = geometry("MULTIPOLYGON")


class Barrier(Base):
    """A line or surface that people do not simply cross: road, water, wall, railway."""

    __tablename__ = "barriers"
    __table_args__ = (
        CheckConstraint("rank BETWEEN 1 AND 5", name="rank"),
        spatial_index("barriers"),
    )

    code: Mapped[Code]
    kind: Mapped[BarrierKind]
    name: Mapped[str | None]
    rank: Mapped[int] = mapped_column(SmallInteger)  # 1 trunk or impassable ... 5 lane or path
    geometry: Mapped[WKBElement] = geometry("GEOMETRY")


class Compound(Base):
    """A walled residential compound (小区); never cut by a grid."""

    __tablename__ = "compounds"
    __table_args__ = (spatial_index("compounds"),)

    code: Mapped[Code]
    name: Mapped[str | None]
    geometry: Mapped[WKBElement] = geometry("MULTIPOLYGON")


class Building(Base):
    """A building with what is known of the households and persons in it."""

    __tablename__ = "buildings"
    __table_args__ = (
        CheckConstraint("households >= 0 AND persons >= 0", name="counts"),
        CheckConstraint("floors > 0", name="floors"),
        spatial_index("buildings"),
    )

    code: Mapped[Code]
    name: Mapped[str | None]
    use: Mapped[str] = mapped_column(server_default="residential")
    compound_code: Mapped[str | None] = mapped_column(ForeignKey("compounds.code"), index=True)
    address: Mapped[str | None]
    floors: Mapped[int | None] = mapped_column(SmallInteger)
    households: Mapped[int] = mapped_column(server_default="0")
    persons: Mapped[int] = mapped_column(server_default="0")
    geometry: Mapped[WKBElement] = geometry("MULTIPOLYGON")


class Household(Base):
    """A household (户), or an address that stands for several when the source has no more."""

    __tablename__ = "households"
    __table_args__ = (
        CheckConstraint("households >= 0 AND persons >= 0", name="counts"),
        spatial_index("households"),
    )

    code: Mapped[Code]
    address: Mapped[str | None]
    building_code: Mapped[str | None] = mapped_column(ForeignKey("buildings.code"), index=True)
    households: Mapped[int] = mapped_column(server_default="1")
    persons: Mapped[int] = mapped_column(server_default="0")
    position_quality: Mapped[PositionQuality]
    geometry: Mapped[WKBElement] = geometry("POINT")


class Place(Base):
    """A place (场所) that may get a dedicated grid: office tower, campus, market or hospital."""

    __tablename__ = "places"
    __table_args__ = (spatial_index("places"),)

    code: Mapped[Code]
    name: Mapped[str | None]
    kind: Mapped[PlaceKind]
    geometry: Mapped[WKBElement] = geometry("GEOMETRY")


class Development(Base):
    """Homes that are being built (在建小区), and when how many of them will be lived in."""

    __tablename__ = "developments"
    __table_args__ = (
        CheckConstraint(
            "planned_households >= 0 AND occupancy_percent BETWEEN 0 AND 100", name="counts"
        ),
        spatial_index("developments"),
    )

    code: Mapped[Code]
    name: Mapped[str | None]
    planned_households: Mapped[int]
    occupancy_percent: Mapped[int] = mapped_column(server_default="60")
    ready_on: Mapped[date]
    geometry: Mapped[WKBElement] = geometry("MULTIPOLYGON")


class UsedLand(Base):
    """A piece of ground with one use (用地): housing, farmland, forest, industry and so on."""

    __tablename__ = "land_use"
    __table_args__ = (spatial_index("land_use"),)

    code: Mapped[Code]
    name: Mapped[str | None]
    use: Mapped[LandUse]
    geometry: Mapped[WKBElement] = geometry("MULTIPOLYGON")


class Unit(Base):
    """An indivisible piece of ground (划分单元); current units cover a community without gaps.

    A unit that a plan uses outlives its replacement: it is then no longer current.
    """

    __tablename__ = "units"
    __table_args__ = (
        CheckConstraint("households >= 0 AND persons >= 0", name="counts"),
        CheckConstraint("key_persons >= 0 AND shops >= 0", name="workload_counts"),
        CheckConstraint("ST_IsValid(geometry)", name="geometry_valid"),
        CheckConstraint("cut_from IS NULL OR superseded_at IS NOT NULL", name="cut_from"),
        Index(
            "uq_units_code_current",
            "code",
            unique=True,
            postgresql_where=text("superseded_at IS NULL"),
        ),
        Index("ix_units_area_code", "area_code"),
        Index("ix_units_code", "code"),
        Index("ix_units_cut_from", "cut_from", postgresql_where=text("cut_from IS NOT NULL")),
        spatial_index("units"),
    )

    id: Mapped[Key]
    code: Mapped[str]
    area_code: Mapped[str | None] = mapped_column(ForeignKey("areas.code"))
    compound_code: Mapped[str | None] = mapped_column(ForeignKey("compounds.code"))
    households: Mapped[int]
    persons: Mapped[int] = mapped_column(server_default="0")
    key_persons: Mapped[int] = mapped_column(server_default="0")
    shops: Mapped[int] = mapped_column(server_default="0")
    created_at: Mapped[CreatedAt]
    superseded_at: Mapped[datetime | None]
    cut_from: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("units.id"))  # by a draft
    geometry: Mapped[WKBElement] = geometry("MULTIPOLYGON")
