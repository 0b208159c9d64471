"""Published networks as collections of features, in the terms of OGC API - Features."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

import numpy as np
import orjson
import shapely
from numpy.typing import NDArray
from pyproj import CRS
from sqlalchemy import RowMapping
from sqlalchemy.orm import Session

from gridgeo.db.repositories import grid_features
from gridgeo.db.repositories.grid_features import PROPERTIES, FeatureFilter
from gridgeo.domain.errors import NotFoundError
from gridgeo.geometry.axis_order import CRS84, to_authority_order
from gridgeo.services.list_networks import unknown_network

__all__ = ["PROPERTIES", "Collection", "FeatureFilter", "Page", "get_feature", "list_features"]

_SHOWN = ("code", "name", "kind", "status", "area_code", "households", "persons", "reason")
SEPARATOR = "@"  # of a code and the version in which that form of the grid was opened


class Collection(NamedTuple):
    """A network's name, the box of all its grids in degrees, and its first instant."""

    code: str
    name: str
    bbox: tuple[float, float, float, float]
    since: datetime


class Page(NamedTuple):
    """Features as GeoJSON, how many there are on all pages, and where the next page begins."""

    features: list[dict[str, Any]]
    matched: int
    following: str | None


def list_collections(session: Session) -> list[Collection]:
    """Give every network that was ever published, in the order of codes."""
    return [_collection(row) for row in grid_features.feature_extents(session)]


def get_collection(session: Session, code: str) -> Collection:
    """Give one network.

    Raises
    ------
    NotFoundError
        If there is none of this code, or nothing of it was ever published.
    """
    for collection in list_collections(session):
        if collection.code == code:
            return collection
    raise unknown_network(code, [one.code for one in list_collections(session)])


def list_features(
    session: Session, wanted: FeatureFilter, crs: CRS, *, after: str | None, limit: int
) -> Page:
    """Give a page of a network's grids.

    Parameters
    ----------
    wanted : FeatureFilter
    crs : CRS
        Of the coordinates, in its own order of axes.
    after : str, optional
        ``following`` of the page before.
    limit : int
        Most features of the page.
    """
    # One more than asked for says whether there is a next page.
    rows = grid_features.page_of_features(session, wanted, _split(after), limit + 1)
    shown = rows[:limit]
    following = None
    if len(rows) > limit:
        following = f"{shown[-1]['code']}{SEPARATOR}{shown[-1]['version']}"
    return Page(
        features=_features(shown, crs),
        matched=grid_features.count_features(session, wanted),
        following=following,
    )


def get_feature(
    session: Session, network: str, feature_id: str, now: datetime, crs: CRS = CRS84
) -> dict[str, Any]:
    """Give one grid: ``code`` as it is now, ``code@version`` as a publication opened it.

    Raises
    ------
    NotFoundError
        If the network has none.
    """
    code, _, version = feature_id.partition(SEPARATOR)
    if "\x00" in feature_id:
        raise _no_grid(network, "?")
    if version:
        wanted = FeatureFilter(network, same={"code": code, "version": version})
    else:
        wanted = FeatureFilter(network, since=now, until=now, same={"code": code})
    rows = grid_features.page_of_features(session, wanted, None, 1)
    if not rows:
        raise _no_grid(network, feature_id)
    return _features(rows, crs)[0]


def _no_grid(network: str, feature_id: str) -> NotFoundError:
    return NotFoundError(f"The network '{network}' has no grid '{feature_id}'.", field="feature_id")


def _collection(row: RowMapping) -> Collection:
    box = (row["west"], row["south"], row["east"], row["north"])
    return Collection(row["code"], row["name"], box, row["since"])


def _split(after: str | None) -> tuple[str, int] | None:
    if after is None:
        return None
    code, _, version = after.rpartition(SEPARATOR)
    return code, int(version)


def _features(rows: Sequence[RowMapping], crs: CRS) -> list[dict[str, Any]]:
    shapes = _geojson(rows, crs)
    return [
        {
            "type": "Feature",
            "id": _id(row),
            "geometry": shape,
            "properties": {name: row[name] for name in _SHOWN}
            | {name: row[name] for name in ("version", "valid_from", "valid_to")},
        }
        for row, shape in zip(rows, shapes, strict=True)
    ]


def _id(row: RowMapping) -> str:
    """Name what is valid by its code alone, so that links to a grid last; the past by version."""
    code: str = row["code"]
    return code if row["valid_to"] is None else f"{code}{SEPARATOR}{row['version']}"


def _geojson(rows: Sequence[RowMapping], crs: CRS) -> list[orjson.Fragment]:
    """Write shapes to a centimetre: seven decimals of a degree, two of a metre."""
    wkb: NDArray[np.object_] = np.array([bytes(row["wkb"]) for row in rows], dtype=object)
    ground = shapely.orient_polygons(shapely.from_wkb(wkb))
    digits = 7 if crs.is_geographic else 2
    moved = to_authority_order(ground, crs)
    rounded = shapely.transform(moved, lambda xy: np.round(xy, digits))
    return [orjson.Fragment(text) for text in shapely.to_geojson(rounded)]
