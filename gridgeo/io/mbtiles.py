"""Vector tiles into one file: MBTiles 1.3, as QGIS and tile servers read it."""

import sqlite3
from collections.abc import Iterable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson

from gridgeo.io.drafts import drafted

_SCHEMA = """
    CREATE TABLE metadata (name text PRIMARY KEY, value text);
    CREATE TABLE tiles (
        zoom_level integer, tile_column integer, tile_row integer, tile_data blob,
        PRIMARY KEY (zoom_level, tile_column, tile_row)
    ) WITHOUT ROWID;
"""


Addressed = tuple[int, int, int, bytes]  # z, x, y, body


@dataclass(frozen=True, slots=True)
class TileFacts:
    """What a file of tiles says of itself.

    Attributes
    ----------
    name, version : str
    bounds : (west, south, east, north)
        Degrees, EPSG:4326.
    zooms : (first, last)
    vector_layers : list of dict
        ``id`` and ``fields`` of each, as in TileJSON.
    """

    name: str
    version: str
    bounds: tuple[float, float, float, float]
    zooms: tuple[int, int]
    vector_layers: list[dict[str, Any]]


def write_mbtiles(path: Path, facts: TileFacts, tiles: Iterable[Addressed]) -> int:
    """Write a whole file, or leave what stood there untouched; give the number of tiles.

    Parameters
    ----------
    tiles : iterable of (z, x, y, body)
        Rows counted from the north, as in XYZ; bodies gzipped.

    Raises
    ------
    UnavailableError
        If the folder is missing or closed, or the disk is full.
    """
    with drafted(path, failures=(sqlite3.Error,)) as draft:
        return _fill(draft, facts, tiles)


def _fill(draft: Path, facts: TileFacts, tiles: Iterable[Addressed]) -> int:
    with closing(sqlite3.connect(draft)) as file, file:
        file.executescript(_SCHEMA)
        file.executemany("INSERT INTO metadata VALUES (?, ?)", sorted(_metadata(facts).items()))
        # MBTiles counts rows from the south.
        rows = ((z, x, (1 << z) - 1 - y, body) for z, x, y, body in tiles)
        return file.executemany("INSERT INTO tiles VALUES (?, ?, ?, ?)", rows).rowcount


def _metadata(facts: TileFacts) -> dict[str, str]:
    return {
        "name": facts.name,
        "version": facts.version,
        "format": "pbf",
        "bounds": ",".join(f"{side:.6f}" for side in facts.bounds),
        "minzoom": str(facts.zooms[0]),
        "maxzoom": str(facts.zooms[1]),
        "json": orjson.dumps({"vector_layers": facts.vector_layers}).decode(),
    }
