"""Vector tiles into one file that a plain web server can serve by ranges: PMTiles 3."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from pmtiles.tile import Compression, TileType, zxy_to_tileid
from pmtiles.writer import Writer

from gridgeo.io.drafts import drafted
from gridgeo.io.mbtiles import Addressed, TileFacts


def write_pmtiles(path: Path, facts: TileFacts, tiles: Iterable[Addressed]) -> int:
    """Write a whole file, or leave what stood there untouched; give the number of tiles.

    Parameters
    ----------
    tiles : iterable of (z, x, y, body)
        Rows counted from the north, bodies gzipped; in the order of `hilbert_order`, so that
        neighbours lie together in the file.

    Raises
    ------
    UnavailableError
        If the folder is missing or closed, or the disk is full.
    """
    with drafted(path) as draft, draft.open("wb") as file:
        return _fill(Writer(file), facts, tiles)  # type: ignore[no-untyped-call]


def hilbert_order(place: tuple[int, int, int]) -> int:
    """Give a tile's place in the file, by which tiles are sorted before they are written."""
    return int(zxy_to_tileid(*place))


def _fill(writer: Any, facts: TileFacts, tiles: Iterable[Addressed]) -> int:
    count = 0
    for z, x, y, body in tiles:
        writer.write_tile(zxy_to_tileid(z, x, y), body)
        count += 1
    west, south, east, north = (round(side * 10_000_000) for side in facts.bounds)
    header = {
        "tile_type": TileType.MVT,
        "tile_compression": Compression.GZIP,
        "min_lon_e7": west,
        "min_lat_e7": south,
        "max_lon_e7": east,
        "max_lat_e7": north,
        "center_zoom": facts.zooms[0],
    }
    writer.finalize(
        header,
        {
            "name": facts.name,
            "version": facts.version,
            "type": "overlay",
            "vector_layers": facts.vector_layers,
        },
    )
    return count
