"""An import taken back: exactly what it changed, and only while nothing else has touched it."""

from dataclasses import dataclass

from psycopg2.errors import ForeignKeyViolation
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from gridgeo.db.repositories import audit, import_changes, publications
from gridgeo.db.session import take_time
from gridgeo.db.tables import Import
from gridgeo.domain.errors import ConflictError, NotFoundError
from gridgeo.io.kinds import GAZETTEER, GRIDS, POSTINGS, TRACKS, UNITS, kind_named
from gridgeo.services.count_grids import count_open_grids
from gridgeo.services.imports.postings import undo_postings
from gridgeo.services.imports.settle import still_used
from gridgeo.services.imports.standard_addresses import follow_undo, touched_addresses
from gridgeo.services.imports.targets import target_of
from gridgeo.services.imports.tracks import undo_tracks

_NAMED = 5
_PLANNED = text("""
    SELECT count(*) FROM import_touched AS c
    JOIN units AS u ON u.code = c.key AND u.superseded_at IS NULL
    JOIN units AS w ON w.id = u.id OR w.cut_from = u.id
    JOIN plan_units AS p ON p.unit_id = w.id WHERE c.import_id = :id
""")
_BEFORE = text("""
    INSERT INTO pg_temp.next_grids
        (code, name, kind, status, area_code, parent_code, households, persons, reason,
         trigger_count, geometry)
    SELECT g.code, v.name, v.kind, v.status, v.area_code, p.code, v.households, v.persons,
           v.reason, v.trigger_count, v.geometry
    FROM grid_versions AS v JOIN grids AS g ON g.id = v.grid_id
    LEFT JOIN grids AS p ON p.id = v.parent_grid_id
    WHERE v.network_code = :network AND v.closed_in = :version
""")
_OPENED = text("""
    INSERT INTO pg_temp.closing SELECT id FROM grid_versions
    WHERE network_code = :network AND opened_in = :version AND upper_inf(valid)
""")


@dataclass(frozen=True, slots=True)
class Undone:
    """What taking an import back did: rows deleted, changed back, brought back."""

    import_id: int
    deleted: int
    changed: int
    brought_back: int


def undo_import(session: Session, import_id: int, *, actor: str) -> Undone:
    """Take an import back; the caller commits.

    Raises
    ------
    NotFoundError
        If there is no such import.
    ConflictError
        If it was undone already, a later change touched the same rows, or they are in use; says
        which, and what to do first.
    """
    row = session.get(Import, import_id, with_for_update=True)
    if row is None:
        raise NotFoundError(f"There is no import {import_id}.", field="import_id")
    if row.undone_at is not None:
        raise ConflictError(f"Import {import_id} was undone by {row.undone_by} already.")
    take_time(session)  # a whole city's households may be many
    undone = _take_back(session, row, actor)
    row.undone_by, row.undone_at = actor, publications.database_time(session)
    session.flush()
    details = {"deleted": undone.deleted, "changed": undone.changed,
               "brought_back": undone.brought_back}  # fmt: skip
    audit.append(session, actor, "undo_import", row.kind, str(import_id), details)
    return undone


def _take_back(session: Session, row: Import, actor: str) -> Undone:
    if row.kind == GRIDS.name:
        return _undo_network(session, row, actor)
    _require_kept(session, row)
    if row.kind == POSTINGS.name:
        import_changes.lock(session, row.kind)
        return Undone(row.id, *undo_postings(session, row))
    if row.kind == TRACKS.name:
        import_changes.lock(session, row.kind)
        return Undone(row.id, *undo_tracks(session, row))
    return _undo(session, row)


def _undo(session: Session, row: Import) -> Undone:
    import_changes.lock(session, row.kind)
    kind = kind_named(row.kind)
    target = target_of(kind)
    _require_untouched(session, row)
    if kind is UNITS and (planned := session.scalar(_PLANNED, {"id": row.id})):
        raise ConflictError(
            f"{planned} units of import {row.id} are used by plans; withdraw these first."
        )
    try:
        with session.begin_nested():
            counts = import_changes.revert(session, target, row.id)
    except (IntegrityError, ForeignKeyViolation) as error:
        raise ConflictError(
            f"Import {row.id} cannot be undone: some of its {row.kind} are still used by"
            f" {still_used(error)}; undo or remove these first."
        ) from error
    addresses = touched_addresses(session, row.id) if kind is GAZETTEER else []
    import_changes.forget(session, row.id)
    follow_undo(session, addresses)
    return Undone(row.id, *counts)


def _require_kept(session: Session, row: Import) -> None:
    if not import_changes.is_kept(session, row.id):
        raise ConflictError(
            f"What import {row.id} changed is no longer kept: it is older than the rules of"
            " retention allow."
        )


def _require_untouched(session: Session, row: Import) -> None:
    touched = import_changes.touched_since(session, target_of(kind_named(row.kind)), row.id, 1000)
    if not touched:
        return
    later = import_changes.later_imports(session, row.id, touched)
    named = ", ".join(touched[:_NAMED]) + (" …" if len(touched) > _NAMED else "")
    do = (
        f"undo import {later[0]} first"
        if later
        else "they were changed by hand since, which an undo would lose"
    )
    raise ConflictError(
        f"{len(touched):,} of the {row.kind} of import {row.id} are no longer as it left them"
        f" ({named}); {do}."
    )


def _undo_network(session: Session, row: Import, actor: str) -> Undone:
    """Publish a version in which the grids are again what they were before the import."""
    network, version = row.network_code, row.version
    if network is None or version is None:
        return Undone(row.id, 0, 0, 0)
    publications.lock_network(session, network)
    current = publications.current_version(session, network)
    if current != version:
        raise ConflictError(
            f"Import {row.id} published version {version} of {network}; version {current} has"
            " followed. Undo the later imports first, or publish a plan."
        )
    publications.begin_version(session)
    bound = {"network": network, "version": version}
    session.execute(_BEFORE, bound)
    session.execute(_OPENED, bound)
    published = publications.finish_version(session, network, source="rollback", actor=actor)
    count_open_grids(session, network)
    opened, closed = (published.opened, published.closed) if published else (0, 0)
    changed = min(opened, closed)
    return Undone(row.id, closed - changed, changed, opened - changed)
