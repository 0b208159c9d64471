"""The rows of a layer as an import would write them, to be exported."""

from collections.abc import Sequence
from typing import Any

from psycopg2.sql import SQL, Identifier
from sqlalchemy.orm import Session

from gridgeo.db import bulk
from gridgeo.db.repositories.import_target import Target, names


def layer_rows(session: Session, target: Target) -> Sequence[tuple[Any, ...]]:
    """Give the target's columns of every row that counts, by key; the geometry as WKB."""
    listed = SQL(", ").join(
        SQL("ST_AsBinary(t.geometry)") if name == "geometry" else Identifier("t", name)
        for name in target.columns
    )
    statement = SQL("SELECT {listed} FROM {table} AS t WHERE {current} ORDER BY t.{key}")
    return bulk.fetch(session, statement.format(listed=listed, **names(target)))
