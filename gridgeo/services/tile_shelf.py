"""Tiles beside those of what is in force: earlier versions, plans, units, density of homes.

They are made when first asked for, and the few sets used last are kept.
"""

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable

import numpy as np
import shapely
from sqlalchemy import RowMapping
from sqlalchemy.orm import Session

from gridgeo.db.repositories import finding_tiles, tile_sources
from gridgeo.db.repositories.place_points import load_places
from gridgeo.db.repositories.snapshots import all_areas, published_networks
from gridgeo.db.session import read_one_state
from gridgeo.domain.errors import NotFoundError
from gridgeo.services.deviation_tiles import tileset_of_deviations
from gridgeo.services.finding_tiles import tileset_of_findings
from gridgeo.services.grid_table import read_grid_table
from gridgeo.services.grid_tiles import bounds_of_grids, tileset_of
from gridgeo.services.list_networks import require_network
from gridgeo.services.network_snapshot import NetworkSnapshot
from gridgeo.services.plan_tiles import PlanTiles
from gridgeo.services.tile_set import TileSet, cached, ground_of, token_of
from gridgeo.services.versions import start_of_version
from gridgeo.tiles.density import density_tileset
from gridgeo.tiles.tileset import Tileset
from gridgeo.tiles.units import shown_counts, unit_labels, unit_layer

MOST_SETS = 12
WORLD = (-180.0, -90.0, 180.0, 90.0)


class TileShelf:
    """Makes sets of tiles and keeps the `MOST_SETS` used last; one serves all threads."""

    def __init__(self) -> None:
        self._sets: OrderedDict[Hashable, TileSet] = OrderedDict()
        self._making: dict[Hashable, threading.Lock] = {}
        self._keeping = threading.Lock()
        self._plans = PlanTiles()

    def of_version(self, session: Session, network: str, version: int) -> TileSet:
        """Give the tiles of a network as one of its publications left it.

        Raises
        ------
        NotFoundError
            If there is no such network or version.
        """
        start = start_of_version(session, network, version)
        [facts] = [row for row in published_networks(session, start) if row["code"] == network]

        def make() -> TileSet:
            table = read_grid_table(session, facts, all_areas(session), start)
            cut_out = facts["dedicated"] == "cut_out"
            tiles = cached(tileset_of(table, facts["unit"], cut_out=cut_out))
            return TileSet(tiles, facts["name"], bounds_of_grids(table.geometry), token_of(facts))

        return self._take(("version", network, version, token_of(facts)), make)

    def of_plan(self, session: Session, plan_id: int) -> TileSet:
        """Give the tiles of a plan's grids at its present revision.

        Raises
        ------
        NotFoundError
            If there is no such plan.
        """
        read_one_state(session)
        facts = _plan_facts(session, plan_id)
        return self._take(
            ("plan", plan_id, token_of(facts)), lambda: self._plans.grids(session, facts)
        )

    def plan_units(self, session: Session, plan_id: int) -> TileSet:
        """Give the tiles of a plan's units with their grids, at its present revision.

        Raises
        ------
        NotFoundError
            If there is no such plan.
        """
        read_one_state(session)
        facts = _plan_facts(session, plan_id)
        return self._take(
            ("plan units", plan_id, token_of(facts)), lambda: self._plans.units(session, facts)
        )

    def units(self, session: Session) -> TileSet:
        """Give the tiles of the units in force."""
        stamp = tile_sources.people_stamp(session)

        def make() -> TileSet:
            rows = tile_sources.current_units(session)
            ground = ground_of(rows)
            columns: dict[str, list[object]] = {
                name: [row[name] for row in rows] for name in ("code", "area_code")
            }
            columns["households"] = shown_counts([row["households"] for row in rows])
            units = unit_layer(ground, columns)
            tiles = cached(Tileset([units, unit_labels(units, ground)]))
            return TileSet(tiles, "units", bounds_of_grids(ground), token_of(stamp))

        return self._take(("units", stamp), make)

    def deviations(self, session: Session, network: NetworkSnapshot, token: Hashable) -> TileSet:
        """Give the tiles of the grids outside the band of what is published.

        Parameters
        ----------
        token : hashable
            The state of the network and of the ground.
        """

        def make() -> TileSet:
            codes = sorted({code for code in network.table.area_codes if code is not None})
            areas = tile_sources.area_ground(session, codes)
            tiles = cached(tileset_of_deviations(network.table, network.unit, areas))
            return TileSet(tiles, network.name, network.bounds or WORLD, token_of(token))

        return self._take(("deviations", network.code, token), make)

    def density(self, session: Session) -> TileSet:
        """Give the tiles of the density of homes."""
        stamp = tile_sources.people_stamp(session)

        def make() -> TileSet:
            places = load_places(session, WORLD)
            tiles = cached(density_tileset(places.x, places.y, places.households))
            points = np.asarray(shapely.points(places.x, places.y), dtype=object)
            return TileSet(tiles, "density", bounds_of_grids(points), token_of(stamp))

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
            return TileSet(cached(tileset), "findings", bounds, token_of(stamp))

        return self._take(("findings", stamp), make)

    def _take(self, key: Hashable, make: Callable[[], TileSet]) -> TileSet:
        """Give a set from the shelf; of several callers at once, one makes it.

        Only those who want the same set wait for it.
        """
        with self._keeping:
            found = self._sets.get(key)
            if found is not None:
                self._sets.move_to_end(key)
                return found
            making = self._making.setdefault(key, threading.Lock())
        with making:
            made = self._sets.get(key) or make()
            with self._keeping:
                self._sets[key] = made
                self._making.pop(key, None)
                while len(self._sets) > MOST_SETS:
                    self._sets.popitem(last=False)
        return made


def _plan_facts(session: Session, plan_id: int) -> RowMapping:
    facts = tile_sources.plan_facts(session, plan_id)
    if facts is None:
        raise NotFoundError(f"There is no plan {plan_id}.", field="plan_id")
    return facts
