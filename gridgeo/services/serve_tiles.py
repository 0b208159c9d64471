"""Tiles of what is published, from the snapshot in memory; and the base map under them."""

import threading
from collections import OrderedDict
from collections.abc import Sequence
from typing import Any

import numpy as np
import shapely
from pyproj import CRS
from sqlalchemy.orm import Session

from gridgeo.db.repositories.base_map import ground_stamp, read_ground
from gridgeo.geometry.crs import metric_crs, transform
from gridgeo.services.list_networks import unknown_network
from gridgeo.services.locate import Snapshot
from gridgeo.services.network_snapshot import NetworkSnapshot
from gridgeo.tiles.base_map import base_tileset
from gridgeo.tiles.grids import grid_tileset
from gridgeo.tiles.levels import FULL_ZOOM
from gridgeo.tiles.mercator import MAX_ZOOM
from gridgeo.tiles.tileset import Tile, Tileset

BASE = "base"  # the base map's place among the networks
CACHE_BYTES = 64_000_000
WGS84 = CRS.from_epsg(4326)

__all__ = ["BASE", "TileServer", "ground_stamp", "load_base_map"]


class TileServer:
    """Answers with tiles of one snapshot; each is written once. Safe to use from many threads.

    Parameters
    ----------
    snapshot : Snapshot
        What is published.
    base : Tileset, optional
        The base map, from `load_base_map`.
    previous : TileServer, optional
        The one before: what it made of networks that did not change is taken over.
    """

    def __init__(
        self, snapshot: Snapshot, base: Tileset | None = None, previous: "TileServer | None" = None
    ) -> None:
        self.snapshot = snapshot
        self._sets: dict[str, _CachedSet] = {}
        before = previous.snapshot.networks if previous is not None else {}
        for code, network in snapshot.networks.items():
            if previous is not None and before.get(code) is network:
                self._sets[code] = previous._sets[code]
            else:
                self._sets[code] = _CachedSet(_network_tileset(network))
        if base is not None:
            kept = previous._sets.get(BASE) if previous is not None else None
            same = kept is not None and kept.tileset is base
            self._sets[BASE] = kept if kept is not None and same else _CachedSet(base)

    def tile(self, network: str, z: int, x: int, y: int) -> Tile | None:
        """Give a tile of a network, or of the base map; None when it shows nothing.

        Raises
        ------
        NotFoundError
            If there is no such network, or no zoom has such a tile.
        """
        if network not in self._sets:
            raise unknown_network(network, list(self._sets))
        return self._sets[network].tile(z, x, y)

    def holds(self, network: str, z: int, x: int, y: int) -> bool:
        """Say whether a tile is at hand, so that `tile` answers at once."""
        return network in self._sets and self._sets[network].holds(z, x, y)

    def tilejson(self, network: str, urls: Sequence[str]) -> dict[str, Any]:
        """Describe a network's tiles in TileJSON 3.0.0.

        Parameters
        ----------
        urls : sequence of str
            Where the tiles are, with ``{z}``, ``{x}`` and ``{y}``.

        Raises
        ------
        NotFoundError
            If there is no such network.
        """
        if network not in self._sets:
            raise unknown_network(network, list(self._sets))
        tileset = self._sets[network].tileset
        west, south, east, north = _bounds(self.snapshot, network)
        described = {
            "tilejson": "3.0.0",
            "name": network if network == BASE else self.snapshot.network(network).name,
            "version": f"{self.snapshot.versions.get(network, 0)}.0.0",
            "scheme": "xyz",
            "tiles": list(urls),
            "minzoom": 0,
            "maxzoom": FULL_ZOOM + 1,
            "bounds": [west, south, east, north],
            "center": [(west + east) / 2, (south + north) / 2, 12],
            "vector_layers": [
                {"id": layer.name, "fields": dict.fromkeys(layer.keys, "")}
                for layer in tileset.layers
            ],
        }
        if network == BASE:
            del described["version"]
        return described


class _CachedSet:
    """A tileset that keeps the tiles used last, up to a number of bytes."""

    def __init__(self, tileset: Tileset) -> None:
        self.tileset = tileset
        # An empty tile, so that no reader waits for the compiler or for the finest level.
        tileset.tile(MAX_ZOOM, 0, 0)
        self._kept: OrderedDict[tuple[int, int, int], Tile | None] = OrderedDict()
        self._bytes = 0
        self._lock = threading.Lock()

    def holds(self, z: int, x: int, y: int) -> bool:
        return (z, x, y) in self._kept

    def tile(self, z: int, x: int, y: int) -> Tile | None:
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
            while self._bytes > CACHE_BYTES:
                self._bytes -= _weight(self._kept.popitem(last=False)[1])
        return tile


def load_base_map(session: Session) -> Tileset:
    """Read areas, barriers, compounds and buildings, and make the base map of them."""
    return base_tileset(
        *(read_ground(session, kind) for kind in ("areas", "barriers", "compounds", "buildings"))
    )


def _network_tileset(network: NetworkSnapshot) -> Tileset:
    table = network.table
    grids = [network.grid(row) for row in range(len(table.codes))]
    columns: dict[str, list[object]] = {
        name: [getattr(grid, name) for grid in grids]
        for name in ("code", "name", "kind", "status", "households", "deviation", "band_status")
    }
    if network.unit == "persons":
        columns["persons"] = [grid.persons for grid in grids]
    columns["area_m2"] = _areas_m2(table.geometry)
    return grid_tileset(table.geometry, columns, table.kinds, cut_out=network.cut_out)


def _areas_m2(geometry: np.ndarray) -> list[object]:
    if not len(geometry):
        return []
    metric = metric_crs(WGS84, shapely.total_bounds(geometry).tolist())
    return [round(area) for area in shapely.area(transform(geometry, WGS84, metric))]


def _bounds(snapshot: Snapshot, network: str) -> tuple[float, float, float, float]:
    chosen = snapshot.networks.values() if network == BASE else [snapshot.network(network)]
    boxes = [shapely.total_bounds(one.table.geometry) for one in chosen if len(one.table.codes)]
    if not boxes:
        return -180.0, -85.0, 180.0, 85.0
    low, high = np.min(boxes, axis=0)[:2], np.max(boxes, axis=0)[2:]
    return float(low[0]), float(low[1]), float(high[0]), float(high[1])


def _weight(tile: Tile | None) -> int:
    # 200 for the entry itself, and room for the other encoding that somebody may ask for.
    return 200 + (2 * len(tile.body) if tile is not None else 0)
