"""The ground that maps draw under the grids: areas, barriers, land use, compounds, buildings."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from sqlalchemy import text
from sqlalchemy.orm import Session

# Addresses, floors and counts stay behind: a base map needs none of them.
_QUERIES = {
    "areas": "SELECT code, name, level, ST_AsBinary(geometry) AS wkb FROM areas ORDER BY code",
    "land_use": "SELECT use, ST_AsBinary(geometry) AS wkb FROM land_use ORDER BY code",
    "barriers": "SELECT kind, name, rank, ST_AsBinary(geometry) AS wkb FROM barriers ORDER BY code",
    "compounds": "SELECT name, ST_AsBinary(geometry) AS wkb FROM compounds ORDER BY code",
    "buildings": "SELECT name, use, ST_AsBinary(geometry) AS wkb FROM buildings ORDER BY code",
}

# Imports of a database made anew are counted from 1 again, but not at the same instant.
GROUND_STAMP = """
    SELECT concat_ws('-', coalesce(max(id), 0), max(imported_at), max(undone_at),
                     (SELECT oid FROM pg_database WHERE datname = current_database()))
    FROM imports WHERE kind IN ('areas', 'barriers', 'land_use', 'compounds', 'buildings')
"""

Rows = Sequence[dict[str, Any]]


def read_ground(session: Session, kind: str) -> tuple[Rows, NDArray[np.object_]]:
    """Read one kind of ground in the order of codes.

    Parameters
    ----------
    kind : str
        ``areas``, ``barriers``, ``land_use``, ``compounds`` or ``buildings``.

    Returns
    -------
    (rows, geometry)
        What the map says of each, and its geometry in EPSG:4326.
    """
    rows = [dict(row) for row in session.execute(text(_QUERIES[kind])).mappings()]
    wkb = np.array([bytes(row.pop("wkb")) for row in rows], dtype=object)
    geometry: NDArray[np.object_] = shapely.from_wkb(wkb)
    return rows, geometry


def ground_stamp(session: Session) -> str:
    """Give a text that differs after each import of ground, each undoing, and in each database."""
    return str(session.scalar(text(GROUND_STAMP)))
