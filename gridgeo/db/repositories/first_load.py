"""Indexes of a table that is loaded for the first time: built once, not row by row."""

from collections.abc import Iterator
from contextlib import contextmanager

from psycopg2.errors import LockNotAvailable
from psycopg2.sql import SQL, Identifier
from sqlalchemy import text
from sqlalchemy.orm import Session

from gridgeo.db import bulk

MANY = 10_000  # rows; below, building anew gains nothing

# What makes keys unique stays: it is needed while rows go in.
_INDEXES = text("""
    SELECT c.relname, pg_get_indexdef(i.indexrelid) FROM pg_index AS i
    JOIN pg_class AS c ON c.oid = i.indexrelid JOIN pg_class AS t ON t.oid = i.indrelid
    WHERE t.oid = to_regclass(:table) AND NOT i.indisunique AND NOT i.indisexclusion
      AND pg_has_role(t.relowner, 'USAGE')
    ORDER BY c.relname
""")
# Whoever reads the table just now is not waited for: then its indexes grow row by row.
_IMPATIENT = text("SELECT set_config('lock_timeout', '500ms', true)")
_PATIENT = text("SELECT set_config('lock_timeout', :before, true)")


@contextmanager
def indexes_built_after(session: Session, table: str, rows: int) -> Iterator[None]:
    """Take an empty table's indexes away while many rows go in, and make them again.

    Others who want the table wait until the transaction ends: there was nothing in it to read.
    A table with rows, one that somebody holds, and one of another owner keep theirs.
    """
    dropped = _drop_indexes(session, table) if rows >= MANY else []
    yield
    for definition in dropped:
        session.execute(text(definition))


def _drop_indexes(session: Session, table: str) -> list[str]:
    if _has_rows(session, table):
        return []
    before = session.scalar(text("SHOW lock_timeout"))
    try:
        with session.begin_nested():
            session.execute(_IMPATIENT)
            bulk.run(
                session, SQL("LOCK TABLE {} IN ACCESS EXCLUSIVE MODE").format(Identifier(table))
            )
            if _has_rows(session, table):
                return []
            return _dropped(session, table)
    except LockNotAvailable:
        return []
    finally:
        session.execute(_PATIENT, {"before": before})


def _dropped(session: Session, table: str) -> list[str]:
    found = session.execute(_INDEXES, {"table": table}).all()
    for name, _ in found:
        bulk.run(session, SQL("DROP INDEX {}").format(Identifier(name)))
    return [definition for _, definition in found]


def _has_rows(session: Session, table: str) -> bool:
    statement = SQL("SELECT EXISTS (SELECT FROM {})").format(Identifier(table))
    return bool(bulk.fetch(session, statement)[0][0])
