"""The present grids of all seven departments as tables, with the truth about their faults."""

from dataclasses import dataclass

import geopandas as gpd
import pandas as pd

from gridgeo.demo.areas import Places
from gridgeo.demo.cuts import Layout
from gridgeo.demo.departments import DEPARTMENTS, Department
from gridgeo.demo.drawing import DrawnGrid, Population, draw_grids
from gridgeo.demo.shapes import degrees

_DEDICATED_FROM = 901


@dataclass(frozen=True, slots=True)
class PresentNetwork:
    """One department's grids as drawn, with the codes in the same order."""

    department: Department
    grids: list[DrawnGrid]
    codes: list[str]


def draw_networks(
    layout: Layout, population: Population, places: Places, seed: int
) -> list[PresentNetwork]:
    """Draw the networks of all departments."""
    networks: list[PresentNetwork] = []
    for department in DEPARTMENTS:
        source = "zongzhi" if department.related == "zongzhi" and department.share == 1 else None
        grids = (
            draw_grids(layout, population, department, seed)
            if source is None
            else [DrawnGrid(grid.rect, grid.community) for grid in networks[0].grids]
        )
        codes = _codes(department, [places.codes[grid.community] for grid in grids])
        networks.append(PresentNetwork(department, grids, codes))
    return networks


def grid_frame(layout: Layout, places: Places, networks: list[PresentNetwork]) -> gpd.GeoDataFrame:
    """Make the grids table of all networks."""
    parts = [_base_rows(layout, places, network) for network in networks]
    return gpd.GeoDataFrame(pd.concat(parts, ignore_index=True), crs="EPSG:4326")


def _base_rows(layout: Layout, places: Places, network: PresentNetwork) -> gpd.GeoDataFrame:
    areas = [places.codes[grid.community] for grid in network.grids]
    names = [places.names[grid.community] for grid in network.grids]
    serial = _serials(areas)
    return gpd.GeoDataFrame(
        {
            "network_code": network.department.code,
            "code": network.codes,
            "name": [f"{name}第{number}网格" for name, number in zip(names, serial, strict=True)],
            "kind": "base",
            "status": "active",
            "area_code": areas,
            "parent_code": None,
        },
        geometry=degrees([grid.geometry(layout.frame) for grid in network.grids]),
        crs="EPSG:4326",
    )


def _codes(department: Department, areas: list[str]) -> list[str]:
    return [
        _fill(department.code_template, area, number)
        for area, number in zip(areas, _serials(areas), strict=True)
    ]


def _fill(template: str, area: str, serial: int) -> str:
    """Fill a code template such as ``{area:12}{serial:3}``: segments and their widths."""
    width = int(template.rsplit("serial:", 1)[1].rstrip("}"))
    head = template.split("{serial", maxsplit=1)[0].replace("{area:12}", area)
    return head + str(serial).zfill(width)


def _serials(areas: list[str]) -> list[int]:
    """Count 1, 2, 3 … within each area."""
    return (pd.Series(areas).groupby(areas).cumcount() + 1).tolist()
