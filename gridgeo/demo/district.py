"""The demo district as a whole: a pure function of its size and seed."""

import hashlib
from dataclasses import dataclass, fields

import geopandas as gpd
import pandas as pd

from gridgeo.demo.addresses import building_addresses, site_addresses
from gridgeo.demo.areas import area_frame
from gridgeo.demo.departments import DEPARTMENTS
from gridgeo.demo.draft import make_draft
from gridgeo.demo.households import household_frame
from gridgeo.demo.networks import grid_frame
from gridgeo.demo.people import post_people
from gridgeo.demo.places import (
    building_frame,
    compound_frame,
    place_frame,
    walled_grounds,
)
from gridgeo.demo.streets import barrier_frame
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
    draft = make_draft(size, seed)
    layout, sites = draft.layout, draft.sites
    site_address = site_addresses(sites, draft.streets, draft.names)
    address = building_addresses(draft.buildings, sites, site_address)
    areas = area_frame(layout, draft.names)
    compounds = compound_frame(layout, sites, seed)
    places = place_frame(layout, sites, seed)
    grids = grid_frame(layout, sites, draft.names, places, draft.networks)
    staff = post_people(grids, seed)
    return District(
        name=str(areas["name"].iloc[0]),
        size=size,
        seed=seed,
        synthetic=True,
        areas=areas,
        barriers=barrier_frame(draft.streets, walled_grounds(layout, sites, places)),
        compounds=compounds,
        buildings=building_frame(draft.buildings, sites, draft.homes, compounds, address),
        households=household_frame(draft.homes, draft.buildings, sites, address, seed),
        places=places,
        networks=tuple(department.spec for department in DEPARTMENTS),
        grids=grids,
        faults=fault_frame(layout, draft.networks, draft.homes),
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
