"""The ground that patrols are held against: households, buildings, streets within a rectangle."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import text
from sqlalchemy.orm import Session

_BOX = "geometry && ST_MakeEnvelope(:west, :south, :east, :north, 4326)"
_HOUSEHOLDS = text(f"""
    SELECT households, ST_X(geometry), ST_Y(geometry) FROM households
    WHERE {_BOX} ORDER BY code COLLATE "C"
""")  # noqa: S608 - put together of constants
_BUILDINGS = text(f"""
    SELECT code, ST_AsBinary(geometry) FROM buildings WHERE {_BOX} ORDER BY code COLLATE "C"
""")  # noqa: S608
_STREETS = text(f"""
    SELECT code, ST_AsBinary(geometry) FROM barriers
    WHERE kind = 'road' AND ST_Dimension(geometry) = 1 AND {_BOX} ORDER BY code COLLATE "C"
""")  # noqa: S608
# Every import and publication changes this; so does a database made anew.
_STATE = text("""
    SELECT concat_ws(':', (SELECT max(id) FROM imports), (SELECT count(*) FROM households),
                     (SELECT count(*) FROM buildings), (SELECT count(*) FROM barriers),
                     (SELECT string_agg(v.id::text, ',' ORDER BY v.id) FROM grid_versions AS v
                      WHERE v.network_code = :network AND v.valid @> statement_timestamp()))
""")
_SETTINGS = text("SELECT code, setting FROM areas WHERE code = ANY(:codes)")
_LATEST = text("""
    SELECT DISTINCT ON (grid_id) grid_id, ST_AsBinary(geometry) AS wkb FROM grid_versions
    WHERE grid_id = ANY(:ids) ORDER BY grid_id, id DESC
""")


@dataclass(frozen=True, slots=True)
class Ground:
    """What lies in a rectangle, EPSG:4326.

    Attributes
    ----------
    households : float64 array (places, 3)
        Households, longitude, latitude.
    building_codes : list of str
    buildings, streets : arrays of bytes
        WKB.
    """

    households: NDArray[np.float64]
    building_codes: list[str]
    buildings: NDArray[np.object_]
    streets: NDArray[np.object_]


def ground_state(session: Session, network_code: str) -> str:
    """Give a text that differs whenever the grids or what stands in them do."""
    return str(session.scalar(_STATE, {"network": network_code}))


def load_ground(session: Session, bounds: Sequence[float]) -> Ground:
    """Read what lies within west, south, east, north."""
    box = dict(zip(("west", "south", "east", "north"), map(float, bounds), strict=True))
    homes = [tuple(row) for row in session.execute(_HOUSEHOLDS, box)]
    buildings = session.execute(_BUILDINGS, box).all()
    streets = session.execute(_STREETS, box).all()
    return Ground(
        np.array(homes, np.float64).reshape(-1, 3),
        [row[0] for row in buildings],
        np.array([bytes(row[1]) for row in buildings], dtype=object),
        np.array([bytes(row[1]) for row in streets], dtype=object),
    )


def area_settings(session: Session, codes: Sequence[str]) -> dict[str, str]:
    """Give whether areas are urban or rural."""
    return {row.code: row.setting for row in session.execute(_SETTINGS, {"codes": list(codes)})}


def latest_shapes(session: Session, grid_ids: Sequence[int]) -> dict[int, bytes]:
    """Give the last known polygon of grids, also of those that are published no more."""
    return {
        row.grid_id: bytes(row.wkb) for row in session.execute(_LATEST, {"ids": list(grid_ids)})
    }
