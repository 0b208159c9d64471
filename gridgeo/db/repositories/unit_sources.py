"""What units are made of: buildings, compounds, barriers and households near some areas.

Geometry comes in EPSG:4326, rows sorted by code.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Row, text
from sqlalchemy.orm import Session

from gridgeo.db.repositories.areas import from_wkb

MARGIN_DEG = 0.002  # about 200 m: a street on the border of the areas may be drawn outside of them

# The inner point decides: a building on a border belongs to one community only.
_BUILDINGS = text("""
    SELECT b.code, b.compound_code, b.households, b.persons, ST_AsBinary(b.geometry) AS wkb
    FROM buildings AS b
    WHERE EXISTS (
        SELECT FROM areas AS a
        WHERE a.code = ANY(:areas) AND ST_Intersects(a.geometry, ST_PointOnSurface(b.geometry))
    )
    ORDER BY b.code COLLATE "C"
""")
_COMPOUNDS = text("""
    SELECT c.code, ST_AsBinary(c.geometry) AS wkb FROM compounds AS c
    WHERE c.geometry && (SELECT ST_SetSRID(ST_Extent(geometry)::geometry, 4326)
                         FROM areas WHERE code = ANY(:areas))
    ORDER BY c.code COLLATE "C"
""")
_BARRIERS = text("""
    SELECT b.kind, ST_AsBinary(b.geometry) AS wkb FROM barriers AS b
    WHERE b.geometry && (SELECT ST_Expand(ST_SetSRID(ST_Extent(geometry)::geometry, 4326), :margin)
                         FROM areas WHERE code = ANY(:areas))
    ORDER BY b.code COLLATE "C"
""")
_LAND_USE = text("""
    SELECT ST_AsBinary(l.geometry) AS wkb FROM land_use AS l
    WHERE l.geometry && (SELECT ST_SetSRID(ST_Extent(geometry)::geometry, 4326)
                         FROM areas WHERE code = ANY(:areas))
    ORDER BY l.code COLLATE "C"
""")
_BY_BUILDING = text("""
    SELECT building_code AS code, sum(households) AS households, sum(persons) AS persons
    FROM households WHERE building_code = ANY(:buildings) GROUP BY building_code
""")
_BY_PLACE = text("""
    SELECT h.households, h.persons, ST_AsBinary(h.geometry) AS wkb
    FROM households AS h
    WHERE h.geometry && (SELECT ST_SetSRID(ST_Extent(geometry)::geometry, 4326)
                         FROM areas WHERE code = ANY(:areas))
      AND (h.building_code IS NULL OR NOT h.building_code = ANY(:buildings))
    ORDER BY h.code COLLATE "C"
""")


@dataclass(frozen=True, slots=True)
class BuildingRows:
    """Buildings with their own counts; ``compound_codes`` holds None for none."""

    codes: list[str]
    compound_codes: list[str | None]
    households: NDArray[np.int64]
    persons: NDArray[np.int64]
    ground: NDArray[np.object_]


@dataclass(frozen=True, slots=True)
class HouseholdRows:
    """Households of a place: summed by building, and one by one where no building is known.

    ``by_building`` maps a building's code to (households, persons).
    """

    by_building: dict[str, tuple[int, int]]
    households: NDArray[np.int64]
    persons: NDArray[np.int64]
    points: NDArray[np.object_]


def load_buildings(session: Session, area_codes: Sequence[str]) -> BuildingRows:
    """Load the buildings whose inner point lies in one of the areas."""
    rows = session.execute(_BUILDINGS, {"areas": list(area_codes)}).all()
    return BuildingRows(
        [row.code for row in rows],
        [row.compound_code for row in rows],
        _counts(rows, "households"),
        _counts(rows, "persons"),
        from_wkb([row.wkb for row in rows]),
    )


def load_compounds(
    session: Session, area_codes: Sequence[str]
) -> tuple[list[str], NDArray[np.object_]]:
    """Load codes and ground of the compounds near the areas."""
    rows = session.execute(_COMPOUNDS, {"areas": list(area_codes)}).all()
    return [row.code for row in rows], from_wkb([row.wkb for row in rows])


def load_barriers(
    session: Session, area_codes: Sequence[str]
) -> tuple[list[str], NDArray[np.object_]]:
    """Load kinds and lines (or surfaces) of the barriers near the areas."""
    rows = session.execute(_BARRIERS, {"areas": list(area_codes), "margin": MARGIN_DEG}).all()
    return [row.kind for row in rows], from_wkb([row.wkb for row in rows])


def load_land_use(session: Session, area_codes: Sequence[str]) -> NDArray[np.object_]:
    """Load the ground of each piece of land use near the areas."""
    rows = session.execute(_LAND_USE, {"areas": list(area_codes)}).all()
    return from_wkb([row.wkb for row in rows])


def load_households(
    session: Session, area_codes: Sequence[str], building_codes: Sequence[str]
) -> HouseholdRows:
    """Load households, those of the named buildings summed, the others near the areas as points."""
    bound = {"areas": list(area_codes), "buildings": list(building_codes)}
    summed = session.execute(_BY_BUILDING, bound)
    placed = session.execute(_BY_PLACE, bound).all()
    return HouseholdRows(
        {row.code: (int(row.households), int(row.persons)) for row in summed},
        _counts(placed, "households"),
        _counts(placed, "persons"),
        from_wkb([row.wkb for row in placed]),
    )


def _counts(rows: Sequence[Row[tuple[object, ...]]], column: str) -> NDArray[np.int64]:
    return np.array([getattr(row, column) for row in rows], dtype=np.int64)
