"""Tiles beside those of what is in force: earlier versions, plans, units, density of homes.

They are made when first asked for, and the few sets used last are kept.
"""

import hashlib
import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable, Sequence
from datetime import datetime
from typing import Any, NamedTuple

import numpy as np
import shapely
from numpy.typing import NDArray
from sqlalchemy import RowMapping
from sqlalchemy.orm import Session

from gridgeo.db.repositories import finding_tiles, tile_sources
from gridgeo.db.repositories.changes import get_version
from gridgeo.db.repositories.grids import published_versions
from gridgeo.db.repositories.place_points import load_places
from gridgeo.db.repositories.snapshots import all_areas, published_networks
from gridgeo.domain.band import HouseholdBand
from gridgeo.domain.errors import NotFoundError
from gridgeo.services.finding_tiles import tileset_of_findings
from gridgeo.services.grid_table import GridTable, read_grid_table
from gridgeo.services.grid_tiles import bounds_of_grids, tileset_of
from gridgeo.services.list_networks import require_network
from gridgeo.services.tile_cache import CachedTileset
from gridgeo.services.tilejson import describe_tiles
from gridgeo.tiles.density import density_tileset
from gridgeo.tiles.units import unit_tileset

MOST_SETS = 8
MOST_BYTES = 16_000_000  # tiles of one set
WORLD = (-180.0, -90.0, 180.0, 90.0)


class TileSet(NamedTuple):
    """Tiles with what TileJSON says of them.

    Attributes
    ----------
    tiles : CachedTileset
    name : str
    bounds : (west, south, east, north)
    token : str
        Differs wherever a tile could.
    """

    tiles: CachedTileset
    name: str
    bounds: tuple[float, float, float, float]
    token: str

    def tilejson(self, urls: Sequence[str]) -> dict[str, Any]:
        """Describe the tiles in TileJSON 3.0.0."""
        return describe_tiles(self.name, self.tiles.tileset.layers, self.bounds, urls)


class TileShelf:
    """Makes sets of tiles and keeps the `MOST_SETS` used last; one serves all threads."""

    def __init__(self) -> None:
        self._sets: OrderedDict[Hashable, TileSet] = OrderedDict()
        self._making = threading.Lock()

    def of_version(self, session: Session, network: str, version: int) -> TileSet:
        """Give the tiles of a network as one of its publications left it.

        Raises
        ------
        NotFoundError
            If there is no such network or version.
        """
        publication = get_version(session, network, version)
        if publication is None:
            require_network(session, network)
            raise NotFoundError(
                f"The network '{network}' has no version {version}.", field="version"
            )
        start = publication["valid_from"]
        [facts] = [row for row in published_networks(session, start) if row["code"] == network]

        def make() -> TileSet:
            table = read_grid_table(session, facts, all_areas(session), start)
            cut_out = facts["dedicated"] == "cut_out"
            tiles = _cached(tileset_of(table, facts["unit"], cut_out=cut_out))
            return TileSet(tiles, facts["name"], bounds_of_grids(table.geometry), _token(facts))

        return self._take(("version", network, version, _token(facts)), make)

    def of_plan(self, session: Session, plan_id: int) -> TileSet:
        """Give the tiles of a plan's grids at its present revision.

        Raises
        ------
        NotFoundError
            If there is no such plan.
        """
        facts = tile_sources.plan_facts(session, plan_id)
        if facts is None:
            raise NotFoundError(f"There is no plan {plan_id}.", field="plan_id")

        def make() -> TileSet:
            table = _plan_table(tile_sources.plan_grids(session, plan_id), facts["bands"])
            cut_out = facts["dedicated"] == "cut_out"
            tiles = _cached(tileset_of(table, facts["unit"], cut_out=cut_out))
            return TileSet(tiles, facts["name"], bounds_of_grids(table.geometry), _token(facts))

        return self._take(("plan", plan_id, _token(facts)), make)

    def units(self, session: Session) -> TileSet:
        """Give the tiles of the units in force."""
        stamp = tile_sources.people_stamp(session)

        def make() -> TileSet:
            rows = tile_sources.current_units(session)
            ground = _ground(rows)
            columns = {name: [row[name] for row in rows] for name in ("code", "area_code")}
            tiles = _cached(unit_tileset(ground, columns, [row["households"] for row in rows]))
            return TileSet(tiles, "units", bounds_of_grids(ground), _token(stamp))

        return self._take(("units", stamp), make)

    def density(self, session: Session) -> TileSet:
        """Give the tiles of the density of homes."""
        stamp = tile_sources.people_stamp(session)

        def make() -> TileSet:
            places = load_places(session, WORLD)
            tiles = _cached(density_tileset(places.x, places.y, places.households))
            points = np.asarray(shapely.points(places.x, places.y), dtype=object)
            return TileSet(tiles, "density", bounds_of_grids(points), _token(stamp))

        return self._take(("density", stamp), make)

    def findings(self, session: Session, network: str, plan_id: int | None = None) -> TileSet:
        """Give the tiles of the open findings of what is published, or of a plan.

        Raises
        ------
        NotFoundError
            If there is no such network.
        """
        require_network(session, network)
        stamp = finding_tiles.findings_stamp(session, network, plan_id)

        def make() -> TileSet:
            rows = finding_tiles.open_findings(session, network, plan_id)
            tileset, geometry = tileset_of_findings(rows)
            bounds = bounds_of_grids(geometry) if len(rows) else WORLD
            return TileSet(_cached(tileset), "findings", bounds, _token(stamp))

        return self._take(("findings", stamp), make)

    def _take(self, key: Hashable, make: Callable[[], TileSet]) -> TileSet:
        """Give a set from the shelf; of several callers at once, one makes it."""
        with self._making:
            found = self._sets.pop(key, None) or make()
            self._sets[key] = found
            while len(self._sets) > MOST_SETS:
                self._sets.popitem(last=False)
        return found


def version_at(session: Session, network: str, as_of: datetime) -> int:
    """Give the version of a network that was in force at an instant.

    Raises
    ------
    NotFoundError
        If there is no such network, or nothing of it had been published by then.
    """
    versions = published_versions(session, as_of)
    if network not in versions:
        require_network(session, network)
        raise NotFoundError(
            f"Nothing of '{network}' had been published by {as_of:%Y-%m-%d}.", field="as_of"
        )
    return versions[network]


def _cached(tileset: Any) -> CachedTileset:
    return CachedTileset(tileset, MOST_BYTES)


def _token(facts: object) -> str:
    text = repr(dict(facts) if isinstance(facts, RowMapping) else facts)
    return hashlib.blake2b(text.encode(), digest_size=6).hexdigest()


def _plan_table(rows: Sequence[RowMapping], numbers: dict[str, list[int]] | None) -> GridTable:
    bands = {setting: HouseholdBand(*values) for setting, values in (numbers or {}).items()}
    return GridTable(
        codes=_objects(rows, "code"),
        names=_objects(rows, "name"),
        kinds=_objects(rows, "kind"),
        statuses=_objects(rows, "status"),
        area_codes=_objects(rows, "area_code"),
        households=np.array([row["households"] for row in rows], dtype=np.int64),
        persons=np.array([row["persons"] for row in rows], dtype=np.int64),
        bands=_filled(
            [bands.get(row["setting"]) if row["kind"] == "base" else None for row in rows]
        ),
        wkb=_filled([bytes(row["wkb"]) for row in rows]),
    )


def _ground(rows: Sequence[RowMapping]) -> NDArray[np.object_]:
    ground: NDArray[np.object_] = shapely.from_wkb(_filled([bytes(row["wkb"]) for row in rows]))
    return ground


def _objects(rows: Sequence[RowMapping], name: str) -> NDArray[np.object_]:
    return _filled([row[name] for row in rows])


def _filled(values: list[Any]) -> NDArray[np.object_]:
    filled = np.empty(len(values), dtype=object)
    filled[:] = values
    return filled
