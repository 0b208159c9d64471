"""The table of faults: what was planted into the present networks, and who is out of the band."""

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from gridgeo.demo.buildings import Ints
from gridgeo.demo.homes import Homes
from gridgeo.demo.layout import Layout
from gridgeo.demo.networks import PresentNetwork
from gridgeo.demo.shapes import Geometries, degrees
from gridgeo.domain.enums import AreaSetting, BandStatus, CountUnit


def fault_frame(layout: Layout, networks: list[PresentNetwork], homes: Homes) -> gpd.GeoDataFrame:
    """Make the table of faults, one row each.

    ``rule`` is the name of the rule that should find it (overlap, gap, contiguity, outside,
    nesting, band), ``codes`` the grids joined by semicolons, ``geometry`` the faulty ground (for
    band the grid), ``area_m2`` its size, ``households`` and ``persons`` who lives on it.
    """
    tree = shapely.STRtree(np.asarray(shapely.points(homes.xy)))
    parts = []
    for network in networks:
        parts.append(_planted(network, tree, homes))
        parts.append(_out_of_band(layout, network, tree, homes))
    return gpd.GeoDataFrame(pd.concat(parts, ignore_index=True), crs="EPSG:4326")


def _planted(network: PresentNetwork, tree: shapely.STRtree, homes: Homes) -> gpd.GeoDataFrame:
    ground = np.array([fault.ground for fault in network.faults], dtype=object)
    codes = [";".join(sorted(network.codes[i] for i in fault.grids)) for fault in network.faults]
    rules = [fault.rule for fault in network.faults]
    causes = [fault.cause for fault in network.faults]
    return _rows(network, rules, causes, codes, ground, _count(tree, ground, homes))


def _out_of_band(
    layout: Layout, network: PresentNetwork, tree: shapely.STRtree, homes: Homes
) -> gpd.GeoDataFrame:
    ground = np.array([grid.geometry(layout.frame) for grid in network.grids], dtype=object)
    households, persons = _count(tree, ground, homes)
    spec = network.department.spec
    counts = households if spec.unit is CountUnit.HOUSEHOLDS else persons
    urban = [layout.communities[grid.community].urban for grid in network.grids]
    status = [
        spec.band(AreaSetting.URBAN if city else AreaSetting.RURAL).status(int(count))
        for city, count in zip(urban, counts, strict=True)
    ]
    out = [i for i, found in enumerate(status) if found is not BandStatus.IN_BAND]
    causes = [str(status[i]) for i in out]
    codes = [network.codes[i] for i in out]
    people = (households[out], persons[out])
    return _rows(network, ["band"] * len(out), causes, codes, ground[out], people)


def _rows(
    network: PresentNetwork,
    rules: list[str],
    causes: list[str],
    codes: list[str],
    ground: Geometries,
    people: tuple[Ints, Ints],
) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(
        {
            "network_code": network.department.spec.code,
            "rule": rules,
            "cause": causes,
            "codes": codes,
            "area_m2": np.round(shapely.area(ground), 2),
            "households": people[0],
            "persons": people[1],
        },
        geometry=shapely.normalize(degrees(ground)),
        crs="EPSG:4326",
    )


def _count(tree: shapely.STRtree, ground: Geometries, homes: Homes) -> tuple[Ints, Ints]:
    """Count households and persons on each piece of ground."""
    piece, home = tree.query(ground, predicate="contains")
    households: Ints = np.bincount(piece, minlength=len(ground)).astype(np.int64)
    persons = np.bincount(piece, weights=homes.persons[home], minlength=len(ground))
    return households, persons.astype(np.int64)
