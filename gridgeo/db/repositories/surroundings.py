"""What stands in a rectangle: barriers with their ranks, buildings and compounds, EPSG:4326."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import TextClause, text
from sqlalchemy.orm import Session

from gridgeo.db.repositories.areas import from_wkb

_BOX = "ST_MakeEnvelope(:west, :south, :east, :north, 4326)"
_BARRIERS = text(f"""
    SELECT kind, rank, ST_AsBinary(geometry) AS wkb FROM barriers
    WHERE geometry && {_BOX} ORDER BY code COLLATE "C"
""")  # noqa: S608 - the box is ours
_BUILDINGS, _COMPOUNDS = (
    text(f"""
        SELECT code, ST_AsBinary(geometry) AS wkb FROM {table}
        WHERE geometry && {_BOX} ORDER BY code COLLATE "C"
    """)  # noqa: S608 - so are the tables
    for table in ("buildings", "compounds")
)


@dataclass(frozen=True, slots=True)
class SurroundingRows:
    """Barriers, buildings and compounds, each sorted by code."""

    barrier_kinds: NDArray[np.str_]
    barrier_ranks: NDArray[np.int64]
    barriers: NDArray[np.object_]
    building_codes: tuple[str, ...]
    buildings: NDArray[np.object_]
    compound_codes: tuple[str, ...]
    compounds: NDArray[np.object_]


def load_surroundings(session: Session, bounds: Sequence[float]) -> SurroundingRows:
    """Load what meets a rectangle: west, south, east, north in degrees."""
    box = _box(bounds)
    buildings = _footprints(session, _BUILDINGS, box)
    compounds = _footprints(session, _COMPOUNDS, box)
    return SurroundingRows(
        *load_barriers(session, bounds),
        *buildings,
        *compounds,
    )


def load_barriers(
    session: Session, bounds: Sequence[float]
) -> tuple[NDArray[np.str_], NDArray[np.int64], NDArray[np.object_]]:
    """Load kind, rank and geometry of the barriers that meet a rectangle, sorted by code."""
    rows = session.execute(_BARRIERS, _box(bounds)).all()
    return (
        np.array([row.kind for row in rows], dtype=np.str_),
        np.array([row.rank for row in rows], dtype=np.int64),
        from_wkb([row.wkb for row in rows]),
    )


def _box(bounds: Sequence[float]) -> dict[str, float]:
    west, south, east, north = map(float, bounds)
    return {"west": west, "south": south, "east": east, "north": north}


def _footprints(
    session: Session, statement: TextClause, box: dict[str, float]
) -> tuple[tuple[str, ...], NDArray[np.object_]]:
    rows = session.execute(statement, box).all()
    return tuple(row.code for row in rows), from_wkb([row.wkb for row in rows])
