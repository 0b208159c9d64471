"""The tiles of one published network, made when somebody first asks for one."""

import threading
from collections.abc import Mapping
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from gridgeo.geometry.polygon_store import PolygonStore
from gridgeo.services.grid_tiles import WHOLE_MAP, Box, areas_m2, columns_of
from gridgeo.services.network_snapshot import NetworkSnapshot
from gridgeo.services.tile_cache import CachedTileset
from gridgeo.tiles.grids import grid_tileset, label_points, with_columns
from gridgeo.tiles.tileset import Tileset

Places = NDArray[np.object_]


class NetworkTiles:
    """Makes a network's tiles at the first question, and keeps them. Safe to use from many threads.

    Most networks of a server are asked for points and not for tiles, which take as much memory.

    Parameters
    ----------
    network : NetworkSnapshot
        What is drawn.
    before : NetworkTiles, optional
        Those of an earlier version. When its tiles are in use, these are made at once, so that no
        reader waits: all that is drawn is taken over where the ground is the same, and where it is
        not, labels in the same polygons are.
    """

    def __init__(self, network: NetworkSnapshot, before: "NetworkTiles | None" = None) -> None:
        self.network = network
        self._making = threading.Lock()
        self._made: CachedTileset | None = None
        self._labels: Places = np.zeros(0, dtype=object)
        self._areas_m2: NDArray[np.int64] = np.zeros(0, np.int64)
        self._zooms: frozenset[int] = frozenset()
        if before is not None and before.is_made:
            self._zooms = before.zooms
            self._make(before)

    @property
    def is_made(self) -> bool:
        """Whether somebody has asked for a tile."""
        return self._made is not None

    @property
    def zooms(self) -> frozenset[int]:
        """The zooms that somebody has asked for, of this version or of an earlier one."""
        made = self._made
        return self._zooms if made is None else self._zooms | made.tileset.zooms

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

    def make_level(self) -> bool:
        """Make one level that earlier tiles had and these have not; False when there is none."""
        made = self._made
        missing = [] if made is None else self._zooms - made.tileset.zooms
        if made is None or not missing:
            return False
        made.tileset.make_level(max(missing))
        return True

    def _make(self, before: "NetworkTiles | None") -> CachedTileset:
        with self._making:
            if self._made is None:
                self._made = CachedTileset(self._draw(before))
            return self._made

    def _draw(self, before: "NetworkTiles | None") -> Tileset:
        network, table = self.network, self.network.table
        if before is not None and _is_same_ground(before.network, network):
            self._labels, self._areas_m2 = before._labels, before._areas_m2
            columns = columns_of(table, network.unit, self._areas_m2)
            return with_columns(before.tiles().tileset, columns)
        ground = table.geometry
        self._labels = place_labels(table.ground, {} if before is None else before._places())
        self._areas_m2 = areas_m2(ground)
        columns = columns_of(table, network.unit, self._areas_m2)
        return grid_tileset(
            ground, columns, table.kinds, cut_out=network.cut_out, labels=self._labels
        )

    def _places(self) -> dict[bytes, Any]:
        return dict(zip(self.network.table.ground.marks(), self._labels, strict=True))


def _is_same_ground(one: NetworkSnapshot, other: NetworkSnapshot) -> bool:
    """Say whether two versions draw the same polygons, row by row, divided in the same way."""
    mine, theirs = one.table, other.table
    return (
        one.cut_out == other.cut_out
        and np.array_equal(mine.kinds, theirs.kinds)
        and (mine.ground is theirs.ground or mine.ground.equals(theirs.ground))
    )


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
