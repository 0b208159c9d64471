"""Tiles of what is published, from the snapshot in memory; and the base map under them."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from sqlalchemy.orm import Session

from gridgeo.db.repositories.base_map import ground_stamp, read_ground
from gridgeo.services.grid_tiles import WHOLE_MAP, Box, bounds_of_grids, tileset_of
from gridgeo.services.list_networks import unknown_network
from gridgeo.services.locate import Snapshot
from gridgeo.services.tile_cache import CachedTileset
from gridgeo.services.tilejson import describe_tiles
from gridgeo.tiles.base_map import base_tileset
from gridgeo.tiles.tileset import Tile, Tileset

BASE = "base"  # the base map's place among the networks

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
        self._sets: dict[str, CachedTileset] = {}
        self._boxes: dict[str, Box] = {}
        before = previous.snapshot.networks if previous is not None else {}
        for code, network in snapshot.networks.items():
            if previous is not None and before.get(code) is network:
                self._sets[code], self._boxes[code] = previous._sets[code], previous._boxes[code]
            else:
                tileset = tileset_of(network.table, network.unit, cut_out=network.cut_out)
                self._sets[code] = CachedTileset(tileset)
                self._boxes[code] = bounds_of_grids(network.table.geometry)
        if base is not None:
            kept = previous._sets.get(BASE) if previous is not None else None
            same = kept is not None and kept.tileset is base
            self._sets[BASE] = kept if kept is not None and same else CachedTileset(base)

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

    def is_quick(self, network: str, z: int, x: int, y: int) -> bool:
        """Say whether `tile` answers within a millisecond or so: it is at hand, or light."""
        return network in self._sets and self._sets[network].is_quick(z, x, y)

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
        return describe_tiles(
            network if network == BASE else self.snapshot.network(network).name,
            self._sets[network].tileset.layers,
            self._box(network),
            urls,
            None if network == BASE else f"{self.snapshot.versions[network]}.0.0",
        )

    def _box(self, network: str) -> Box:
        if network != BASE:
            return self._boxes[network]
        boxes = [box for box in self._boxes.values() if box != WHOLE_MAP]
        if not boxes:
            return WHOLE_MAP
        low, high = np.min(boxes, axis=0)[:2], np.max(boxes, axis=0)[2:]
        return float(low[0]), float(low[1]), float(high[0]), float(high[1])


def load_base_map(session: Session) -> Tileset:
    """Read areas, barriers, compounds and buildings, and make the base map of them."""
    return base_tileset(
        *(read_ground(session, kind) for kind in ("areas", "barriers", "compounds", "buildings"))
    )
