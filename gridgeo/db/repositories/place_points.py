"""Where people are, as arrays: the points that services locate in grids without the database.

A spatial join of half a million households takes PostGIS minutes on a district; reading them takes
it a second, and `gridgeo.geometry.locator` answers in less.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import text
from sqlalchemy.orm import Session

_PLACES = text("""
    SELECT households, persons, x, y FROM (
        SELECT 'h' || h.code AS place, h.households, h.persons,
               ST_X(h.geometry) AS x, ST_Y(h.geometry) AS y
        FROM households AS h
        WHERE h.geometry && ST_MakeEnvelope(:west, :south, :east, :north, 4326)
        UNION ALL
        SELECT 'u' || u.code, u.households, u.persons, ST_X(p.inside), ST_Y(p.inside)
        FROM units AS u, ST_PointOnSurface(u.geometry) AS p(inside)
        WHERE u.superseded_at IS NULL AND u.households + u.persons > 0
          AND u.geometry && ST_MakeEnvelope(:west, :south, :east, :north, 4326)
          AND NOT EXISTS (SELECT FROM households AS h WHERE ST_Intersects(u.geometry, h.geometry))
    ) AS places
    ORDER BY place COLLATE "C"
""")


@dataclass(frozen=True, slots=True)
class PlacePoints:
    """Points in EPSG:4326 with the people that each stands for, in a fixed order.

    A household is at its own point; a unit without household points is at a point inside it.
    """

    x: NDArray[np.float64]
    y: NDArray[np.float64]
    households: NDArray[np.int64]
    persons: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.households)


def load_places(session: Session, bounds: Sequence[float]) -> PlacePoints:
    """Load the places inside a rectangle.

    Parameters
    ----------
    session : Session
        Only read from.
    bounds : sequence of float
        West, south, east and north, EPSG:4326.
    """
    west, south, east, north = map(float, bounds)
    rows = session.execute(
        _PLACES, {"west": west, "south": south, "east": east, "north": north}
    ).all()
    counts = np.array([row[:2] for row in rows], dtype=np.int64).reshape(-1, 2)
    points = np.array([row[2:] for row in rows], dtype=np.float64).reshape(-1, 2)
    return PlacePoints(points[:, 0], points[:, 1], counts[:, 0], counts[:, 1])
