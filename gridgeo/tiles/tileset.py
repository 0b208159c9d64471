"""Layers that go into one tile together, compressed once."""

import gzip
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import blake2b

from gridgeo.tiles.layer import Layer
from gridgeo.tiles.mercator import require_tile

# Level 6 packs a tile 4 % smaller and takes two and a half times as long.
COMPRESSION = 1


@dataclass(frozen=True, slots=True)
class Tile:
    """The bytes of a tile, gzipped, and their strong entity tag (with its quotes)."""

    body: bytes
    etag: str


@dataclass(frozen=True, slots=True)
class Tileset:
    """Some layers, drawn in this order."""

    layers: Sequence[Layer]

    def tile(self, z: int, x: int, y: int) -> Tile | None:
        """Write a tile; None when it shows nothing.

        Raises
        ------
        NotFoundError
            If the numbers are out of range.
        """
        require_tile(z, x, y)
        plain = b"".join(layer.encode(z, x, y) for layer in self.layers)
        if not plain:
            return None
        tag = blake2b(plain, digest_size=12).hexdigest()
        return Tile(gzip.compress(plain, COMPRESSION, mtime=0), f'"{tag}"')
