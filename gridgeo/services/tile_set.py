"""A set of tiles with what TileJSON says of it, and what sets are made from."""

import hashlib
from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
import shapely
from numpy.typing import NDArray
from sqlalchemy import RowMapping

from gridgeo.services.tile_cache import CachedTileset
from gridgeo.services.tilejson import describe_tiles

MOST_BYTES = 16_000_000  # tiles of one set


class TileSet(NamedTuple):
    """Tiles with what TileJSON says of them.

    Attributes
    ----------
    tiles : CachedTileset
    name : str
    bounds : (west, south, east, north)
    token : str
        Differs wherever a tile could.
    """

    tiles: CachedTileset
    name: str
    bounds: tuple[float, float, float, float]
    token: str

    def tilejson(self, urls: Sequence[str]) -> dict[str, Any]:
        """Describe the tiles in TileJSON 3.0.0."""
        return describe_tiles(self.name, self.tiles.tileset.layers, self.bounds, urls)


def cached(tileset: Any) -> CachedTileset:
    """Keep the tiles of a set that is used now and then."""
    return CachedTileset(tileset, MOST_BYTES)


def token_of(facts: object) -> str:
    """Name a state shortly."""
    text = repr(dict(facts) if isinstance(facts, RowMapping) else facts)
    return hashlib.blake2b(text.encode(), digest_size=6).hexdigest()


def ground_of(rows: Sequence[RowMapping]) -> NDArray[np.object_]:
    """Read the geometry of rows that have it as ``wkb``."""
    ground: NDArray[np.object_] = shapely.from_wkb(filled([bytes(row["wkb"]) for row in rows]))
    return ground


def objects(rows: Sequence[RowMapping], name: str) -> NDArray[np.object_]:
    """Give one column of rows."""
    return filled([row[name] for row in rows])


def filled(values: list[Any]) -> NDArray[np.object_]:
    """Lay values out as an array of objects, also where they look like sequences."""
    laid_out = np.empty(len(values), dtype=object)
    laid_out[:] = values
    return laid_out
