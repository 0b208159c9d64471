"""Published grids for reading: a page by area, box and status; one grid with its lineage."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import RowMapping, text
from sqlalchemy.orm import Session

_COLUMNS = """
    g.network_code AS network, g.code, v.name, v.kind, v.status, v.area_code,
    v.households, v.persons, v.reason, v.opened_in AS version, lower(v.valid) AS valid_from,
    n.unit, s.minimum, s.target, s.maximum,
    ST_XMin(v.geometry) AS west, ST_YMin(v.geometry) AS south,
    ST_XMax(v.geometry) AS east, ST_YMax(v.geometry) AS north
"""
_TABLES = """
    grid_versions AS v
    JOIN grids AS g ON g.id = v.grid_id
    JOIN networks AS n ON n.code = v.network_code
    LEFT JOIN areas AS a ON a.code = v.area_code
    LEFT JOIN network_standards AS s
           ON s.network_code = v.network_code AND s.setting = coalesce(a.setting, 'urban')
"""
_VALID = "v.valid @> coalesce(CAST(:as_of AS timestamptz), statement_timestamp())"

_PAGE = text(f"""
    WITH RECURSIVE below AS (
        SELECT code FROM areas WHERE code = :area
        UNION
        SELECT c.code FROM areas AS c JOIN below AS b ON c.parent_code = b.code
    )
    SELECT {_COLUMNS} FROM {_TABLES}
    WHERE {_VALID} AND v.network_code = :network
      AND (CAST(:after AS text) IS NULL OR g.code > :after)
      AND (CAST(:status AS text) IS NULL OR v.status = :status)
      AND (CAST(:area AS text) IS NULL OR v.area_code IN (SELECT code FROM below))
      AND (CAST(:search AS text) IS NULL OR strpos(g.code, :search) > 0
           OR strpos(lower(v.name), lower(:search)) > 0)
      AND (CAST(:west AS float8) IS NULL OR
           v.geometry && ST_MakeEnvelope(:west, :south, :east, :north, 4326))
    ORDER BY g.code LIMIT :limit
""")  # noqa: S608 - columns and tables are constants

_ONE = text(f"""
    SELECT {_COLUMNS}, g.id AS grid_id, ST_AsGeoJSON(v.geometry, 7) AS geojson,
           ST_Area(v.geometry::geography) AS area_m2
    FROM {_TABLES}
    WHERE {_VALID} AND v.network_code = :network AND g.code = :code
""")  # noqa: S608 - columns and tables are constants

_LINEAGE = text("""
    SELECT 'parent' AS side, g.code, l.version, l.households, l.area_share
    FROM grid_lineage AS l JOIN grids AS g ON g.id = l.parent_grid_id
    WHERE l.child_grid_id = :grid_id
    UNION ALL
    SELECT 'child', g.code, l.version, l.households, l.area_share
    FROM grid_lineage AS l JOIN grids AS g ON g.id = l.child_grid_id
    WHERE l.parent_grid_id = :grid_id
    ORDER BY 1, 3, 2
""")


@dataclass(frozen=True, slots=True)
class GridFilter:
    """Which grids of a network a page shows.

    Attributes
    ----------
    network : str
        Code of the network.
    area : str or None
        An area; the grids of all areas below it are meant too.
    status : str or None
        Status of the grids.
    bbox : tuple of float or None
        West, south, east, north in degrees; grids whose own box meets it.
    as_of : datetime or None
        Aware instant; None for now.
    search : str or None
        Part of the code, or of the name in letters of either case.
    """

    network: str
    area: str | None = None
    status: str | None = None
    bbox: tuple[float, float, float, float] | None = None
    as_of: datetime | None = None
    search: str | None = None


def page_of_grids(
    session: Session, wanted: GridFilter, after: str | None, limit: int
) -> Sequence[RowMapping]:
    """Read at most ``limit`` grids whose codes follow ``after``, in the order of codes."""
    west, south, east, north = wanted.bbox or (None, None, None, None)
    values = {
        "network": wanted.network,
        "area": wanted.area,
        "status": wanted.status,
        "as_of": wanted.as_of,
        "search": wanted.search,
        "after": after,
        "limit": limit,
        "west": west,
        "south": south,
        "east": east,
        "north": north,
    }
    return session.execute(_PAGE, values).mappings().all()


def get_grid(
    session: Session, network: str, code: str, as_of: datetime | None = None
) -> RowMapping | None:
    """Read one grid with its polygon as GeoJSON text and its ground on the ellipsoid in m²."""
    values = {"network": network, "code": code, "as_of": as_of}
    return session.execute(_ONE, values).mappings().one_or_none()


def lineage_of(session: Session, grid_id: int) -> Sequence[RowMapping]:
    """Read the grids that a grid came from (``parent``) and went into (``child``)."""
    return session.execute(_LINEAGE, {"grid_id": grid_id}).mappings().all()
