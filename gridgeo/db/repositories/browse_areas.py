"""Areas for reading: lists with bounds, chains from the district down, GeoJSON."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import RowMapping, text
from sqlalchemy.orm import Session

_COLUMNS = """
    a.code, a.name, a.level, a.parent_code, a.setting,
    ST_XMin(a.geometry) AS west, ST_YMin(a.geometry) AS south,
    ST_XMax(a.geometry) AS east, ST_YMax(a.geometry) AS north
"""

_LIST = text(f"""
    SELECT {_COLUMNS}, CASE WHEN :with_geometry THEN ST_AsGeoJSON(a.geometry, 7) END AS geojson
    FROM areas AS a
    WHERE (CAST(:level AS text) IS NULL OR a.level = :level)
      AND (CAST(:parent AS text) IS NULL OR a.parent_code = :parent)
    ORDER BY a.code
""")  # noqa: S608 - the columns are a constant

_ONE = text(f"""
    SELECT {_COLUMNS}, ST_AsGeoJSON(a.geometry, 7) AS geojson FROM areas AS a WHERE a.code = :code
""")  # noqa: S608 - the columns are a constant

# Depth stops at ten: areas have three levels, and a wrong parent must not loop for ever.
_CHAINS = text("""
    WITH RECURSIVE chain AS (
        SELECT a.code AS start, a.code, a.name, a.level, a.parent_code, 0 AS up
        FROM areas AS a WHERE a.code = ANY(:codes)
        UNION ALL
        SELECT c.start, p.code, p.name, p.level, p.parent_code, c.up + 1
        FROM chain AS c JOIN areas AS p ON p.code = c.parent_code WHERE c.up < 10
    )
    SELECT start, code, name, level FROM chain ORDER BY start, up DESC
""")
_CODES_ABOVE = text("""
    WITH RECURSIVE chain AS (
        SELECT a.code AS start, a.code, a.parent_code, 0 AS up
        FROM areas AS a WHERE a.code = ANY(:codes)
        UNION ALL
        SELECT c.start, p.code, p.parent_code, c.up + 1
        FROM chain AS c JOIN areas AS p ON p.code = c.parent_code WHERE c.up < 10
    )
    SELECT start, array_agg(code) AS codes FROM chain GROUP BY start
""")


def list_areas(
    session: Session,
    level: str | None = None,
    parent: str | None = None,
    *,
    with_geometry: bool = False,
) -> Sequence[RowMapping]:
    """Read areas in the order of their codes; ``geojson`` is text, EPSG:4326, seven decimals."""
    values = {"level": level, "parent": parent, "with_geometry": with_geometry}
    return session.execute(_LIST, values).mappings().all()


def get_area(session: Session, code: str) -> RowMapping | None:
    """Read one area with its polygon as GeoJSON text."""
    return session.execute(_ONE, {"code": code}).mappings().one_or_none()


def area_chains(session: Session, codes: Sequence[str]) -> dict[str, list[dict[str, Any]]]:
    """Give for each known code its chain of areas, from the district down to itself."""
    chains: dict[str, list[dict[str, Any]]] = {}
    for row in session.execute(_CHAINS, {"codes": list(codes)}).mappings():
        link = {"code": row["code"], "name": row["name"], "level": row["level"]}
        chains.setdefault(row["start"], []).append(link)
    return chains


def codes_above(session: Session, codes: Sequence[str]) -> dict[str, frozenset[str]]:
    """Give for each known code itself with the codes of all areas above it."""
    rows = session.execute(_CODES_ABOVE, {"codes": list(codes)}).all()
    return {row.start: frozenset(row.codes) for row in rows}
