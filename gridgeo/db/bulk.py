"""Many rows at once: COPY into a staging table of the transaction, then one statement to merge."""

import io
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, cast

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.csv as pacsv
import shapely
from numpy.typing import NDArray
from pandas.api.types import is_numeric_dtype
from psycopg2 import extensions
from psycopg2.sql import SQL, Composed, Identifier
from sqlalchemy import text
from sqlalchemy.orm import Session

from gridgeo.db.tables import SRID

CHUNK_ROWS = 20_000  # keeps the text of a chunk of buildings under some twenty megabytes


@dataclass(frozen=True, slots=True)
class Merged:
    """How many rows a merge added and changed; rows that were the same already are neither."""

    inserted: int
    updated: int


def stage(session: Session, like: str, frame: pd.DataFrame, *, name: str = "staging") -> None:
    """Copy a frame into a temporary table that vanishes with the transaction.

    Parameters
    ----------
    session : Session
        Its connection is used; nothing is committed.
    like : str
        Table whose columns give the types; others take the type of their values: text or bigint.
    frame : DataFrame
        Values that are missing become NULL; a column ``geometry`` holds shapely geometries in
        EPSG:4326.
    name : str
        Name of the temporary table; one that is there already is replaced.
    """
    make_staging(session, like, frame, name=name)
    copy(session, name, frame)
    finish_staging(session, name=name)


def make_staging(
    session: Session, like: str, frame: pd.DataFrame, *, name: str = "staging"
) -> None:
    """Make the empty table of `stage`; rows follow by `copy`, then `finish_staging`."""
    known = set(
        session.scalars(
            text("SELECT attname FROM pg_attribute WHERE attrelid = CAST(:t AS regclass)"),
            {"t": like},
        )
    )
    columns = [
        Identifier(column)
        if column in known
        else SQL("CAST(NULL AS {}) AS {}").format(
            SQL("bigint" if is_numeric_dtype(frame[column]) else "text"), Identifier(column)
        )
        for column in frame.columns
    ]
    run(session, SQL("DROP TABLE IF EXISTS pg_temp.{}").format(Identifier(name)))
    run(
        session,
        SQL("CREATE TEMP TABLE {} ON COMMIT DROP AS SELECT {} FROM {} WITH NO DATA").format(
            Identifier(name), SQL(", ").join(columns), Identifier(like)
        ),
    )


def finish_staging(
    session: Session, *, name: str = "staging", columns: Sequence[str] | None = None
) -> None:
    """Let the planner know what was staged, all of it or the columns that are joined by."""
    known = SQL("") if columns is None else SQL("({})").format(_names(columns))
    run(session, SQL("ANALYZE pg_temp.{} {}").format(Identifier(name), known))


def copy(session: Session, table: str, frame: pd.DataFrame) -> None:
    """Append a frame's rows to a table by COPY; its columns are named as the table's are."""
    with _cursor(session) as cursor:
        _copy(cursor, table, frame)


@contextmanager
def copying_aside(session: Session, table: str) -> Iterator[Callable[[pd.DataFrame], None]]:
    """Give a function that appends frames to a table while its caller goes on.

    One frame is under way at a time: the next call waits for it, and so does the end. Until then
    the session is not to be used.
    """
    with _cursor(session) as cursor, ThreadPoolExecutor(1) as worker:
        under_way: list[Future[None]] = []

        def append(frame: pd.DataFrame) -> None:
            while under_way:
                under_way.pop().result()
            under_way.append(worker.submit(_copy, cursor, table, frame))

        yield append
        while under_way:
            under_way.pop().result()


def _copy(cursor: extensions.cursor, table: str, frame: pd.DataFrame) -> None:
    names = _names([str(name) for name in frame.columns])
    statement = SQL("COPY {} ({}) FROM STDIN WITH (FORMAT csv, FORCE_NULL ({}))").format(
        Identifier(table), names, names
    )
    for chunk in _chunks(frame):
        cursor.copy_expert(statement, chunk)


def merge(
    session: Session,
    table: str,
    key: Sequence[str],
    columns: Sequence[str],
    *,
    name: str = "staging",
    where: str = "",
) -> Merged:
    """Merge staged rows into a table by their key: add the new, change those that differ.

    Parameters
    ----------
    session : Session
        With rows staged under ``name``.
    table : str
        Where they go.
    key : sequence of str
        Columns of a unique index.
    columns : sequence of str
        All columns to write, with the key's.
    where : str
        The predicate of the unique index, when it is a partial one.
    """
    values = [column for column in columns if column not in key]
    statement = SQL("""
        WITH done AS (
            INSERT INTO {table} AS present ({columns}) SELECT {columns} FROM pg_temp.{staging}
            ON CONFLICT ({key}) {where} DO UPDATE SET {assignments}
            WHERE ({present}) IS DISTINCT FROM ({given})
            RETURNING xmax = 0 AS fresh  -- a row without a deleter was inserted, not updated
        )
        SELECT count(*) FILTER (WHERE fresh), count(*) FILTER (WHERE NOT fresh) FROM done
    """).format(
        table=Identifier(table),
        staging=Identifier(name),
        columns=_names(columns),
        key=_names(key),
        where=SQL(where),
        assignments=SQL(", ").join(
            SQL("{} = {}").format(Identifier(c), Identifier("excluded", c)) for c in values
        ),
        present=_names(values, "present"),
        given=_names(values, "excluded"),
    )
    with _cursor(session) as cursor:
        cursor.execute(statement)
        return Merged(*cursor.fetchall()[0])


def fetch(session: Session, statement: Composed) -> list[tuple[Any, ...]]:
    """Run a composed statement that returns rows."""
    with _cursor(session) as cursor:
        cursor.execute(statement)
        return cursor.fetchall()


def _names(columns: Sequence[str], table: str | None = None) -> Composed:
    prefix = () if table is None else (table,)
    return SQL(", ").join(Identifier(*prefix, column) for column in columns)


def _cursor(session: Session) -> extensions.cursor:
    return cast(extensions.cursor, session.connection().connection.cursor())


def run(session: Session, statement: Composed) -> int:
    """Run a composed statement, and give the number of rows that it touched."""
    with _cursor(session) as cursor:
        cursor.execute(statement)
        return cursor.rowcount


def _chunks(frame: pd.DataFrame) -> Iterator[io.BytesIO]:
    """Give the frame as CSV, a bounded number of rows at a time, written by Arrow.

    Arrow quotes texts and leaves what is missing empty; COPY takes both kinds of empty for NULL.
    """
    for start in range(0, len(frame), CHUNK_ROWS):
        part = pd.DataFrame(frame.iloc[start : start + CHUNK_ROWS])
        columns = {str(name): _cells(str(name), part[name]) for name in part.columns}
        buffer = io.BytesIO()
        pacsv.write_csv(pa.table(columns), buffer, pacsv.WriteOptions(include_header=False))
        buffer.seek(0)
        yield buffer


def _cells(name: str, values: pd.Series) -> pa.Array:
    """Give a column as Arrow can write it."""
    if name == "geometry":
        shapes = np.asarray(values.to_numpy(), dtype=object)
        if (shapely.get_type_id(shapes) == shapely.GeometryType.POINT).all():
            return _points_hex(shapes)
        return pa.array(ewkb_hex(shapes), pa.string())
    if values.dtype == object:
        given = values.notna()
        return pa.array(values.map(str).where(given, None), pa.string(), from_pandas=True)
    cells = pa.array(values, from_pandas=True)
    return cells.dictionary_decode() if pa.types.is_dictionary(cells.type) else cells


_POINT = np.dtype([("order", "u1"), ("type", "<u4"), ("srid", "<u4"), ("x", "<f8"), ("y", "<f8")])
_EWKB_POINT = 0x20000001
_HEX = np.frombuffer("".join(f"{byte:02X}" for byte in range(256)).encode(), "u1").reshape(256, 2)


def _points_hex(points: NDArray[np.object_]) -> pa.Array:
    """Write points as `ewkb_hex` does, all at once."""
    rows = np.zeros(len(points), dtype=_POINT)
    rows["order"], rows["type"], rows["srid"] = 1, _EWKB_POINT, SRID
    rows["x"], rows["y"] = shapely.get_x(points), shapely.get_y(points)
    text = _HEX[rows.view("u1")].reshape(len(points), 2 * _POINT.itemsize)
    offsets = np.arange(len(points) + 1, dtype=np.int32) * text.shape[1]
    return pa.StringArray.from_buffers(len(points), pa.py_buffer(offsets), pa.py_buffer(text))


def ewkb_hex(geometry: NDArray[np.object_]) -> NDArray[np.object_]:
    """Write geometries as PostGIS reads them, with their SRID (4326); None stays None."""
    marked = shapely.set_srid(np.asarray(geometry, dtype=object), SRID)
    return np.asarray(shapely.to_wkb(marked, hex=True, include_srid=True), dtype=object)
