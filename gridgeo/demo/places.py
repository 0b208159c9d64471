"""Tables of what stands on the sites: compounds, buildings, and places for dedicated grids."""

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from gridgeo.demo.buildings import Buildings, Ints
from gridgeo.demo.chance import stream
from gridgeo.demo.homes import Homes
from gridgeo.demo.layout import Layout
from gridgeo.demo.names import estates, stems
from gridgeo.demo.shapes import Geometries, degrees, plot_polygon
from gridgeo.demo.sites import COMPOUND_USES, INSTITUTIONS, Sites, SiteUse

_PLACE_NAMES = {
    SiteUse.OFFICE: "商务中心",
    SiteUse.CAMPUS: "职业学院",
    SiteUse.HOSPITAL: "医院",
    SiteUse.MARKET: "批发市场",
    SiteUse.FACTORY: "工业园",
    SiteUse.HOTEL: "大酒店",
    SiteUse.SCHOOL: "实验学校",
}

_WALLED = frozenset({SiteUse.CAMPUS, SiteUse.HOSPITAL, SiteUse.FACTORY, SiteUse.SCHOOL})


def compound_sites(sites: Sites) -> list[int]:
    """Give the indices of the sites that are compounds (小区)."""
    return [i for i, site in enumerate(sites.sites) if site.use in COMPOUND_USES]


def compound_frame(layout: Layout, sites: Sites, seed: int) -> gpd.GeoDataFrame:
    """Make the compounds table."""
    names = estates(stream(seed, "compounds"))
    chosen = compound_sites(sites)
    return gpd.GeoDataFrame(
        {
            "code": [f"CO{number:05d}" for number in range(1, len(chosen) + 1)],
            "name": [next(names) for _ in chosen],
        },
        geometry=degrees([plot_polygon(layout.frame, sites.sites[i].plot) for i in chosen]),
        crs="EPSG:4326",
    )


def building_codes(count: int) -> NDArray[np.object_]:
    """Give the codes of all buildings in their order."""
    return np.array([f"BU{number:06d}" for number in range(1, count + 1)], dtype=object)


def building_frame(
    buildings: Buildings,
    sites: Sites,
    homes: Homes,
    compounds: gpd.GeoDataFrame,
    address: NDArray[np.object_],
) -> gpd.GeoDataFrame:
    """Make the buildings table; households and persons are counted from the homes."""
    count = len(buildings)
    code_of = dict(zip(compound_sites(sites), compounds["code"], strict=True))
    name_of = dict(zip(compound_sites(sites), compounds["name"], strict=True))
    number = pd.Series(buildings.number).astype(str) + "幢"
    names = pd.Series([name_of.get(site, "") for site in buildings.site])
    return gpd.GeoDataFrame(
        {
            "code": building_codes(count),
            "name": (names + number).where(names != "", ""),
            "use": buildings.use,
            "compound_code": [code_of.get(site) for site in buildings.site],
            "address": address,
            "floors": buildings.floors,
            "households": np.bincount(homes.building, minlength=count),
            "persons": _persons(homes, count),
        },
        geometry=degrees(buildings.polygon),
        crs="EPSG:4326",
    )


def place_frame(layout: Layout, sites: Sites, seed: int) -> gpd.GeoDataFrame:
    """Make the table of institutions that may get a dedicated grid (专属网格)."""
    names = stems(stream(seed, "places"), classic=False)
    chosen = [site for site in sites.sites if site.use in INSTITUTIONS]
    return gpd.GeoDataFrame(
        {
            "code": [f"PL{number:04d}" for number in range(1, len(chosen) + 1)],
            "name": [next(names) + _PLACE_NAMES[site.use] for site in chosen],
            "kind": ["school" if site.use is SiteUse.SCHOOL else str(site.use) for site in chosen],
        },
        geometry=place_polygons(layout, sites),
        crs="EPSG:4326",
    )


def walled_grounds(
    layout: Layout, sites: Sites, table: gpd.GeoDataFrame
) -> list[tuple[str, shapely.Polygon]]:
    """Give name and ground (metres) of the institutions that nobody walks through."""
    located = [site for site in sites.sites if site.use in INSTITUTIONS]
    return [
        (name, plot_polygon(layout.frame, site.plot))
        for name, site in zip(table["name"], located, strict=True)
        if site.use in _WALLED
    ]


def place_polygons(layout: Layout, sites: Sites) -> Geometries:
    """Give the grounds of the institutions in EPSG:4326, in the order of the table."""
    chosen = [site for site in sites.sites if site.use in INSTITUTIONS]
    return degrees([plot_polygon(layout.frame, site.plot) for site in chosen])


def _persons(homes: Homes, count: int) -> Ints:
    persons: Ints = np.bincount(homes.building, weights=homes.persons, minlength=count)
    return persons.astype(np.int64)
