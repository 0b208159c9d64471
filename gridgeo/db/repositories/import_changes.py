"""What an import did to a table, kept so that it can be undone.

`apply` brings in the rows that `gridgeo.db.repositories.import_states` found new or changed, and
keeps what it takes to lead back: of a new row its key, of a changed one the columns as they were.
`revert` leads back. Callers hold the kind's lock.
"""

from collections.abc import Sequence

from psycopg2.sql import SQL, Identifier, Literal
from sqlalchemy import text
from sqlalchemy.orm import Session

from gridgeo.db import bulk
from gridgeo.db.repositories.first_load import indexes_built_after
from gridgeo.db.repositories.import_target import Target, columns, hashed, names

_KEPT = text("""
    SELECT (i.inserted = 0 OR EXISTS (
               SELECT FROM import_touched WHERE import_id = i.id AND before IS NULL))
       AND (i.updated + i.removed = 0 OR EXISTS (
               SELECT FROM import_changes WHERE import_id = i.id AND before IS NOT NULL))
    FROM imports AS i WHERE i.id = :id
""")
KEPT_TOGETHER = 2000  # keys of added rows in one row: ten thousand bytes or so


def lock(session: Session, name: str) -> None:
    """Let nobody else import this kind until the transaction ends."""
    session.execute(
        text("SELECT pg_advisory_xact_lock(hashtextextended('gridgeo.import.' || :name, 0))"),
        {"name": name},
    )


def apply(session: Session, target: Target, import_id: int, new: int) -> None:
    """Change the changed rows, add the new ones, and keep what it takes to lead back.

    Parameters
    ----------
    new : int
        How many rows are added: the first many of a table get their indexes afterwards.
    """
    _change(session, target, import_id)
    with indexes_built_after(session, target.table, new):
        _add(session, target)
    _keep_added(session, target, import_id)


def _change(session: Session, target: Target, import_id: int) -> None:
    values = [name for name in target.columns if name != target.key]
    assignments = SQL(", ").join(
        SQL("{} = {}").format(Identifier(c), Identifier("s", c)) for c in values
    )
    statement = SQL("""
        INSERT INTO import_changes (import_id, key, before, after)
        SELECT {import_id}, x.key, x.before, {after}
        FROM pg_temp.import_states AS x JOIN pg_temp.staging AS s ON s.{key} = x.key
        WHERE x.state = 'changed';
        UPDATE {table} AS t SET {assignments}
        FROM pg_temp.staging AS s JOIN pg_temp.import_states AS x ON x.key = s.{key}
        WHERE x.state = 'changed' AND t.{key} = s.{key} AND ({current})
    """).format(
        **names(target),
        assignments=assignments,
        after=hashed(target, "s"),
        import_id=Literal(import_id),
    )
    bulk.run(session, statement)


def _add(session: Session, target: Target) -> None:
    """Add the new rows, and the changed ones whose present row was set aside."""
    statement = SQL("""
        INSERT INTO {table} ({columns})
        SELECT {staged} FROM pg_temp.staging AS s
        JOIN pg_temp.import_states AS x ON x.key = s.{key}
        WHERE x.state = 'new' OR x.state = 'changed'
          AND NOT EXISTS (SELECT FROM {table} AS t WHERE t.{key} = s.{key} AND ({current}))
    """).format(
        **names(target),
        columns=SQL(", ").join(map(Identifier, target.columns)),
        staged=columns(target, "s"),
    )
    bulk.run(session, statement)


def _keep_added(session: Session, target: Target, import_id: int) -> None:
    statement = SQL("""
        INSERT INTO import_additions (import_id, part, keys, after)
        SELECT {import_id}, s.row_number / {rows}, array_agg(s.{key}), array_agg({after})
        FROM pg_temp.staging AS s JOIN pg_temp.import_states AS x ON x.key = s.{key}
        WHERE x.state = 'new' GROUP BY s.row_number / {rows}
    """).format(
        **names(target),
        after=hashed(target, "s"),
        import_id=Literal(import_id),
        rows=Literal(KEPT_TOGETHER),
    )
    bulk.run(session, statement)


def remove_gone(session: Session, target: Target, import_id: int) -> None:
    """Delete the rows of earlier editions that are gone, and keep them to be brought back."""
    statement = SQL("""
        WITH gone AS (
            DELETE FROM {table} AS t USING pg_temp.import_states AS x
            WHERE x.key = t.{key} AND x.state = 'gone' AND ({current})
            RETURNING t.{key} AS key, x.before
        )
        INSERT INTO import_changes (import_id, key, before, after)
        SELECT {import_id}, key, before, NULL FROM gone
    """).format(**names(target), import_id=Literal(import_id))
    bulk.run(session, statement)


def touched_since(session: Session, target: Target, import_id: int, most: int) -> list[str]:
    """Give keys whose rows are no longer as the import left them: an undo would lose something."""
    statement = SQL("""
        SELECT c.key FROM import_touched AS c
        LEFT JOIN {table} AS t ON t.{key} = c.key AND ({current})
        WHERE c.import_id = {import_id}
          AND CASE WHEN t.{key} IS NULL THEN NULL ELSE {now} END IS DISTINCT FROM c.after
        ORDER BY c.key LIMIT {most}
    """).format(
        **names(target), now=hashed(target, "t"), import_id=Literal(import_id), most=Literal(most)
    )
    return [row[0] for row in bulk.fetch(session, statement)]


def revert(session: Session, target: Target, import_id: int) -> tuple[int, int, int]:
    """Lead back to how it was.

    Returns
    -------
    tuple of int
        Rows that were deleted, changed back, and brought back.
    """
    given = {**names(target), "import_id": Literal(import_id)}
    old = SQL("jsonb_populate_record(NULL::{table}, c.before) AS r").format(**given)
    values = [name for name in target.columns if name != target.key]
    assignments = SQL(", ").join(
        SQL("{} = {}").format(Identifier(c), Identifier("r", c)) for c in values
    )
    listed = SQL(", ").join(map(Identifier, target.columns))
    brought = SQL("""
        INSERT INTO {table} ({columns}) SELECT {r} FROM import_changes AS c, {old}
        WHERE c.import_id = {import_id} AND c.after IS NULL
    """).format(**given, columns=listed, r=columns(target, "r"), old=old)
    changed = SQL("""
        UPDATE {table} AS t SET {assignments} FROM import_changes AS c, {old}
        WHERE c.import_id = {import_id} AND c.before IS NOT NULL AND c.after IS NOT NULL
          AND t.{key} = c.key AND ({current})
    """).format(**given, old=old, assignments=assignments)
    deleted = SQL("""
        DELETE FROM {table} AS t USING import_touched AS c
        WHERE c.import_id = {import_id} AND c.before IS NULL AND t.{key} = c.key AND ({current})
    """).format(**given)
    counts = [bulk.run(session, statement) for statement in (brought, changed, deleted)]
    return counts[2], counts[1], counts[0]


def is_kept(session: Session, import_id: int) -> bool:
    """Say whether what leads back from an import is there; rules of retention take it away."""
    return bool(session.scalar(_KEPT, {"id": import_id}))


def forget(session: Session, import_id: int) -> None:
    """Drop what was kept of an import: it is undone."""
    for table in ("import_changes", "import_additions"):
        statement = SQL("DELETE FROM {} WHERE import_id = {}")
        bulk.run(session, statement.format(Identifier(table), Literal(import_id)))


def later_imports(session: Session, import_id: int, keys: Sequence[str]) -> list[int]:
    """Give the imports after this one that changed any of these keys."""
    statement = text("""
        SELECT DISTINCT c.import_id FROM import_touched AS c
        JOIN imports AS later ON later.id = c.import_id
        JOIN imports AS this ON this.id = :id AND this.kind = later.kind
        WHERE c.import_id > :id AND c.key = ANY(:keys) AND later.undone_at IS NULL
        ORDER BY c.import_id DESC
    """)
    return list(session.scalars(statement, {"id": import_id, "keys": list(keys)}))
