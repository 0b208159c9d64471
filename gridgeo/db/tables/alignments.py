"""Alignments of one network to another, and what they propose for each grid."""

from typing import Any

from geoalchemy2 import WKBElement
from sqlalchemy import ARRAY, BigInteger, CheckConstraint, Float, ForeignKey, Text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from gridgeo.db.tables.base import Base, CreatedAt, Document, Key, geometry, spatial_index
from gridgeo.domain.enums import Relation


class StoredAlignment(Base):
    """An alignment as it was computed; its plan is made of what was taken."""

    __tablename__ = "alignments"
    __table_args__ = (CheckConstraint("network_code <> model_code", name="two_networks"),)

    id: Mapped[Key]
    network_code: Mapped[str] = mapped_column(ForeignKey("networks.code"), index=True)
    model_code: Mapped[str] = mapped_column(ForeignKey("networks.code"), index=True)
    relation: Mapped[Relation]
    area_codes: Mapped[list[str]] = mapped_column(ARRAY(Text))
    network_version: Mapped[int]
    model_version: Mapped[int]
    digest: Mapped[str]  # of what goes where; the same again means that nothing changed meanwhile
    summary: Mapped[Document]
    handover: Mapped[list[Any]] = mapped_column(JSONB)
    plan_id: Mapped[int | None] = mapped_column(
        BigInteger, ForeignKey("plans.id", ondelete="SET NULL"), index=True
    )
    created_by: Mapped[str]
    created_at: Mapped[CreatedAt]


class AlignmentProposal(Base):
    """What an alignment proposes for one grid; a retired one with the ground that it had."""

    __tablename__ = "alignment_proposals"
    __table_args__ = (
        CheckConstraint("kind IN ('redrawn', 'created', 'retired')", name="kind"),
        spatial_index("alignment_proposals"),
    )

    alignment_id: Mapped[int] = mapped_column(
        BigInteger, ForeignKey("alignments.id", ondelete="CASCADE"), primary_key=True
    )
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    code: Mapped[str]
    former_code: Mapped[str | None]
    kind: Mapped[str]
    keeps_code: Mapped[bool]
    households_before: Mapped[int]
    households_after: Mapped[int]
    households_in: Mapped[int]
    households_out: Mapped[int]
    area_in_m2: Mapped[float] = mapped_column(Float)
    area_out_m2: Mapped[float] = mapped_column(Float)
    partners: Mapped[list[str]] = mapped_column(ARRAY(Text))
    group_number: Mapped[int]
    geometry: Mapped[WKBElement] = geometry("MULTIPOLYGON")
