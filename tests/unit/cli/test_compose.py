import json

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from typer.testing import CliRunner

from gridgeo.cli import app
from gridgeo.domain.errors import GridgeoError
from tests.support.maps import lattice_polygons

COLUMN = np.arange(64) % 8


def run(*arguments):
    result = CliRunner().invoke(app, [str(argument) for argument in arguments])
    if isinstance(result.exception, GridgeoError):
        return result.exception.message
    assert result.exception is None, result.exception
    return result.output


@pytest.fixture
def files(tmp_path):
    """Sixty-four units of ten households; four base grids of two columns each."""
    units = gpd.GeoDataFrame(
        {
            "code": [f"U{number:02d}" for number in range(64)],
            "homes": 10,
            "estate": np.where(np.isin(np.arange(64), [0, 1, 8, 9]), "E1", None),
        },
        geometry=lattice_polygons(8, 8),
        crs="EPSG:3826",
    )
    units.to_file(tmp_path / "units.gpkg")
    grids = units[["geometry"]].dissolve(by=np.array(["A", "B", "C", "D"])[COLUMN // 2])
    grids.assign(households=160).reset_index(names="code").to_file(tmp_path / "grids.gpkg")
    return tmp_path


def test_larger_grids_are_made_of_whole_base_grids(files):
    told = run("compose", files / "grids.gpkg", "--band", "300:320:400", "-o", files / "out.gpkg")
    assert "4 units with 640 households make 2 grids: 2 in the band" in told
    parts = gpd.read_file(files / "out.gpkg", layer="assignment")
    assert parts.unit_id.tolist() == ["A", "B", "C", "D"]
    larger = gpd.read_file(files / "out.gpkg", layer="grids")
    base = gpd.read_file(files / "grids.gpkg")
    overlap = shapely.area(
        shapely.intersection(larger.geometry.to_numpy()[:, None], base.geometry.to_numpy()[None, :])
    )
    assert set(np.round(overlap.ravel() / base.area.iloc[0], 6)) == {0.0, 1.0}


def test_micro_grids_nest_in_their_parents_and_are_named_after_them(files):
    run("subdivide", files / "units.gpkg", files / "grids.gpkg", "--households", "homes",
        "-o", files / "out.gpkg", "--json", files / "s.json")  # fmt: skip
    micro = gpd.read_file(files / "out.gpkg", layer="grids")
    base = gpd.read_file(files / "grids.gpkg").set_index("code").geometry
    assert set(micro.kind) == {"micro"}
    assert set(micro.status) == {"in_band"}
    assert micro.code.str.rsplit("-", n=1).str[0].tolist() == micro.parent_code.tolist()
    for row in micro.itertuples():
        assert base[row.parent_code].covers(row.geometry)
    assert sum(micro.area) == pytest.approx(sum(base.area))
    communities = json.loads((files / "s.json").read_text())["communities"]
    assert [one["community"] for one in communities] == ["A", "B", "C", "D"]


def test_each_compound_is_one_micro_grid(files):
    run("subdivide", files / "units.gpkg", files / "grids.gpkg", "--households", "homes",
        "--compounds", "estate", "-o", files / "out.gpkg")  # fmt: skip
    parts = gpd.read_file(files / "out.gpkg", layer="assignment").set_index("unit_id").grid_code
    walled = set(parts[["U00", "U01", "U08", "U09"]])
    assert len(walled) == 1
    assert (parts == walled.pop()).sum() == 4


def test_a_dedicated_grid_that_lies_over_others_is_no_part_of_a_larger_one(files):
    grids = gpd.read_file(files / "grids.gpkg").assign(kind="base")
    over = grids.iloc[:1].assign(code="D001", kind="dedicated")
    over["geometry"] = shapely.box(20, 20, 180, 180)
    pd.concat([grids, over]).to_file(files / "over.gpkg")
    told = run("compose", files / "over.gpkg", "--band", "300:320:400", "-o", files / "out.gpkg")
    assert "4 units with 640 households make 2 grids: 2 in the band" in told
    told = run("subdivide", files / "units.gpkg", files / "over.gpkg", "--households", "homes",
               "-o", files / "out.gpkg")  # fmt: skip
    assert set(gpd.read_file(files / "out.gpkg", layer="grids").parent_code) == {*"ABCD"}


def test_a_band_is_told_as_it_was_written(files):
    told = run(
        "subdivide", files / "units.gpkg", files / "grids.gpkg", "--households", "homes",
        "--band", "90:100:110", "--compounds", "estate", "-o", files / "out.gpkg",
    )  # fmt: skip
    assert "under the band 90:100:110" in told


def test_no_larger_grid_and_no_micro_grid_reaches_over_a_river(files):
    gpd.GeoDataFrame(
        {"code": ["R1"], "kind": ["water"]},
        geometry=[shapely.LineString([(100, -99), (100, 499)])],  # between A and B
        crs="EPSG:3826",
    ).to_file(files / "river.gpkg")
    out = "--barriers", files / "river.gpkg", "-o", files / "out.gpkg"
    told = run("compose", files / "grids.gpkg", "--band", "300:320:400", *out)
    assert "make 2 grids: 0 in the band, 1 over, 1 under" in told
    units = gpd.read_file(files / "units.gpkg")
    units[["geometry"]].dissolve(by=np.where(COLUMN < 4, "W", "E")).reset_index(
        names="code"
    ).to_file(files / "halves.gpkg")
    run("subdivide", files / "units.gpkg", files / "halves.gpkg", "--households", "homes", *out)
    parts = gpd.read_file(files / "out.gpkg", layer="assignment").grid_code
    assert not set(parts[COLUMN < 2]) & set(parts[COLUMN >= 2])


def test_a_unit_in_no_base_grid_is_named(files):
    grids = gpd.read_file(files / "grids.gpkg")
    grids[grids.code != "D"].to_file(files / "three.gpkg")
    told = run("subdivide", files / "units.gpkg", files / "three.gpkg", "--households", "homes",
               "-o", files / "out.gpkg")  # fmt: skip
    assert told.startswith("16 units lie in no base grid, the first is 'U06'")
