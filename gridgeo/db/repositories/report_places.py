"""Areas and barriers as a report draws and names them; geometry in EPSG:4326."""

from dataclasses import dataclass
from datetime import datetime

import numpy as np
import shapely
from numpy.typing import NDArray
from sqlalchemy import text
from sqlalchemy.orm import Session

from gridgeo.db.repositories.areas import from_wkb
from gridgeo.domain.enums import AreaSetting

_AREAS = text("""
    SELECT a.code, a.name, a.level, a.setting, ST_AsBinary(a.geometry) AS wkb,
           CASE a.level WHEN 'community' THEN p.name WHEN 'town' THEN a.name ELSE NULL END AS town
    FROM areas AS a LEFT JOIN areas AS p ON p.code = a.parent_code
    ORDER BY a.code COLLATE "C"
""")
_BARRIERS = text("""
    SELECT kind, rank, ST_AsBinary(geometry) AS wkb FROM barriers
    WHERE geometry && ST_MakeEnvelope(:west, :south, :east, :north, 4326)
    ORDER BY code COLLATE "C"
""")
_START = text("SELECT valid_from FROM publications WHERE network_code = :code AND version = :n")


@dataclass(frozen=True, slots=True)
class Place:
    """An area: its name, its town's, and its ground."""

    name: str
    town: str
    level: str
    setting: AreaSetting
    ground: shapely.Geometry


@dataclass(frozen=True, slots=True)
class BarrierRows:
    """Barriers sorted by code."""

    kinds: list[str]
    ranks: NDArray[np.int64]
    ground: NDArray[np.object_]


def load_places(session: Session) -> dict[str, Place]:
    """Load all areas by code."""
    rows = session.execute(_AREAS).all()
    ground = from_wkb([row.wkb for row in rows])
    return {
        row.code: Place(row.name, row.town or "—", row.level, AreaSetting(row.setting), shape)
        for row, shape in zip(rows, ground, strict=True)
    }


def load_barriers(session: Session, bounds: tuple[float, ...]) -> BarrierRows:
    """Load the barriers that meet a rectangle (west, south, east, north)."""
    corners = dict(zip(("west", "south", "east", "north"), bounds, strict=True))
    rows = session.execute(_BARRIERS, corners).all()
    return BarrierRows(
        [row.kind for row in rows],
        np.array([row.rank for row in rows], dtype=np.int64),
        from_wkb([row.wkb for row in rows]),
    )


def version_start(session: Session, network_code: str, version: int) -> datetime:
    """Give the instant from which a version of a network holds."""
    start: datetime = session.execute(_START, {"code": network_code, "n": version}).scalar_one()
    return start
