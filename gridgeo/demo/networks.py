"""The present grids of all seven departments as tables."""

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from gridgeo.demo.areas import Places
from gridgeo.demo.chance import stream
from gridgeo.demo.departments import DEPARTMENTS, Department
from gridgeo.demo.drawing import DrawnGrid, Population, draw_grids
from gridgeo.demo.faults import Fault, FaultPlanter
from gridgeo.demo.layout import Layout
from gridgeo.demo.shapes import degrees, plot_polygon
from gridgeo.demo.sites import COMPOUND_USES, INSTITUTIONS, Site, Sites

_FIRST_DEDICATED = 901  # serial numbers of dedicated grids, far above those of base grids


@dataclass(frozen=True, slots=True)
class PresentNetwork:
    """One department's grids as drawn, with their codes, the dedicated ones, and the faults."""

    department: Department
    grids: list[DrawnGrid]
    codes: list[str]
    dedicated: list[int]  # positions in the table of places
    faults: list[Fault]


def draw_networks(
    layout: Layout, population: Population, sites: Sites, places: Places, seed: int
) -> list[PresentNetwork]:
    """Draw the networks of all departments, faults included."""
    networks: list[PresentNetwork] = []
    for department in DEPARTMENTS:
        rng = stream(seed, "faults " + department.spec.code)
        grids = draw_grids(layout, population, department, seed)
        planter = FaultPlanter(layout.frame, grids, rng)
        dedicated = _dedicated(layout, sites, planter, department, rng)
        compounds = [site.plot for site in sites.sites if site.use in COMPOUND_USES]
        order = rng.permutation(len(compounds))
        related = networks[0].grids if department.spec.related_network_code else []
        planter.plant(department, [compounds[i] for i in order], related)
        codes = _codes(department, [places.codes[grid.community] for grid in grids])
        networks.append(PresentNetwork(department, grids, codes, dedicated, planter.faults))
    return networks


def grid_frame(
    layout: Layout,
    sites: Sites,
    places: Places,
    place_table: gpd.GeoDataFrame,
    networks: list[PresentNetwork],
) -> gpd.GeoDataFrame:
    """Make the grids table of all networks, base grids before dedicated ones."""
    parts = []
    for network in networks:
        parts.append(_base_rows(layout, places, network))
        if network.dedicated:
            parts.append(_dedicated_rows(sites, places, place_table, network))
    return gpd.GeoDataFrame(pd.concat(parts, ignore_index=True), crs="EPSG:4326")


def institutions(sites: Sites) -> list[Site]:
    """Give the sites that are institutions, in the order of the table of places."""
    return [site for site in sites.sites if site.use in INSTITUTIONS]


def _dedicated(
    layout: Layout,
    sites: Sites,
    planter: FaultPlanter,
    department: Department,
    rng: np.random.Generator,
) -> list[int]:
    """Choose the institutions with a dedicated grid; where they are cut out, a sixth of them."""
    if not department.has_dedicated:
        return []
    candidates = institutions(sites)
    order = rng.permutation(len(candidates)).tolist()
    count = layout.frame.size.dedicated
    if department.spec.dedicated == "overlay":
        return sorted(order[:count])
    chosen: list[int] = []
    for index in order:
        plot = candidates[index].plot
        if len(chosen) < max(count // 6, 1) and planter.cut_out(
            plot, plot_polygon(layout.frame, plot)
        ):
            chosen.append(index)
    return sorted(chosen)


def _base_rows(layout: Layout, places: Places, network: PresentNetwork) -> gpd.GeoDataFrame:
    areas = [places.codes[grid.community] for grid in network.grids]
    names = [places.names[grid.community] for grid in network.grids]
    labels = [f"{name}第{i}网格" for name, i in zip(names, _serials(areas), strict=True)]
    shapes = [grid.geometry(layout.frame) for grid in network.grids]
    return _rows(network, network.codes, labels, areas, "base", degrees(shapes))


def _dedicated_rows(
    sites: Sites, places: Places, place_table: gpd.GeoDataFrame, network: PresentNetwork
) -> gpd.GeoDataFrame:
    chosen = place_table.iloc[network.dedicated]
    located = institutions(sites)
    areas = [places.codes[located[i].community] for i in network.dedicated]
    codes = _codes(network.department, areas, _FIRST_DEDICATED)
    labels = [f"{name}专属网格" for name in chosen["name"]]
    return _rows(network, codes, labels, areas, "dedicated", chosen.geometry.to_numpy())


def _rows(
    network: PresentNetwork,
    codes: list[str],
    names: list[str],
    areas: list[str],
    kind: str,
    geometry: "np.ndarray[tuple[int], np.dtype[np.object_]]",
) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(
        {
            "network_code": network.department.spec.code,
            "code": codes,
            "name": names,
            "kind": kind,
            "status": "active",
            "area_code": areas,
            "parent_code": pd.Series([None] * len(codes), dtype=object),
        },
        geometry=shapely.normalize(geometry),
        crs="EPSG:4326",
    )


def _codes(department: Department, areas: list[str], first: int = 1) -> list[str]:
    template = department.spec.code_template
    return [
        f"{template.prefix(area)}{serial + first - 1:0{template.digits}d}"
        for area, serial in zip(areas, _serials(areas), strict=True)
    ]


def _serials(areas: list[str]) -> list[int]:
    """Count 1, 2, 3 … within each area."""
    return (pd.Series(areas).groupby(areas).cumcount() + 1).tolist()
