"""Shapes that are in the database already: what the coordinates of a new file are judged by."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import text
from sqlalchemy.orm import Session

from gridgeo.db.repositories.areas import from_wkb

_MOST = 6_000  # of each table
_EXTENT = text("""
    SELECT min(ST_XMin(box)), min(ST_YMin(box)), max(ST_XMax(box)), max(ST_YMax(box)) FROM (
        SELECT CAST(ST_Extent(geometry) AS geometry) AS box FROM areas
        UNION ALL SELECT CAST(ST_Extent(geometry) AS geometry) FROM buildings
        UNION ALL SELECT CAST(ST_Extent(geometry) AS geometry) FROM barriers
        UNION ALL SELECT CAST(ST_Extent(geometry) AS geometry) FROM compounds
    ) AS boxes
""")
# The least hash is a fair sample, and always the same one.
_SHAPES = {
    table: text(f"""
        SELECT ST_AsBinary(geometry) AS wkb FROM {table}
        WHERE geometry && ST_MakeEnvelope(:west, :south, :east, :north, 4326)
        ORDER BY hashtext(code), code LIMIT :most
    """)  # noqa: S608 - the tables are ours
    for table in ("areas", "compounds", "buildings", "barriers", "households")
}


def known_extent(session: Session) -> tuple[float, float, float, float] | None:
    """Give west, south, east, north of what is known, in degrees; None where nothing is."""
    found = session.execute(_EXTENT).one()
    return None if found[0] is None else (found[0], found[1], found[2], found[3])


def known_shapes(session: Session, bounds: Sequence[float], *, points: bool) -> NDArray[np.object_]:
    """Load known shapes in a rectangle, EPSG:4326; at most some thousand of a table.

    Parameters
    ----------
    bounds : sequence of float
        West, south, east, north.
    points : bool
        Whether households count: points are judged by them too.
    """
    west, south, east, north = bounds
    box = {"west": west, "south": south, "east": east, "north": north, "most": _MOST}
    found = []
    for table, statement in _SHAPES.items():
        if table != "households" or points:
            found += [row.wkb for row in session.execute(statement, box)]
    return from_wkb(found)
