"""Imports, and facts about the installation."""

from datetime import datetime

from sqlalchemy import DOUBLE_PRECISION, BigInteger, CheckConstraint, ForeignKey, Index, Text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, mapped_column

from gridgeo.db.tables.base import Base, Code, CreatedAt, Document, Key


class Import(Base):
    """One import: where its rows came from, how coordinates were moved, what became of it."""

    __tablename__ = "imports"
    __table_args__ = (
        CheckConstraint(
            "rows_read >= 0 AND inserted >= 0 AND updated >= 0 AND rejected >= 0", name="counts"
        ),
        CheckConstraint("removed >= 0", name="removed"),
        CheckConstraint("(undone_by IS NULL) = (undone_at IS NULL)", name="undone"),
        Index("ix_imports_kind_dataset", "kind", "dataset"),
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
    dataset: Mapped[str | None]  # what the file is one edition of; tells which rows are gone
    layer: Mapped[str | None]
    encoding: Mapped[str | None]
    mapping: Mapped[Document] = mapped_column(server_default="{}")  # column to field of the file
    accuracy_m: Mapped[float | None] = mapped_column(DOUBLE_PRECISION)  # of the transform
    removed: Mapped[int] = mapped_column(server_default="0")
    version: Mapped[int | None]  # that an import of a network published
    undone_by: Mapped[str | None]
    undone_at: Mapped[datetime | None]


class ImportChange(Base):
    """A row that an import changed or removed: what is needed to undo it.

    ``before`` holds the columns as they were, None where there was no row; ``after`` a hash of them
    as the import left them, None where it removed the row. The tables' own rules of access hold
    for ``before`` too: it is only read to undo.
    """

    __tablename__ = "import_changes"
    __table_args__ = (
        CheckConstraint("before IS NOT NULL OR after IS NOT NULL", name="something"),
        Index("ix_import_changes_key", "key"),
    )

    import_id: Mapped[int] = mapped_column(
        BigInteger, ForeignKey("imports.id", ondelete="CASCADE"), primary_key=True
    )
    key: Mapped[str] = mapped_column(primary_key=True)
    before: Mapped[Document | None]
    after: Mapped[int | None] = mapped_column(BigInteger)


class ImportAddition(Base):
    """Some thousand rows that an import added: their keys, and hashes of them as it left them.

    The view ``import_touched`` gives these and `ImportChange` row by row.
    """

    __tablename__ = "import_additions"
    __table_args__ = (
        CheckConstraint("cardinality(keys) = cardinality(after)", name="same_length"),
    )

    import_id: Mapped[int] = mapped_column(
        BigInteger, ForeignKey("imports.id", ondelete="CASCADE"), primary_key=True
    )
    part: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    keys: Mapped[list[str]] = mapped_column(ARRAY(Text))
    after: Mapped[list[int]] = mapped_column(ARRAY(BigInteger))


class ErasedKey(Base):
    """A key that was erased on request, as a hash: imports do not bring it back."""

    __tablename__ = "erased_keys"

    kind: Mapped[Code]
    key_hash: Mapped[Code]
    erased_by: Mapped[str]
    erased_at: Mapped[CreatedAt]


class ImportProfile(Base):
    """How files of one source are read: fields, coordinates, encoding; saved to be used again."""

    __tablename__ = "import_profiles"

    name: Mapped[Code]
    kind: Mapped[str]
    settings: Mapped[Document]
    saved_by: Mapped[str]
    saved_at: Mapped[CreatedAt]


class ImportFile(Base):
    """A file that was sent and waits to be imported; it lies in the data folder."""

    __tablename__ = "import_files"
    __table_args__ = (CheckConstraint("size_bytes > 0", name="size_bytes"),)

    id: Mapped[Key]
    name: Mapped[str]
    size_bytes: Mapped[int] = mapped_column(BigInteger)
    user_id: Mapped[int | None] = mapped_column(
        BigInteger, ForeignKey("users.id", ondelete="CASCADE"), index=True
    )
    uploaded_by: Mapped[str]
    uploaded_at: Mapped[CreatedAt]


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
