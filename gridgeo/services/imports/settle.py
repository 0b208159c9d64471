"""Staged rows into their table: duplicates and unknown references out, then compared and merged."""

from dataclasses import dataclass, field

from psycopg2.errors import ForeignKeyViolation, UniqueViolation
from psycopg2.sql import SQL, Identifier
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from gridgeo.db import bulk
from gridgeo.db.repositories import erased_keys, import_changes, import_states, units
from gridgeo.db.repositories.import_states import States
from gridgeo.db.repositories.import_target import Target
from gridgeo.domain.errors import ConflictError, RefusedError
from gridgeo.io.kinds import GAZETTEER, HOUSEHOLDS, UNITS, Kind
from gridgeo.io.rows import RejectedRow
from gridgeo.services.import_report import ImportReport, open_import
from gridgeo.services.imports.origin import Origin
from gridgeo.services.imports.standard_addresses import follow_merge, reject_nameless
from gridgeo.services.imports.targets import target_of

_PLACE_BY_BUILDING = text("""
    UPDATE pg_temp.staging AS s
    SET geometry = ST_PointOnSurface(b.geometry), position_quality = 'geocoded'
    FROM buildings AS b
    WHERE b.code = s.building_code AND s.geometry IS NULL
""")
_EXAMPLES = 20


@dataclass(frozen=True, slots=True)
class Effect:
    """What an import would do, or did.

    Attributes
    ----------
    states : States
    columns : dict
        Column to the number of changed rows in which it differs.
    examples : dict
        ``new``, ``changed``, ``gone`` to the first keys.
    """

    states: States
    columns: dict[str, int] = field(default_factory=dict)
    examples: dict[str, list[str]] = field(default_factory=dict)


def sift(session: Session, kind: Kind) -> list[RejectedRow]:
    """Take out of the staged rows those that cannot go in beside the others, and say why."""
    rejected = _reject_repeated(session, kind) + reject_unknown_references(session, kind)
    rejected += _reject_erased(session, kind)
    if kind is HOUSEHOLDS:
        session.execute(_PLACE_BY_BUILDING)
    if kind is GAZETTEER:
        rejected += reject_nameless(session)
    return rejected


def foresee(session: Session, kind: Kind, dataset: str | None) -> Effect:
    """Say what merging the staged rows would do; nothing is changed."""
    target = target_of(kind)
    states = import_states.compare(session, target, kind.name, dataset)
    shown = {
        name: import_states.examples(session, name, _EXAMPLES)
        for name in ("new", "changed", "gone")
    }
    columns = import_states.changed_columns(session, target) if states.changed else {}
    return Effect(states, columns, shown)


def merge(
    session: Session,
    kind: Kind,
    origin: Origin,
    read: int,
    rejected: list[RejectedRow],
    *,
    remove_gone: bool = False,
) -> ImportReport:
    """Merge the staged rows and record the import; the caller commits.

    Raises
    ------
    ConflictError
        If rows that are to be removed are still in use.
    """
    target = target_of(kind)
    states = import_states.compare(session, target, kind.name, origin.dataset)
    removed = states.gone if remove_gone else 0
    report = ImportReport(
        kind.name, read, states.new, states.changed, rejected, gone=states.gone, removed=removed
    )
    report = open_import(session, report, origin)
    assert report.import_id is not None  # noqa: S101 - open_import has given it
    if kind is UNITS:
        units.supersede_changed(session)
    _apply(session, kind, target, report.import_id, states.new)
    if removed:
        try:
            with session.begin_nested():
                import_changes.remove_gone(session, target, report.import_id)
        except (IntegrityError, ForeignKeyViolation) as error:
            raise ConflictError(
                f"{removed} {kind.name} are gone from the file, but some of them are still in use"
                f" ({still_used(error)}); import without removing them."
            ) from error
    if kind is GAZETTEER:
        follow_merge(session)
    return report


def _apply(session: Session, kind: Kind, target: Target, import_id: int, new: int) -> None:
    try:
        with session.begin_nested():
            import_changes.apply(session, target, import_id, new)
    except UniqueViolation as error:
        raise ConflictError(
            f"Somebody else added some of the same {kind.name} in this moment; nothing was"
            " imported. Import again."
        ) from error


def require_few_rejected(read: int, rejected: int, most: float) -> None:
    """Refuse an import of which too much fails.

    Raises
    ------
    RefusedError
        With both counts.
    """
    if rejected > most * read:
        raise RefusedError(
            f"{rejected:,} of {read:,} rows cannot be used, more than the {most:.0%} that are let"
            " pass; nothing was imported. Correct them, or let more pass."
        )


def still_used(error: Exception) -> str:
    """Say which table still refers to a row that was to go."""
    diagnosis = getattr(getattr(error, "orig", error), "diag", None)
    return str(getattr(diagnosis, "table_name", None) or "another table")


def _reject_repeated(session: Session, kind: Kind) -> list[RejectedRow]:
    """Keys that stand in the file twice, far from each other: the first one counts."""
    statement = SQL("""
        DELETE FROM pg_temp.staging AS s
        USING (SELECT {key} AS key, min(row_number) AS first FROM pg_temp.staging
               GROUP BY {key} HAVING count(*) > 1) AS twice
        WHERE twice.key = s.{key} AND s.row_number > twice.first
        RETURNING s.row_number, s.{key}, twice.first
    """).format(key=Identifier(kind.key))
    return [
        RejectedRow(row, key, kind.key, key, f"stands in row {first} already")
        for row, key, first in bulk.fetch(session, statement)
    ]


def _reject_erased(session: Session, kind: Kind) -> list[RejectedRow]:
    reason = "was erased on request and is not taken in again"
    return [
        RejectedRow(row, key, kind.key, key, reason)
        for row, key in erased_keys.take_out_staged(session, kind.name)
    ]


def reject_unknown_references(session: Session, kind: Kind) -> list[RejectedRow]:
    """Take out of the staged rows those that name an object nobody knows, and say which.

    A row of the same import counts as known, unless it is rejected itself.
    """
    rejected: list[RejectedRow] = []
    for column in kind.columns:
        if column.refers_to is None or column.refers_to == "network":
            continue
        in_file = column.refers_to == kind.name
        statement = SQL("""
            DELETE FROM pg_temp.staging AS s
            WHERE s.{column} IS NOT NULL
              AND NOT EXISTS (SELECT FROM {table} AS t WHERE t.code = s.{column})
              {nor_here}
            RETURNING s.row_number, s.{key}, s.{column}
        """).format(
            column=Identifier(column.name),
            key=Identifier(kind.key),
            table=Identifier(column.refers_to),
            nor_here=SQL(
                "AND NOT EXISTS (SELECT FROM pg_temp.staging AS p WHERE p.code = s.{})"
            ).format(Identifier(column.name))
            if in_file
            else SQL(""),
        )
        reason = f"is not among the {column.refers_to}"
        while found := bulk.fetch(session, statement):
            rejected += [
                RejectedRow(row, key, column.name, value, reason) for row, key, value in found
            ]
            if not in_file:
                break
    return rejected
