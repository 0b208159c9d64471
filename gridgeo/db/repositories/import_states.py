"""What an import would do to a table, row by row, told before it is done.

Rows are staged in ``pg_temp.staging``. `compare` writes ``pg_temp.import_states``: for each staged
key whether it is new, changed or the same, and the columns as they were.
"""

from dataclasses import dataclass
from typing import Any

from psycopg2.sql import SQL, Identifier, Literal
from sqlalchemy import text
from sqlalchemy.orm import Session

from gridgeo.db import bulk
from gridgeo.db.repositories.import_target import Target, as_json, columns, names


@dataclass(frozen=True, slots=True)
class States:
    """How many staged rows are new, changed or the same, and how many of before are gone."""

    new: int
    changed: int
    same: int
    gone: int


def compare(session: Session, target: Target, kind: str, dataset: str | None) -> States:
    """Hold the staged rows against the table; see the module."""
    statement = SQL("""
        DROP TABLE IF EXISTS pg_temp.import_states;
        CREATE TEMP TABLE import_states ON COMMIT DROP AS
        SELECT s.{key} AS key,
               CASE WHEN t.{key} IS NULL THEN 'new'
                    WHEN d.differs THEN 'changed' ELSE 'same' END AS state,
               CASE WHEN t.{key} IS NOT NULL AND d.differs THEN {before} END AS before
        FROM pg_temp.staging AS s
        LEFT JOIN {table} AS t ON t.{key} = s.{key} AND ({current})
        CROSS JOIN LATERAL (SELECT ({t}) IS DISTINCT FROM ({s}) AS differs OFFSET 0) AS d;
        INSERT INTO pg_temp.import_states
        SELECT t.{key}, 'gone', {before}
        FROM (SELECT DISTINCT c.key FROM import_touched AS c
              WHERE c.import_id = ANY(ARRAY(
                  SELECT id FROM imports
                  WHERE kind = {kind} AND dataset = {dataset} AND undone_at IS NULL))
                AND NOT EXISTS (SELECT FROM pg_temp.staging AS s WHERE s.{key} = c.key)
              OFFSET 0) AS absent
        JOIN {table} AS t ON t.{key} = absent.key AND ({current});
        ANALYZE pg_temp.import_states (key, state)
    """).format(
        **names(target), t=columns(target, "t"), s=columns(target, "s"), before=as_json(target),
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
    """).format(counts=counts, **names(target))
    found = bulk.fetch(session, statement)[0]
    return {name: int(n) for name, n in zip(values, found, strict=True) if n}
