"""What an import does to a table, row by row: told before it is done, kept so it can be undone.

Rows are staged in ``pg_temp.staging``. `compare` writes ``pg_temp.import_states``: for each staged
key whether it is new, changed or the same, and the columns as they were. `apply` brings the new and
changed ones in and keeps both sides; `revert` leads back. Callers hold the kind's lock.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from psycopg2.sql import SQL, Composable, Composed, Identifier, Literal
from sqlalchemy import text
from sqlalchemy.orm import Session

from gridgeo.db import bulk


@dataclass(frozen=True, slots=True)
class Target:
    """A table that rows are merged into.

    Attributes
    ----------
    table, key : str
    columns : tuple of str
        All that an import writes, with the key and the geometry.
    current : str
        SQL that tells the rows which count, where the table keeps earlier ones too.
    """

    table: str
    key: str
    columns: tuple[str, ...]
    current: str = "TRUE"


@dataclass(frozen=True, slots=True)
class States:
    """How many staged rows are new, changed or the same, and how many of before are gone."""

    new: int
    changed: int
    same: int
    gone: int


def lock(session: Session, name: str) -> None:
    """Let nobody else import this kind until the transaction ends."""
    session.execute(
        text("SELECT pg_advisory_xact_lock(hashtextextended('gridgeo.import.' || :name, 0))"),
        {"name": name},
    )


def compare(session: Session, target: Target, kind: str, dataset: str | None) -> States:
    """Hold the staged rows against the table; see the module."""
    t, s = _columns(target, "t"), _columns(target, "s")
    statement = SQL("""
        DROP TABLE IF EXISTS pg_temp.import_states;
        CREATE TEMP TABLE import_states ON COMMIT DROP AS
        SELECT s.{key} AS key,
               CASE WHEN t.{key} IS NULL THEN 'new'
                    WHEN ({t}) IS DISTINCT FROM ({s}) THEN 'changed' ELSE 'same' END AS state,
               CASE WHEN t.{key} IS NOT NULL AND ({t}) IS DISTINCT FROM ({s})
                    THEN {before} END AS before
        FROM pg_temp.staging AS s
        LEFT JOIN {table} AS t ON t.{key} = s.{key} AND ({current});
        INSERT INTO pg_temp.import_states
        SELECT t.{key}, 'gone', {before}
        FROM {table} AS t
        WHERE ({current}) AND t.{key} IN (
            SELECT c.key FROM import_changes AS c JOIN imports AS i ON i.id = c.import_id
            WHERE i.kind = {kind} AND i.dataset = {dataset} AND i.undone_at IS NULL
        ) AND NOT EXISTS (SELECT FROM pg_temp.staging AS s WHERE s.{key} = t.{key});
        ANALYZE pg_temp.import_states
    """).format(
        **_names(target), t=t, s=s, before=_as_json(target),
        kind=Literal(kind), dataset=Literal(dataset),
    )  # fmt: skip
    bulk.run(session, statement)
    return count_states(session)


def count_states(session: Session) -> States:
    """Count what `compare` found."""
    rows = session.execute(text("SELECT state, count(*) FROM pg_temp.import_states GROUP BY state"))
    counts = {state: int(count) for state, count in rows}
    return States(*(counts.get(name, 0) for name in ("new", "changed", "same", "gone")))


def examples(session: Session, state: str, most: int) -> list[str]:
    """Give the first keys in a state."""
    statement = text(
        "SELECT key FROM pg_temp.import_states WHERE state = :state ORDER BY key LIMIT :most"
    )
    return list(session.scalars(statement, {"state": state, "most": most}))


def staged_features(session: Session, key: str, most: int) -> dict[str, Any]:
    """Give the first staged rows as GeoJSON with their key and state; those that change first."""
    statement = SQL("""
        SELECT x.key, x.state, {shape} AS shape, s.row_number FROM pg_temp.import_states AS x
        JOIN pg_temp.staging AS s ON s.{key} = x.key
        ORDER BY x.state = 'same', s.row_number LIMIT {most}
    """).format(
        key=Identifier(key),
        most=Literal(most),
        shape=SQL("ST_AsGeoJSON(s.geometry, 7)::jsonb"),
    )
    return {
        "type": "FeatureCollection",
        "features": [
            {"type": "Feature", "id": name, "geometry": shape,
             "properties": {"key": name, "state": state, "row": row}}
            for name, state, shape, row in bulk.fetch(session, statement)
        ],
    }  # fmt: skip


def changed_columns(session: Session, target: Target) -> dict[str, int]:
    """Count for each column in how many changed rows it differs."""
    values = [name for name in target.columns if name != target.key]
    counts = SQL(", ").join(
        SQL("count(*) FILTER (WHERE t.{c} IS DISTINCT FROM s.{c})").format(c=Identifier(name))
        for name in values
    )
    statement = SQL("""
        SELECT {counts} FROM pg_temp.import_states AS x
        JOIN pg_temp.staging AS s ON s.{key} = x.key
        JOIN {table} AS t ON t.{key} = x.key AND ({current})
        WHERE x.state = 'changed'
    """).format(counts=counts, **_names(target))
    found = bulk.fetch(session, statement)[0]
    return {name: int(n) for name, n in zip(values, found, strict=True) if n}


def apply(session: Session, target: Target, import_id: int, conflict: str = "") -> None:
    """Add the new rows, change the changed ones, and keep what they were and are.

    Parameters
    ----------
    conflict : str
        Predicate of the table's unique index, when it is a partial one.
    """
    values = [name for name in target.columns if name != target.key]
    statement = SQL("""
        WITH done AS (
            INSERT INTO {table} AS present ({columns})
            SELECT {staged} FROM pg_temp.staging AS s
            JOIN pg_temp.import_states AS x ON x.key = s.{key}
            WHERE x.state IN ('new', 'changed')
            ON CONFLICT ({key}) {conflict} DO UPDATE SET {assignments}
            RETURNING present.{key} AS key, {after} AS after
        )
        INSERT INTO import_changes (import_id, key, before, after)
        SELECT {import_id}, done.key, x.before, done.after
        FROM done JOIN pg_temp.import_states AS x ON x.key = done.key AND x.state <> 'gone'
    """).format(
        **_names(target),
        columns=SQL(", ").join(map(Identifier, target.columns)),
        staged=_columns(target, "s"),
        conflict=SQL(conflict),
        assignments=SQL(", ").join(
            SQL("{} = {}").format(Identifier(c), Identifier("excluded", c)) for c in values
        ),
        after=_hash(target, "present"),
        import_id=Literal(import_id),
    )  # fmt: skip
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
    """).format(**_names(target), import_id=Literal(import_id))
    bulk.run(session, statement)


def touched_since(session: Session, target: Target, import_id: int, most: int) -> list[str]:
    """Give keys whose rows are no longer as the import left them: an undo would lose something."""
    statement = SQL("""
        SELECT c.key FROM import_changes AS c
        LEFT JOIN {table} AS t ON t.{key} = c.key AND ({current})
        WHERE c.import_id = {import_id}
          AND CASE WHEN t.{key} IS NULL THEN NULL ELSE {now} END IS DISTINCT FROM c.after
        ORDER BY c.key LIMIT {most}
    """).format(
        **_names(target), now=_hash(target, "t"), import_id=Literal(import_id), most=Literal(most)
    )
    return [row[0] for row in bulk.fetch(session, statement)]


def revert(session: Session, target: Target, import_id: int) -> tuple[int, int, int]:
    """Lead back to how it was.

    Returns
    -------
    tuple of int
        Rows that were deleted, changed back, and brought back.
    """
    names = {**_names(target), "import_id": Literal(import_id)}
    columns = SQL(", ").join(map(Identifier, target.columns))
    old = SQL("jsonb_populate_record(NULL::{table}, c.before) AS r").format(**names)
    values = [name for name in target.columns if name != target.key]
    brought = _count(session, SQL("""
        INSERT INTO {table} ({columns}) SELECT {r} FROM import_changes AS c, {old}
        WHERE c.import_id = {import_id} AND c.after IS NULL
    """).format(**names, columns=columns, r=_columns(target, "r"), old=old))  # fmt: skip
    changed = _count(session, SQL("""
        UPDATE {table} AS t SET {assignments} FROM import_changes AS c, {old}
        WHERE c.import_id = {import_id} AND c.before IS NOT NULL AND c.after IS NOT NULL
          AND t.{key} = c.key AND ({current})
    """).format(
        **names, old=old,
        assignments=SQL(", ").join(
            SQL("{} = {}").format(Identifier(c), Identifier("r", c)) for c in values
        ),
    ))  # fmt: skip
    deleted = _count(session, SQL("""
        DELETE FROM {table} AS t USING import_changes AS c
        WHERE c.import_id = {import_id} AND c.before IS NULL AND t.{key} = c.key AND ({current})
    """).format(**names))  # fmt: skip
    return deleted, changed, brought


def forget(session: Session, import_id: int) -> None:
    """Drop what was kept of an import: it is undone."""
    session.execute(text("DELETE FROM import_changes WHERE import_id = :id"), {"id": import_id})


def later_imports(session: Session, import_id: int, keys: Sequence[str]) -> list[int]:
    """Give the imports after this one that changed any of these keys."""
    statement = text("""
        SELECT DISTINCT c.import_id FROM import_changes AS c
        JOIN imports AS later ON later.id = c.import_id
        JOIN imports AS this ON this.id = :id AND this.kind = later.kind
        WHERE c.import_id > :id AND c.key = ANY(:keys) AND later.undone_at IS NULL
        ORDER BY c.import_id DESC
    """)
    return list(session.scalars(statement, {"id": import_id, "keys": list(keys)}))


def _names(target: Target) -> dict[str, Composable]:
    return {
        "table": Identifier(target.table),
        "key": Identifier(target.key),
        "current": SQL(target.current),
    }


def _columns(target: Target, table: str) -> Composed:
    return SQL(", ").join(Identifier(table, name) for name in target.columns)


def _as_json(target: Target) -> Composed:
    """Columns as JSON; the geometry as the text that PostGIS reads back to the bit."""
    pairs = SQL(", ").join(
        SQL("{}, {}").format(
            Literal(name),
            SQL("t.{}::text" if name == "geometry" else "t.{}").format(Identifier(name)),
        )
        for name in target.columns
    )
    return SQL("jsonb_build_object({})").format(pairs)


def _hash(target: Target, table: str) -> Composed:
    return SQL("hashtextextended(ROW({})::text, 0)").format(_columns(target, table))


def _count(session: Session, statement: Composed) -> int:
    return bulk.run(session, statement)
