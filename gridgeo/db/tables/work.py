"""Imports, and facts about the installation."""

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from gridgeo.db.tables.base import Base, CreatedAt, Key


class Import(Base):
    """One import: where its rows came from, how coordinates were moved, what became of it."""

    __tablename__ = "imports"
    __table_args__ = (
        CheckConstraint(
            "rows_read >= 0 AND inserted >= 0 AND updated >= 0 AND rejected >= 0", name="counts"
        ),
    )

    id: Mapped[Key]
    kind: Mapped[str]
    network_code: Mapped[str | None] = mapped_column(ForeignKey("networks.code"))
    source: Mapped[str]
    source_crs: Mapped[str]
    transform: Mapped[str]  # the operation that led from there to EPSG:4326
    rows_read: Mapped[int]
    inserted: Mapped[int]
    updated: Mapped[int]
    rejected: Mapped[int]
    imported_by: Mapped[str]
    imported_at: Mapped[CreatedAt]


class ImportRejection(Base):
    """A row that an import left out; its value is not kept, it may be personal."""

    __tablename__ = "import_rejections"

    import_id: Mapped[int] = mapped_column(
        BigInteger, ForeignKey("imports.id", ondelete="CASCADE"), primary_key=True
    )
    position: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    row: Mapped[str]
    column: Mapped[str]
    reason: Mapped[str]


class SiteFact(Base):
    """A fact about this installation, such as whether its data are synthetic."""

    __tablename__ = "site_facts"

    name: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[object] = mapped_column(JSONB)
