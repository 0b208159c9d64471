"""The demo district as a whole: a pure function of its size and seed."""

import hashlib
from dataclasses import dataclass, fields

import geopandas as gpd
import pandas as pd

from gridgeo.demo.areas import area_frame, name_areas
from gridgeo.demo.buildings import raise_buildings
from gridgeo.demo.cuts import lay_out
from gridgeo.demo.departments import DEPARTMENTS
from gridgeo.demo.drawing import count_population
from gridgeo.demo.frame import make_frame
from gridgeo.demo.households import fill_homes, household_frame, site_addresses
from gridgeo.demo.networks import draw_networks, grid_frame
from gridgeo.demo.people import post_people
from gridgeo.demo.places import (
    building_addresses,
    building_frame,
    compound_frame,
    place_frame,
    walled_grounds,
)
from gridgeo.demo.sites import place_sites
from gridgeo.demo.sizes import demo_size
from gridgeo.demo.streets import barrier_frame, name_streets
from gridgeo.demo.truth import fault_frame
from gridgeo.domain.network import NetworkSpec


@dataclass(frozen=True, slots=True)
class District:
    """All tables of one synthetic district, geometry in EPSG:4326.

    The columns are the canonical ones of each kind; ``grids`` has ``network_code`` beside them.
    ``faults`` is the truth about the present grids, see `gridgeo.demo.truth.fault_frame`.
    """

    name: str
    size: str
    seed: int
    synthetic: bool
    areas: gpd.GeoDataFrame
    barriers: gpd.GeoDataFrame
    compounds: gpd.GeoDataFrame
    buildings: gpd.GeoDataFrame
    households: gpd.GeoDataFrame
    places: gpd.GeoDataFrame
    networks: tuple[NetworkSpec, ...]
    grids: gpd.GeoDataFrame
    faults: gpd.GeoDataFrame
    workers: pd.DataFrame
    postings: pd.DataFrame

    def present_grids(self, network_code: str) -> gpd.GeoDataFrame:
        """Give the present grids of one network with the canonical columns."""
        mine = self.grids[self.grids["network_code"] == network_code]
        return mine.drop(columns="network_code").reset_index(drop=True)

    def digest(self) -> str:
        """Give a SHA-256 over all tables: same size and seed, same digest."""
        total = hashlib.sha256(f"{self.name} {self.size} {self.seed}".encode())
        for item in fields(self):
            table = getattr(self, item.name)
            if isinstance(table, pd.DataFrame):
                total.update(item.name.encode())
                total.update(_table_bytes(table))
        return total.hexdigest()


def make_district(size: str = "small", seed: int = 0) -> District:
    """Make a synthetic district: ``small`` (12 communities) or ``district`` (110).

    Raises
    ------
    BadInputError
        If there is no such size.
    """
    demo = demo_size(size)
    layout = lay_out(make_frame(demo, seed), seed)
    streets = name_streets(layout, seed)
    named = name_areas(layout, seed)
    sites = place_sites(streets, seed)
    raised = raise_buildings(layout, sites, seed)
    homes = fill_homes(raised, sites, demo.households, seed)
    address = building_addresses(raised, sites, site_addresses(sites, streets, named))
    compounds = compound_frame(layout, sites, seed)
    buildings = building_frame(raised, sites, homes, compounds, address)
    population = count_population(layout, sites, raised, buildings["households"].to_numpy())
    areas = area_frame(layout, named)
    places = place_frame(layout, sites, seed)
    drawn = draw_networks(layout, population, sites, named, seed)
    grids = grid_frame(layout, sites, named, places, drawn)
    staff = post_people(grids, seed)
    return District(
        name=str(areas["name"].iloc[0]),
        size=size,
        seed=seed,
        synthetic=True,
        areas=areas,
        barriers=barrier_frame(streets, walled_grounds(layout, sites, places)),
        compounds=compounds,
        buildings=buildings,
        households=household_frame(homes, raised, sites, address, seed),
        places=places,
        networks=tuple(department.spec for department in DEPARTMENTS),
        grids=grids,
        faults=fault_frame(layout, drawn, homes),
        workers=staff.workers,
        postings=staff.postings,
    )


def _table_bytes(table: pd.DataFrame) -> bytes:
    if isinstance(table, gpd.GeoDataFrame):
        shapes = b"".join(table.geometry.to_wkb())
        table = pd.DataFrame(table.drop(columns=table.geometry.name))
    else:
        shapes = b""
    rows = pd.util.hash_pandas_object(table.astype(str), index=False).to_numpy().tobytes()
    return ",".join(table.columns).encode() + rows + shapes
