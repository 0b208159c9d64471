"""A look through a GeoPackage by SQLite alone: views that never end, tables that are no tables."""

import re
import sqlite3
from contextlib import closing
from pathlib import Path
from urllib.parse import quote

from gridgeo.domain.errors import BadInputError
from gridgeo.io.sources import limits

_VIRTUAL = re.compile(r"^\s*CREATE\s+VIRTUAL\s+TABLE\s.*?\sUSING\s+(\w+)", re.I | re.S)
_HARMLESS = frozenset({"rtree", "fts3", "fts4", "fts5"})
_STEPS = 100_000  # of SQLite's machine, between two looks at how many there were
_READING = frozenset({sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ})
_COUNTING = frozenset({"count", "min", "max", "sum", "total", "avg"})


def require_plain_tables(path: Path) -> None:
    """Refuse a GeoPackage with a view that calls functions, recurs or takes long to read.

    Raises
    ------
    BadInputError
        Names the view or table, and says what to do.
    """
    address = f"file:{quote(str(path.absolute()))}?mode=ro&immutable=1"
    try:
        with closing(sqlite3.connect(address, uri=True)) as base:
            found = base.execute("SELECT type, name, sql FROM sqlite_master").fetchall()
            for kind, name, text in found:
                if kind == "table":
                    _require_stored(path, str(name), str(text))
            views = [str(name) for kind, name, _ in found if kind == "view"]
            _require_short(path, base, views)
    except sqlite3.DatabaseError as error:
        raise BadInputError(f"'{path.name}' cannot be read: {error}.", field="file") from error


def _require_stored(path: Path, name: str, text: str) -> None:
    virtual = _VIRTUAL.match(text)
    if virtual and virtual[1].lower() not in _HARMLESS:
        raise BadInputError(
            f"'{path.name}' has a table '{name}' whose rows lie elsewhere ({virtual[1]}); save it"
            " again with the rows in it.",
            field="file",
        )


def _require_short(path: Path, base: sqlite3.Connection, views: list[str]) -> None:
    base.set_authorizer(_allow)
    looks = 0

    def stop() -> bool:
        nonlocal looks
        looks += 1
        return looks * _STEPS > limits.MOST_VIEW_STEPS

    base.set_progress_handler(stop, _STEPS)
    for view in views:
        quoted = view.replace('"', '""')
        try:
            base.execute(f'SELECT count(*) FROM (SELECT * FROM "{quoted}")').fetchone()  # noqa: S608
        except sqlite3.DatabaseError as error:
            raise BadInputError(
                f"The view '{view}' of '{path.name}' cannot be read: it calls functions, recurs, or"
                " takes too long; save its rows as a table.",
                field="file",
            ) from error


def _allow(action: int, _first: str | None, second: str | None, *_: object) -> int:
    """Let a view read and count, and nothing else."""
    counts = action == sqlite3.SQLITE_FUNCTION and str(second).lower() in _COUNTING
    return sqlite3.SQLITE_OK if action in _READING or counts else sqlite3.SQLITE_DENY
