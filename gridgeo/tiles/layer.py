"""One layer of vector tiles: geometry by zoom, attributes, and from which zoom a feature shows."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gridgeo.tiles.attributes import Attributes, attributes_of
from gridgeo.tiles.cell_index import candidates
from gridgeo.tiles.encode import encode_features
from gridgeo.tiles.levels import Levels
from gridgeo.tiles.mercator import BUFFER, EXTENT, MAX_ZOOM, corner, project, units_per_metre
from gridgeo.tiles.protobuf import block, number

SPECIFICATION = 2


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
    """

    name: str
    keys: tuple[str, ...]
    levels: Levels
    attributes: Attributes
    least_zoom: NDArray[np.uint8]

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
        return cls(name, tuple(columns), levels, attributes_of(columns, count), zooms)

    def weight(self, z: int, x: int, y: int) -> float:
        """Give how many features `encode` looks at; infinite while their level is not made."""
        if not self.levels.has(z):
            return math.inf
        west, north = corner(z, x, y)
        units = units_per_metre(z)
        low, high = -BUFFER / units, (EXTENT + BUFFER) / units
        box = (west + low, north - high, west + high, north - low)
        return len(candidates(self.levels.index, len(self.levels), box))

    def encode(self, z: int, x: int, y: int) -> bytes:
        """Write the layer's part of a tile; empty when the tile shows nothing of it."""
        west, north = corner(z, x, y)
        features, values = encode_features(
            self.levels.kind,
            self.levels.at(z),
            self.levels.index,
            self.attributes,
            self.least_zoom,
            (z, west, north, units_per_metre(z)),
            (-BUFFER, EXTENT + BUFFER),
        )
        if not len(features):
            return b""
        keys = b"".join(block(3, key.encode()) for key in self.keys)
        body = block(1, self.name.encode()) + features.tobytes() + keys + values.tobytes()
        return block(3, body + number(5, EXTENT) + number(15, SPECIFICATION))


def zoom_for_pixels(size_m: NDArray[np.float64], pixels: float) -> NDArray[np.uint8]:
    """Give the zoom from which something ``size_m`` metres wide (EPSG:3857) takes so many pixels.

    A tile is reckoned as 512 pixels, as MapLibre draws it.
    """
    metres_a_pixel = EXTENT / 512 / units_per_metre(0)
    with np.errstate(divide="ignore"):
        zoom = np.ceil(np.log2(pixels * metres_a_pixel / size_m))
    return np.clip(zoom, 0, MAX_ZOOM).astype(np.uint8)
