"""The gazetteer: its entries by name, names that are alike, and what it is made of."""

from collections.abc import Iterable, Sequence
from typing import Any

import pandas as pd
from sqlalchemy import RowMapping, text
from sqlalchemy.orm import Session

from gridgeo.db import bulk

COLUMNS = (
    *("source", "source_key", "anchor", "number", "building", "entrance", "room"),
    *("level", "address", "area_code", "geometry"),
)
KEY = ("source", "source_key", "anchor")
# One wrong character in a name of three leaves one of seven trigrams.
_LEAST_SIMILARITY = 0.1
_MOST_ALIKE = 40

_SOURCES = {
    "buildings": """
        SELECT b.code, b.address, b.name, c.name AS compound,
               ST_AsBinary(ST_PointOnSurface(b.geometry)) AS shape
        FROM buildings AS b LEFT JOIN compounds AS c ON c.code = b.compound_code
    """,
    "compounds": """
        SELECT code, NULL AS address, name, NULL AS compound,
               ST_AsBinary(ST_PointOnSurface(geometry)) AS shape
        FROM compounds WHERE name IS NOT NULL
    """,
    "places": """
        SELECT code, NULL AS address, name, NULL AS compound,
               ST_AsBinary(ST_PointOnSurface(geometry)) AS shape
        FROM places WHERE name IS NOT NULL
    """,
    "streets": """
        SELECT code, NULL AS address, name, NULL AS compound, ST_AsBinary(geometry) AS shape
        FROM barriers
        WHERE kind = 'road' AND name IS NOT NULL AND ST_Dimension(geometry) = 1
    """,
    "areas": """
        SELECT code, NULL AS address, name, NULL AS compound,
               ST_AsBinary(ST_PointOnSurface(geometry)) AS shape
        FROM areas WHERE level = 'community'
    """,
    "file": """
        SELECT code, address, name, NULL AS compound,
               ST_AsBinary(CASE WHEN ST_Dimension(geometry) = 2 THEN ST_PointOnSurface(geometry)
                                ELSE geometry END) AS shape
        FROM standard_addresses
    """,
    "households": """
        SELECT code, address, NULL AS name, NULL AS compound, ST_AsBinary(geometry) AS shape
        FROM households WHERE address IS NOT NULL AND position_quality <> 'geocoded'
    """,
}
SOURCES = tuple(_SOURCES)

# COPY brings an empty text as NULL.
_EMPTY_PARTS = text("""
    UPDATE pg_temp.staging SET number = COALESCE(number, ''), building = COALESCE(building, ''),
           entrance = COALESCE(entrance, ''), room = COALESCE(room, '')
""")
_AREAS = text("SELECT code, name, level, parent_code FROM areas ORDER BY code")
_COMMUNITIES = text("""
    SELECT code, ST_AsBinary(geometry) AS shape FROM areas WHERE level = 'community' ORDER BY code
""")
_NAMES = text("SELECT name FROM gazetteer_names WHERE name = ANY(:names)")
_ALIKE = text("""
    SELECT written.name AS written, known.name
    FROM unnest(CAST(:names AS text[])) AS written(name)
    CROSS JOIN LATERAL (
        SELECT name FROM gazetteer_names WHERE name % written.name
        ORDER BY similarity(name, written.name) DESC, name LIMIT :most
    ) AS known
""")
_ENTRIES = text("""
    SELECT anchor, number, building, entrance, room, level, address, area_code,
           CASE WHEN ST_Dimension(geometry) = 1 THEN ST_AsBinary(geometry) END AS line,
           ST_X(inside) AS lon, ST_Y(inside) AS lat
    FROM gazetteer, ST_PointOnSurface(geometry) AS inside
    WHERE anchor = ANY(:names)
    ORDER BY anchor, number, building, entrance, room, source, source_key
""")
# Degrees are longer northwards than eastwards: the nearest is among the first in degrees.
_NEAR = """
    SELECT address, level, area_code, source, ST_X(place) AS lon, ST_Y(place) AS lat,
           ST_Distance(CAST(place AS geography), CAST(here AS geography)) AS distance_m
    FROM (
        SELECT *, ST_ClosestPoint(geometry, here) AS place
        FROM gazetteer, (SELECT ST_SetSRID(ST_MakePoint(:lon, :lat), 4326)) AS point(here)
        WHERE level NOT IN ('community', 'room') {box}
        ORDER BY geometry <-> here LIMIT 200
    ) AS near
    {within} ORDER BY distance_m, address {most}
"""
_NEAREST = text(
    _NEAR.format(
        box="AND geometry && ST_Expand(here, :east, :north)",
        within="WHERE ST_DWithin(CAST(place AS geography), CAST(here AS geography), :within_m)",
        most="",
    )
)
_NEAREST_OF_ALL = text(_NEAR.format(box="", within="", most="LIMIT 1"))
_COUNTS = text("SELECT source, count(*) AS entries FROM gazetteer GROUP BY source ORDER BY source")


def source_rows(session: Session, source: str) -> list[RowMapping]:
    """Give what entries of a source are made of: code, address, name, compound, shape (WKB)."""
    return list(session.execute(text(_SOURCES[source] + " ORDER BY 1")).mappings())


def standard_rows(session: Session, codes: Sequence[str]) -> list[RowMapping]:
    """Give some standard addresses as `source_rows` does."""
    statement = text(_SOURCES["file"] + " WHERE code = ANY(:codes) ORDER BY 1")
    return list(session.execute(statement, {"codes": list(codes)}).mappings())


def all_areas(session: Session) -> list[RowMapping]:
    """Give all areas without their polygons, in the order of their codes."""
    return list(session.execute(_AREAS).mappings())


def communities(session: Session) -> list[RowMapping]:
    """Give codes and polygons (WKB) of all communities, in the order of their codes."""
    return list(session.execute(_COMMUNITIES).mappings())


def store_entries(session: Session, frame: pd.DataFrame) -> bulk.Merged:
    """Add entries, or change those with the same source, key and anchor.

    Parameters
    ----------
    frame : DataFrame
        With `COLUMNS`; geometry in EPSG:4326.
    """
    bulk.stage(session, "gazetteer", frame)
    session.execute(_EMPTY_PARTS)
    session.execute(
        text("""
            INSERT INTO gazetteer_names (name) SELECT DISTINCT anchor FROM pg_temp.staging
            ON CONFLICT DO NOTHING
        """)
    )
    return bulk.merge(session, "gazetteer", KEY, COLUMNS)


def forget_others(session: Session, source: str) -> int:
    """Remove the entries of a source that are not among those stored last; give their number."""
    gone = session.execute(
        text("""
            DELETE FROM gazetteer AS g WHERE source = :source AND NOT EXISTS (
                SELECT FROM pg_temp.staging AS s
                WHERE s.source_key = g.source_key AND s.anchor = g.anchor
            ) RETURNING id
        """),
        {"source": source},
    ).all()
    return len(gone)


def forget_among(session: Session, source: str, keys: Sequence[str]) -> None:
    """Remove those of a source's entries with these keys that are not among those stored last."""
    session.execute(
        text("""
            DELETE FROM gazetteer AS g
            WHERE source = :source AND source_key = ANY(:keys) AND NOT EXISTS (
                SELECT FROM pg_temp.staging AS s
                WHERE s.source_key = g.source_key AND s.anchor = g.anchor
            )
        """),
        {"source": source, "keys": list(keys)},
    )


def forget_keys(session: Session, source: str, keys: Sequence[str]) -> None:
    """Remove the entries of a source with these keys."""
    session.execute(
        text("DELETE FROM gazetteer WHERE source = :source AND source_key = ANY(:keys)"),
        {"source": source, "keys": list(keys)},
    )


def forget_idle_names(session: Session) -> None:
    """Remove names that no entry uses any more."""
    session.execute(
        text("""
            DELETE FROM gazetteer_names AS n
            WHERE NOT EXISTS (SELECT FROM gazetteer WHERE anchor = n.name)
        """)
    )


def known_names(session: Session, names: Iterable[str]) -> set[str]:
    """Give those of the names that the gazetteer has."""
    return set(session.scalars(_NAMES, {"names": sorted(set(names))}))


def names_alike(session: Session, names: Iterable[str]) -> dict[str, list[str]]:
    """Give for each name those of the gazetteer that share some of its trigrams."""
    session.execute(text(f"SET LOCAL pg_trgm.similarity_threshold = {_LEAST_SIMILARITY}"))
    found: dict[str, list[str]] = {}
    wanted = {"names": sorted(set(names)), "most": _MOST_ALIKE}
    for written, name in session.execute(_ALIKE, wanted):
        found.setdefault(written, []).append(name)
    return found


def entries_of(session: Session, names: Sequence[str]) -> list[RowMapping]:
    """Give the entries of some names in a fixed order; streets with their line (WKB)."""
    return list(session.execute(_ENTRIES, {"names": list(names)}).mappings())


def nearest_entries(session: Session, lon: float, lat: float, box: dict[str, float]) -> list[Any]:
    """Give entries near a point (EPSG:4326), the nearest first.

    Parameters
    ----------
    lon, lat : float
        Degrees.
    box : dict
        ``within_m``, and the same in degrees as ``east`` and ``north``.
    """
    return list(session.execute(_NEAREST, {"lon": lon, "lat": lat, **box}).mappings())


def nearest_of_all(session: Session, lon: float, lat: float) -> RowMapping | None:
    """Give the entry nearest to a point (EPSG:4326), however far it is; None without any."""
    return session.execute(_NEAREST_OF_ALL, {"lon": lon, "lat": lat}).mappings().first()


def count_entries(session: Session) -> dict[str, int]:
    """Give the number of entries by source."""
    return {row.source: row.entries for row in session.execute(_COUNTS)}
