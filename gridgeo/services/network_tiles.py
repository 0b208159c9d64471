"""The tiles of one published network, made when somebody first asks for one."""

import threading
from collections.abc import Mapping
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from gridgeo.geometry.polygon_store import PolygonStore
from gridgeo.services.grid_table import GridTable
from gridgeo.services.grid_tiles import WHOLE_MAP, Box, tileset_of
from gridgeo.services.network_snapshot import NetworkSnapshot
from gridgeo.services.tile_cache import CachedTileset
from gridgeo.tiles.grids import label_points

Places = NDArray[np.object_]


class NetworkTiles:
    """Makes a network's tiles at the first question, and keeps them. Safe to use from many threads.

    Most networks of a server are asked for points and not for tiles, which take as much memory.

    Parameters
    ----------
    network : NetworkSnapshot
        What is drawn.
    before : NetworkTiles, optional
        Those of an earlier version: where it put labels into the same polygons is taken over, and
        when its tiles are in use, these are made at once, so that no reader waits.
    """

    def __init__(self, network: NetworkSnapshot, before: "NetworkTiles | None" = None) -> None:
        self.network = network
        self._making = threading.Lock()
        self._made: CachedTileset | None = None
        self._labels: Places | None = None
        if before is not None and before.is_made:
            self._make(before)

    @property
    def is_made(self) -> bool:
        """Whether somebody has asked for a tile."""
        return self._made is not None

    @property
    def box(self) -> Box:
        """West, south, east, north in degrees; the whole map where there is no grid."""
        return self.network.bounds or WHOLE_MAP

    def tiles(self) -> CachedTileset:
        """Give the tiles; the first call makes them."""
        made = self._made
        return made if made is not None else self._make(None)

    def is_quick(self, z: int, x: int, y: int) -> bool:
        """Say whether a tile is answered within a millisecond or so."""
        return self._made is not None and self._made.is_quick(z, x, y)

    def _make(self, before: "NetworkTiles | None") -> CachedTileset:
        with self._making:
            if self._made is None:
                table = self.network.table
                self._labels = _labels(table, before)
                self._made = CachedTileset(
                    tileset_of(
                        table, self.network.unit, cut_out=self.network.cut_out, labels=self._labels
                    )
                )
            return self._made


def place_labels(ground: PolygonStore, known: Mapping[bytes, Any]) -> Places:
    """Put a point inside each grid; to find it takes most of the time that tiles take to make.

    Parameters
    ----------
    ground : PolygonStore
        EPSG:4326.
    known : mapping of bytes to Point
        Where earlier tiles put them, by the marks of the polygons.
    """
    labels = np.full(len(ground), None, dtype=object)
    if known:
        labels[:] = [known.get(mark) for mark in ground.marks()]
    fresh = np.flatnonzero(shapely.is_missing(labels))
    labels[fresh] = label_points(ground.take(fresh).shapes())
    return labels


def _labels(table: GridTable, before: NetworkTiles | None) -> Places:
    if before is None or before._labels is None:
        return place_labels(table.ground, {})
    marks = before.network.table.ground.marks()
    return place_labels(table.ground, dict(zip(marks, before._labels, strict=True)))
