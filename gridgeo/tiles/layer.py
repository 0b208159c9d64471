"""One layer of vector tiles: geometry by zoom, attributes, and from which zoom a feature shows."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gridgeo.tiles.attributes import Attributes, attributes_of
from gridgeo.tiles.cell_index import count_near
from gridgeo.tiles.encode import box_of, encode_features
from gridgeo.tiles.levels import Levels
from gridgeo.tiles.mercator import BUFFER, EXTENT, MAX_ZOOM, project, units_per_metre
from gridgeo.tiles.protobuf import block, number, varint

SPECIFICATION = 2
LAYER_TAG = b"\x1a"  # field 3 of a tile
SQUARE = (-BUFFER, EXTENT + BUFFER)


@dataclass(frozen=True, slots=True)
class Layer:
    """A layer that can write any of its tiles; safe to use from many threads.

    Attributes
    ----------
    name : str
    keys : tuple of str
        Names of the attributes.
    levels : Levels
    attributes : Attributes
    least_zoom : uint8 array (features)
        The zoom from which a feature is drawn.
    head : bytes
        What is the same in all tiles: name, keys, extent and version.
    """

    name: str
    keys: tuple[str, ...]
    levels: Levels
    attributes: Attributes
    least_zoom: NDArray[np.uint8]
    head: bytes

    @classmethod
    def build(
        cls,
        name: str,
        geometry: NDArray[np.object_],
        kind: int,
        columns: Mapping[str, Sequence[object]],
        *,
        coverage: NDArray[np.int64] | None = None,
        least_zoom: NDArray[np.uint8] | int = 0,
    ) -> "Layer":
        """Make a layer of features in EPSG:4326.

        Parameters
        ----------
        kind : int
            `POINT`, `LINE` or `POLYGON`; all features are of it.
        columns : mapping of str to sequence (features)
            Text, numbers or truth; None and NaN leave the attribute out.
        coverage : int array (features), optional
            See `Levels`.
        least_zoom : int or uint8 array (features)
            The zoom from which a feature is drawn.
        """
        count = len(geometry)
        zooms = np.broadcast_to(np.asarray(least_zoom, np.uint8), (count,)).copy()
        levels = Levels(project(geometry), kind, coverage)
        attributes, keys = attributes_of(columns, count), tuple(columns)
        return cls(name, keys, levels, attributes, zooms, _head(name, keys))

    def beside(
        self, name: str, geometry: NDArray[np.object_], kind: int, least_zoom: NDArray[np.uint8]
    ) -> "Layer":
        """Make another layer of the same features with the same attributes, in EPSG:4326 too."""
        levels = Levels(project(geometry), kind)
        return Layer(name, self.keys, levels, self.attributes, least_zoom, _head(name, self.keys))

    def with_columns(self, columns: Mapping[str, Sequence[object]]) -> "Layer":
        """Give the same features other attributes; their geometry is shared, also once drawn."""
        keys = tuple(columns)
        attributes = attributes_of(columns, len(self.levels))
        return Layer(
            self.name, keys, self.levels, attributes, self.least_zoom, _head(self.name, keys)
        )

    def described_as(self, other: "Layer") -> "Layer":
        """Give this layer the attributes of another one with the same features."""
        head = _head(self.name, other.keys)
        return Layer(self.name, other.keys, self.levels, other.attributes, self.least_zoom, head)

    def weight(self, z: int, x: int, y: int) -> float:
        """Say about how many features `encode` looks at; infinite while the level is not made."""
        if not self.levels.has(z):
            return math.inf
        return float(count_near(self.levels.index, len(self.levels), box_of((z, x, y), SQUARE)))

    def encode(self, z: int, x: int, y: int) -> bytes:
        """Write the layer's part of a tile; empty when the tile shows nothing of it."""
        shapes, paths = self.levels.at(z)
        features, values = encode_features(
            self.levels.kind,
            shapes,
            paths,
            self.levels.index,
            self.attributes,
            self.least_zoom,
            (z, x, y),
            SQUARE,
        )
        if not len(features):
            return b""
        size = varint(len(self.head) + len(features) + len(values))
        return b"".join((LAYER_TAG, size, self.head, features.data, values.data))


def _head(name: str, keys: Sequence[str]) -> bytes:
    """Write the fields of a layer that stand before its features; readers take any order."""
    written = b"".join(block(3, key.encode()) for key in keys)
    return block(1, name.encode()) + number(15, SPECIFICATION) + number(5, EXTENT) + written


def zoom_for_pixels(size_m: NDArray[np.float64], pixels: float) -> NDArray[np.uint8]:
    """Give the zoom from which something ``size_m`` metres wide (EPSG:3857) takes so many pixels.

    A tile is reckoned as 512 pixels, as MapLibre draws it.
    """
    metres_a_pixel = EXTENT / 512 / units_per_metre(0)
    with np.errstate(divide="ignore"):
        zoom = np.ceil(np.log2(pixels * metres_a_pixel / size_m))
    return np.clip(zoom, 0, MAX_ZOOM).astype(np.uint8)
