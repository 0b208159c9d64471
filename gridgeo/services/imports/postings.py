"""Postings from a list: who serves which grid in which role, from when to when.

A posting is known by worker, grid, role and its first day; only its last day can change.
"""

from psycopg2.errors import ExclusionViolation
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from gridgeo.db.repositories import import_changes, import_states
from gridgeo.db.tables import Import
from gridgeo.domain.errors import ConflictError
from gridgeo.io.kinds import POSTINGS
from gridgeo.io.rows import RejectedRow
from gridgeo.services.import_report import ImportReport, open_import
from gridgeo.services.imports.origin import Origin
from gridgeo.services.imports.settle import Effect, reject_unknown_references

_EXAMPLES = 20
_KEY = "s.worker_code || '/' || s.grid_code || '/' || s.role || '/' || s.valid_from"
_UNKNOWN_GRIDS = text("""
    DELETE FROM pg_temp.staging AS s WHERE NOT EXISTS (
        SELECT FROM grids AS g WHERE g.network_code = :network AND g.code = s.grid_code)
    RETURNING s.row_number, s.worker_code, s.grid_code
""")
_BACKWARDS = text("""
    DELETE FROM pg_temp.staging AS s WHERE s.valid_to <= s.valid_from
    RETURNING s.row_number, s.worker_code, s.valid_to
""")
_REPEATED = text("""
    DELETE FROM pg_temp.staging AS s USING pg_temp.staging AS o
    WHERE (s.worker_code, s.grid_code, s.role) = (o.worker_code, o.grid_code, o.role)
      AND o.row_number < s.row_number
      AND daterange(CAST(s.valid_from AS date), CAST(s.valid_to AS date))
          && daterange(CAST(o.valid_from AS date), CAST(o.valid_to AS date))
    RETURNING s.row_number, s.worker_code, s.valid_from, o.row_number
""")
_STATES = f"""
    DROP TABLE IF EXISTS pg_temp.import_states;
    CREATE TEMP TABLE import_states ON COMMIT DROP AS
    SELECT {_KEY} AS key, s.row_number, g.id AS grid_id, p.id AS posting_id,
           tstzrange(CAST(s.valid_from AS timestamptz), CAST(s.valid_to AS timestamptz)) AS valid,
           CASE WHEN p.id IS NULL THEN 'new'
                WHEN upper(p.valid) IS NOT DISTINCT FROM CAST(s.valid_to AS timestamptz) THEN 'same'
                ELSE 'changed' END AS state,
           CASE WHEN p.id IS NOT NULL THEN jsonb_build_object('valid', p.valid) END AS before
    FROM pg_temp.staging AS s
    JOIN grids AS g ON g.network_code = :network AND g.code = s.grid_code
    LEFT JOIN postings AS p ON p.worker_code = s.worker_code AND p.grid_id = g.id
         AND p.role = s.role AND lower(p.valid) = CAST(s.valid_from AS timestamptz);
    ANALYZE pg_temp.import_states
"""  # noqa: S608 - the key is ours
# The key of a change is the posting's own: that is what an undo looks for.
_ADD = text("""
    WITH done AS (
        INSERT INTO postings (worker_code, grid_id, role, valid)
        SELECT s.worker_code, x.grid_id, s.role, x.valid FROM pg_temp.import_states AS x
        JOIN pg_temp.staging AS s USING (row_number) WHERE x.state = 'new' ORDER BY x.row_number
        RETURNING id, valid
    )
    INSERT INTO import_changes (import_id, key, before, after)
    SELECT :id, CAST(id AS text), NULL, hashtextextended(CAST(valid AS text), 0) FROM done
""")
_CHANGE = text("""
    WITH done AS (
        UPDATE postings AS p SET valid = x.valid FROM pg_temp.import_states AS x
        WHERE p.id = x.posting_id AND x.state = 'changed' RETURNING p.id, p.valid, x.before
    )
    INSERT INTO import_changes (import_id, key, before, after)
    SELECT :id, CAST(id AS text), before, hashtextextended(CAST(valid AS text), 0) FROM done
""")
_TOUCHED = text("""
    SELECT count(*) FROM import_changes AS c LEFT JOIN postings AS p ON CAST(p.id AS text) = c.key
    WHERE c.import_id = :id
      AND hashtextextended(CAST(p.valid AS text), 0) IS DISTINCT FROM c.after
""")
_DELETE = text("""
    DELETE FROM postings AS p USING import_changes AS c
    WHERE c.import_id = :id AND c.before IS NULL AND CAST(p.id AS text) = c.key
""")
_RESTORE = text("""
    UPDATE postings AS p SET valid = CAST(c.before ->> 'valid' AS tstzrange)
    FROM import_changes AS c
    WHERE c.import_id = :id AND c.before IS NOT NULL AND CAST(p.id AS text) = c.key
""")


def sift_postings(session: Session, network: str) -> list[RejectedRow]:
    """Take out of the staged postings those that cannot be, and say why."""
    rejected = reject_unknown_references(session, POSTINGS)
    for row, key, value in session.execute(_UNKNOWN_GRIDS, {"network": network}):
        rejected.append(RejectedRow(row, key, "grid_code", value, "is no grid of the network"))
    for row, key, value in session.execute(_BACKWARDS):
        rejected.append(RejectedRow(row, key, "valid_to", value, "is not after the first day"))
    for row, key, value, first in session.execute(_REPEATED):
        reason = f"stands in row {first} already"
        rejected.append(RejectedRow(row, key, "valid_from", value, reason))
    return rejected


def foresee_postings(session: Session, network: str) -> Effect:
    """Say what importing the staged postings would do; nothing is changed."""
    session.execute(text(_STATES), {"network": network})
    shown = {name: import_states.examples(session, name, _EXAMPLES) for name in ("new", "changed")}
    return Effect(import_states.count_states(session), {}, shown)


def merge_postings(
    session: Session, network: str, origin: Origin, read: int, rejected: list[RejectedRow]
) -> ImportReport:
    """Add the new postings and change the last day of known ones; the caller commits.

    Raises
    ------
    ConflictError
        If one meets another posting of the same worker, grid and role that began on another day.
    """
    states = foresee_postings(session, network).states
    report = ImportReport(POSTINGS.name, read, states.new, states.changed, rejected)
    report = open_import(session, report, origin, network_code=network)
    try:
        with session.begin_nested():
            for statement in (_CHANGE, _ADD):
                session.execute(statement, {"id": report.import_id})
    except IntegrityError as error:
        if not isinstance(error.orig, ExclusionViolation):
            raise
        raise ConflictError(
            "A posting in the list meets one that is there already: the same worker, grid and role,"
            " begun on another day. End that one first, or correct the day."
        ) from error
    return report


def undo_postings(session: Session, row: Import) -> tuple[int, int, int]:
    """Take an import of postings back; give how many were deleted, changed back, brought back.

    Raises
    ------
    ConflictError
        If some were changed since.
    """
    bound = {"id": row.id}
    touched = session.scalar(_TOUCHED, bound)
    if touched:
        raise ConflictError(
            f"{touched} postings of import {row.id} were changed since, which an undo would lose."
        )
    deleted = session.execute(_DELETE, bound).rowcount  # type: ignore[attr-defined]
    changed = session.execute(_RESTORE, bound).rowcount  # type: ignore[attr-defined]
    import_changes.forget(session, row.id)
    return int(deleted), int(changed), 0
