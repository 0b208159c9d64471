"""The gazetteer (地名地址库), what became of each address, and answers of other geocoders."""

from datetime import datetime
from typing import Any

from geoalchemy2 import WKBElement
from sqlalchemy import (
    DOUBLE_PRECISION,
    BigInteger,
    CheckConstraint,
    ForeignKey,
    Index,
    UniqueConstraint,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from gridgeo.db.tables.base import Base, Code, CreatedAt, Key, geometry, spatial_index

_LEVELS = "level IN ('room', 'building', 'number', 'compound', 'street', 'community')"


class GazetteerName(Base):
    """A name that numbers count in: a street, a lane, a compound, a village's group."""

    __tablename__ = "gazetteer_names"
    __table_args__ = (
        Index(
            "ix_gazetteer_names_name",
            "name",
            postgresql_using="gin",
            postgresql_ops={"name": "gin_trgm_ops"},
        ),
    )

    name: Mapped[Code]


class GazetteerEntry(Base):
    """A place that an address can lead to; a street is a line."""

    __tablename__ = "gazetteer"
    __table_args__ = (
        UniqueConstraint("source", "source_key", "anchor"),
        CheckConstraint(
            "source IN ('buildings', 'compounds', 'places', 'streets', 'areas', 'households',"
            " 'file', 'learnt')",
            name="source",
        ),
        CheckConstraint(_LEVELS, name="level"),
        Index("ix_gazetteer_anchor_number_building", "anchor", "number", "building"),
        spatial_index("gazetteer"),
    )

    id: Mapped[Key]
    source: Mapped[str]
    source_key: Mapped[str]  # the code of what it was made of
    anchor: Mapped[str] = mapped_column(ForeignKey("gazetteer_names.name"))
    number: Mapped[str] = mapped_column(server_default="")
    building: Mapped[str] = mapped_column(server_default="")
    entrance: Mapped[str] = mapped_column(server_default="")
    room: Mapped[str] = mapped_column(server_default="")
    level: Mapped[str]
    address: Mapped[str]
    area_code: Mapped[str | None] = mapped_column(
        ForeignKey("areas.code", ondelete="SET NULL"), index=True
    )
    geometry: Mapped[WKBElement] = geometry("GEOMETRY")


class StandardAddress(Base):
    """An address of a list (标准地址) with its place, as it was imported."""

    __tablename__ = "standard_addresses"

    code: Mapped[Code]
    address: Mapped[str]
    name: Mapped[str | None]
    geometry: Mapped[WKBElement] = geometry("GEOMETRY")


class AddressPlacement(Base):
    """What became of an address: placed by score, waiting in the queue, placed by hand."""

    __tablename__ = "address_placements"
    __table_args__ = (
        UniqueConstraint("subject"),
        CheckConstraint("state IN ('placed', 'queued', 'by_hand', 'dismissed')", name="state"),
        CheckConstraint(_LEVELS, name="level"),
        CheckConstraint("score BETWEEN 0 AND 1", name="score"),
        CheckConstraint(
            "(state IN ('by_hand', 'dismissed')) = (decided_by IS NOT NULL)", name="decided"
        ),
        Index("ix_address_placements_normal", "normal"),
        Index("ix_address_placements_queued", "id", postgresql_where=text("state = 'queued'")),
        Index(
            "ix_address_placements_decided_with",
            "decided_with",
            postgresql_where=text("decided_with IS NOT NULL"),
        ),
        spatial_index("address_placements"),
    )

    id: Mapped[Key]
    subject: Mapped[str]  # household:CODE, or address:NORMAL for an address of no household
    household_code: Mapped[str | None] = mapped_column(
        ForeignKey("households.code", ondelete="CASCADE"), index=True
    )
    text: Mapped[str]
    normal: Mapped[str]
    state: Mapped[str]
    level: Mapped[str | None]
    score: Mapped[float] = mapped_column(DOUBLE_PRECISION, server_default="0")
    reason: Mapped[str]
    candidates: Mapped[list[Any]] = mapped_column(JSONB, server_default="[]")
    stated_area_code: Mapped[str | None] = mapped_column(
        ForeignKey("areas.code", ondelete="SET NULL"), index=True
    )
    area_code: Mapped[str | None] = mapped_column(
        ForeignKey("areas.code", ondelete="SET NULL"), index=True
    )
    decided_by: Mapped[str | None]
    decided_at: Mapped[datetime | None]
    # The address whose decision it was: all with its normal form were decided with it.
    decided_with: Mapped[int | None] = mapped_column(BigInteger)
    before: Mapped[dict[str, Any] | None] = mapped_column(JSONB)  # what the decision changed
    created_at: Mapped[CreatedAt]
    geometry: Mapped[WKBElement | None] = geometry("POINT", nullable=True)


class GeocoderAnswer(Base):
    """What another service answered, so that nothing is asked twice; EPSG:4326, or no place."""

    __tablename__ = "geocoder_answers"
    __table_args__ = (CheckConstraint("(lon IS NULL) = (lat IS NULL)", name="place"),)

    service: Mapped[str] = mapped_column(primary_key=True)
    query: Mapped[str] = mapped_column(primary_key=True)
    lon: Mapped[float | None] = mapped_column(DOUBLE_PRECISION)
    lat: Mapped[float | None] = mapped_column(DOUBLE_PRECISION)
    level: Mapped[str | None]
    asked_at: Mapped[CreatedAt]
