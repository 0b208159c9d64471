"""Administrative areas: lists, one with its chain, GeoJSON."""

from collections.abc import Sequence
from typing import Any

import orjson
from sqlalchemy import RowMapping
from sqlalchemy.orm import Session

from gridgeo.db.repositories import browse_areas
from gridgeo.domain.errors import NotFoundError
from gridgeo.services.read_rows import bounds_of


def list_areas(
    session: Session, level: str | None = None, parent: str | None = None
) -> list[dict[str, Any]]:
    """Give areas without their polygons, in the order of their codes."""
    return [_area(row) for row in browse_areas.list_areas(session, level, parent)]


def list_area_features(
    session: Session, level: str | None = None, parent: str | None = None
) -> list[dict[str, Any]]:
    """Give areas as GeoJSON features (RFC 7946, EPSG:4326)."""
    rows = browse_areas.list_areas(session, level, parent, with_geometry=True)
    return [_feature(row, _area(row)) for row in rows]


def get_area_feature(session: Session, code: str) -> dict[str, Any]:
    """Give one area as a GeoJSON feature, with its chain from the district down.

    Raises
    ------
    NotFoundError
        If there is no area of this code.
    """
    row = browse_areas.get_area(session, code)
    if row is None:
        raise NotFoundError(f"There is no area '{code}'.", field="code")
    chain = browse_areas.area_chains(session, [code])[code]
    return _feature(row, {**_area(row), "chain": chain})


def codes_above(session: Session, codes: Sequence[str]) -> list[frozenset[str]]:
    """Give for each area its own code with those of all areas above it.

    Raises
    ------
    NotFoundError
        If one of the areas does not exist.
    """
    above = browse_areas.codes_above(session, codes)
    for code in codes:
        if code not in above:
            raise NotFoundError(f"There is no area '{code}'.", field="areas")
    return [above[code] for code in codes]


def _area(row: RowMapping) -> dict[str, Any]:
    names = ("code", "name", "level", "parent_code", "setting")
    return {**{name: row[name] for name in names}, "bounds": bounds_of(row)}


def _feature(row: RowMapping, properties: dict[str, Any]) -> dict[str, Any]:
    return {
        "type": "Feature",
        "id": row["code"],
        "bbox": bounds_of(row),
        "geometry": orjson.loads(row["geojson"]),
        "properties": properties,
    }
