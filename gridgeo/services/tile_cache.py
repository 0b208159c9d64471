"""A tileset that keeps the tiles used last."""

import threading
from collections import OrderedDict

from gridgeo.tiles.mercator import MAX_ZOOM
from gridgeo.tiles.tileset import Tile, Tileset

CACHE_BYTES = 64_000_000


class CachedTileset:
    """Writes each tile once, and keeps those used last; safe to use from many threads.

    Parameters
    ----------
    tileset : Tileset
    most_bytes : int
        Of all tiles kept.
    """

    def __init__(self, tileset: Tileset, most_bytes: int = CACHE_BYTES) -> None:
        self.tileset = tileset
        # An empty tile, so that no reader waits for the compiler or for the finest level.
        tileset.tile(MAX_ZOOM, 0, 0)
        self._kept: OrderedDict[tuple[int, int, int], Tile | None] = OrderedDict()
        self._most_bytes = most_bytes
        self._bytes = 0
        self._lock = threading.Lock()

    def is_quick(self, z: int, x: int, y: int) -> bool:
        """Say whether a tile is at hand, or is written in about half a millisecond."""
        return (z, x, y) in self._kept or self.tileset.is_light(z, x, y)

    def tile(self, z: int, x: int, y: int) -> Tile | None:
        """Give a tile; None when it shows nothing.

        Raises
        ------
        NotFoundError
            If no zoom has such a tile.
        """
        key = z, x, y
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key]
        tile = self.tileset.tile(z, x, y)
        with self._lock:
            if key not in self._kept:
                self._kept[key] = tile
                self._bytes += _weight(tile)
            while self._bytes > self._most_bytes:
                self._bytes -= _weight(self._kept.popitem(last=False)[1])
        return tile


def _weight(tile: Tile | None) -> int:
    # 200 for the entry itself, and room for the other encoding that somebody may ask for.
    return 200 + (2 * len(tile.body) if tile is not None else 0)
