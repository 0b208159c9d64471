"""Vector tiles into one file: MBTiles 1.3, as QGIS and tile servers read it."""

import sqlite3
import tempfile
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path

from gridgeo.domain.errors import UnavailableError

_SCHEMA = """
    CREATE TABLE metadata (name text PRIMARY KEY, value text);
    CREATE TABLE tiles (
        zoom_level integer, tile_column integer, tile_row integer, tile_data blob,
        PRIMARY KEY (zoom_level, tile_column, tile_row)
    ) WITHOUT ROWID;
"""


def write_mbtiles(
    path: Path, metadata: dict[str, str], tiles: Iterable[tuple[int, int, int, bytes]]
) -> int:
    """Write a whole file, or leave what stood there untouched; give the number of tiles.

    Parameters
    ----------
    path : Path
    metadata : dict of str to str
        Names and values of the specification; ``format`` is added.
    tiles : iterable of (z, x, y, body)
        Rows counted from the north, as in XYZ; bodies gzipped.

    Raises
    ------
    UnavailableError
        If the folder is missing or closed, or the disk is full.
    """
    try:
        with tempfile.TemporaryDirectory(dir=path.parent, prefix=f".{path.stem}-") as folder:
            draft = Path(folder) / path.name
            count = _fill(draft, {**metadata, "format": "pbf"}, tiles)
            draft.replace(path)
    except (OSError, sqlite3.Error) as error:
        raise UnavailableError(f"'{path}' cannot be written: {error}.") from error
    return count


def _fill(
    draft: Path, metadata: dict[str, str], tiles: Iterable[tuple[int, int, int, bytes]]
) -> int:
    with closing(sqlite3.connect(draft)) as file, file:
        file.executescript(_SCHEMA)
        file.executemany("INSERT INTO metadata VALUES (?, ?)", sorted(metadata.items()))
        # MBTiles counts rows from the south.
        rows = ((z, x, (1 << z) - 1 - y, body) for z, x, y, body in tiles)
        return file.executemany("INSERT INTO tiles VALUES (?, ?, ?, ?)", rows).rowcount
