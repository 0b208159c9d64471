"""The rows of a layer as an import would write them, to be exported."""

from collections.abc import Sequence
from typing import Any

from psycopg2.sql import SQL, Composable, Identifier, Literal
from sqlalchemy.orm import Session

from gridgeo.db import bulk
from gridgeo.db.repositories.import_target import Target, names


def layer_rows(
    session: Session, target: Target, communities: Sequence[str] | None = None
) -> Sequence[tuple[Any, ...]]:
    """Give the target's columns of every row that counts, by key; the geometry as WKB.

    With codes of communities only the rows whose middle lies in one of these.
    """
    listed = SQL(", ").join(
        SQL("ST_AsBinary(t.geometry)") if name == "geometry" else Identifier("t", name)
        for name in target.columns
    )
    within: Composable = SQL("TRUE")
    if communities is not None:
        within = SQL("""EXISTS (
            SELECT FROM areas AS a WHERE a.code = ANY({codes})
               AND ST_Intersects(a.geometry, ST_PointOnSurface(t.geometry)))
        """).format(codes=SQL("{}::text[]").format(Literal(list(communities))))
    statement = SQL("SELECT {listed} FROM {table} AS t WHERE {current} AND {within} ORDER BY {key}")
    wanted = statement.format(listed=listed, within=within, **names(target))
    return bulk.fetch(session, wanted)
