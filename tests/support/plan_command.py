"""Forty-eight units of fifty homes, as files that ``gridgeo plan`` is tried on."""

import geopandas as gpd
import numpy as np
from typer.testing import CliRunner

from gridgeo.cli import app
from gridgeo.domain.errors import GridgeoError
from tests.support.maps import lattice_polygons

COLUMN, ROW = np.arange(48) % 8, np.arange(48) // 8


def units(**changes):
    """Eight columns and six rows of fifty homes: six grids of 400."""
    frame = gpd.GeoDataFrame(
        {"code": [f"U{number:02d}" for number in range(48)], "homes": 50},
        geometry=lattice_polygons(8, 6),
        crs="EPSG:3826",
    )
    return frame.assign(**changes)


def write(path, codes_of_units):
    grids = units()[["geometry"]].dissolve(by=codes_of_units)
    grids.reset_index(names="code").to_file(path)
    return str(path)


def write_places(path, *places):
    frame = gpd.GeoDataFrame(
        {
            "code": [f"P{number}" for number in range(len(places))],
            "name": [f"第{number}场所" for number in range(len(places))],
            "kind": [kind for kind, _ in places],
        },
        geometry=[ground for _, ground in places],
        crs="EPSG:3826",
    )
    frame.to_file(path)
    return str(path)


def plan_units(folder, frame, *options):
    """Plan units; give the grid codes of the units, the grids, and what was told."""
    frame.to_file(folder / "units.gpkg")
    options = [str(folder / one) if one == "units.gpkg" else one for one in options]
    result = CliRunner().invoke(
        app,
        ["plan", str(folder / "units.gpkg"), "--households", "homes", "--effort", "fast",
         "-o", str(folder / "out.gpkg"), "--json", str(folder / "s.json"), *options],
    )  # fmt: skip
    if isinstance(result.exception, GridgeoError):
        return None, None, result.exception.message
    assert result.exception is None, result.exception
    if "--alternatives" in options:
        return None, None, result.output
    grids = gpd.read_file(folder / "out.gpkg", layer="grids")
    parts = gpd.read_file(folder / "out.gpkg", layer="assignment")
    return parts.grid_code.to_numpy(), grids, result.output
