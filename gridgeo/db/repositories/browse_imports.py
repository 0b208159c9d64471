"""Imports, profiles and waiting files for reading."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import RowMapping, text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from gridgeo.db.tables import ImportFile, ImportProfile

_IMPORTS = text("""
    SELECT i.id, i.kind, i.network_code AS network, i.source, i.dataset, i.layer, i.encoding,
           i.source_crs AS crs, i.transform, i.accuracy_m, i.mapping, i.rows_read AS read,
           i.inserted, i.updated, i.removed, i.rejected, i.version, i.imported_by, i.imported_at,
           i.undone_by, i.undone_at,
           i.undone_at IS NULL AND (i.version IS NOT NULL
               OR i.inserted + i.updated + i.removed > 0
               AND (i.inserted = 0 OR EXISTS (
                   SELECT FROM import_touched AS c WHERE c.import_id = i.id AND c.before IS NULL))
               AND (i.updated + i.removed = 0 OR EXISTS (
                   SELECT FROM import_changes AS c
                   WHERE c.import_id = i.id AND c.before IS NOT NULL))) AS can_be_undone
    FROM imports AS i
    WHERE (CAST(:id AS bigint) IS NULL OR i.id = :id)
      AND (CAST(:kind AS text) IS NULL OR i.kind = :kind)
      AND (CAST(:before AS bigint) IS NULL OR i.id < :before)
    ORDER BY i.id DESC LIMIT :limit
""")
_REJECTIONS = text("""
    SELECT row, "column", reason FROM import_rejections WHERE import_id = :id
    ORDER BY position LIMIT :limit
""")
_OLD_FILES = text("""
    DELETE FROM import_files WHERE uploaded_at < now() - make_interval(secs => :age_s)
    RETURNING id
""")


def list_imports(
    session: Session, kind: str | None, before: int | None, limit: int
) -> Sequence[RowMapping]:
    """Read at most ``limit`` imports before one, the latest first."""
    values = {"id": None, "kind": kind, "before": before, "limit": limit}
    return session.execute(_IMPORTS, values).mappings().all()


def get_import(session: Session, import_id: int) -> RowMapping | None:
    """Read one import."""
    values = {"id": import_id, "kind": None, "before": None, "limit": 1}
    return session.execute(_IMPORTS, values).mappings().one_or_none()


def rejections_of(session: Session, import_id: int, limit: int) -> Sequence[RowMapping]:
    """Read row, column and reason of what an import left out."""
    return session.execute(_REJECTIONS, {"id": import_id, "limit": limit}).mappings().all()


def list_profiles(session: Session, kind: str | None) -> Sequence[ImportProfile]:
    """Read the saved profiles by name."""
    query = session.query(ImportProfile).order_by(ImportProfile.name)
    return query.all() if kind is None else query.filter_by(kind=kind).all()


def save_profile(session: Session, name: str, kind: str, settings: dict[str, Any], by: str) -> None:
    """Save a profile in place of the one of that name."""
    values = {"name": name, "kind": kind, "settings": settings, "saved_by": by}
    fresh = {**{k: v for k, v in values.items() if k != "name"}, "saved_at": text("now()")}
    session.execute(
        insert(ImportProfile).values(values).on_conflict_do_update(
            index_elements=["name"], set_=fresh
        )
    )  # fmt: skip


def add_file(session: Session, name: str, size: int, user_id: int | None, by: str) -> ImportFile:
    """Keep that a file was sent."""
    row = ImportFile(name=name, size_bytes=size, user_id=user_id, uploaded_by=by)
    session.add(row)
    session.flush()
    session.refresh(row)
    return row


def retire_files(session: Session, age_s: float) -> list[int]:
    """Forget files that were sent longer ago; give their ids."""
    return list(session.scalars(_OLD_FILES, {"age_s": age_s}))
