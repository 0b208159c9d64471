"""Tiles of what is published, from the snapshot in memory; and the base map under them."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from sqlalchemy.orm import Session

from gridgeo.db.repositories.base_map import ground_stamp, read_ground
from gridgeo.services.grid_tiles import WHOLE_MAP, Box
from gridgeo.services.list_networks import unknown_network
from gridgeo.services.locate import Snapshot
from gridgeo.services.network_tiles import NetworkTiles
from gridgeo.services.tile_cache import CachedTileset
from gridgeo.services.tilejson import describe_tiles
from gridgeo.tiles.base_map import base_tileset
from gridgeo.tiles.tileset import Tile, Tileset

BASE = "base"  # the base map's place among the networks

__all__ = ["BASE", "TileServer", "ground_stamp", "load_base_map"]


class TileServer:
    """Answers with tiles of one snapshot; each is written once. Safe to use from many threads.

    A network's tiles are prepared when one of them is first asked for.

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
        self._networks: dict[str, NetworkTiles] = {}
        before = previous._networks if previous is not None else {}
        for code, network in snapshot.networks.items():
            kept = before.get(code)
            if kept is None or kept.network is not network:
                kept = NetworkTiles(network, kept)
            self._networks[code] = kept
        self._base = _base_tiles(base, previous)

    def tile(self, network: str, z: int, x: int, y: int) -> Tile | None:
        """Give a tile of a network, or of the base map; None when it shows nothing.

        Raises
        ------
        NotFoundError
            If there is no such network, or no zoom has such a tile.
        """
        return self._set(network).tile(z, x, y)

    def is_quick(self, network: str, z: int, x: int, y: int) -> bool:
        """Say whether `tile` answers within a millisecond or so: it is at hand, or light."""
        if network == BASE:
            return self._base is not None and self._base.is_quick(z, x, y)
        return network in self._networks and self._networks[network].is_quick(z, x, y)

    def make_level(self) -> bool:
        """Make one level of a network that its earlier tiles had; False when none is missing."""
        return any(network.make_level() for network in self._networks.values())

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
        return describe_tiles(
            network if network == BASE else self.snapshot.network(network).name,
            self._set(network).tileset.layers,
            self._box(network),
            urls,
            None if network == BASE else f"{self.snapshot.versions[network]}.0.0",
        )

    def _set(self, network: str) -> CachedTileset:
        if network == BASE and self._base is not None:
            return self._base
        if network not in self._networks:
            known = [*self._networks, *([BASE] if self._base is not None else [])]
            raise unknown_network(network, known)
        return self._networks[network].tiles()

    def _box(self, network: str) -> Box:
        if network != BASE:
            return self._networks[network].box
        boxes = [one.box for one in self._networks.values() if one.box != WHOLE_MAP]
        if not boxes:
            return WHOLE_MAP
        low, high = np.min(boxes, axis=0)[:2], np.max(boxes, axis=0)[2:]
        return float(low[0]), float(low[1]), float(high[0]), float(high[1])


def _base_tiles(base: Tileset | None, previous: TileServer | None) -> CachedTileset | None:
    kept = previous._base if previous is not None else None
    if base is None or (kept is not None and kept.tileset is base):
        return None if base is None else kept
    return CachedTileset(base)


def load_base_map(session: Session) -> Tileset:
    """Read what lies under the grids, and make the base map of it."""
    kinds = ("areas", "barriers", "land_use", "compounds", "buildings")
    return base_tileset(*(read_ground(session, kind) for kind in kinds))
