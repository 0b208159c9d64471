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

COLUMN = np.arange(32) % 8


def write_plan(folder, grid_of_unit, homes=50, missing=()):
    """Write units, and the grids that some of them make."""
    units = gpd.GeoDataFrame(
        {"code": [f"U{number:02d}" for number in range(32)], "homes": homes},
        geometry=lattice_polygons(8, 4),
        crs="EPSG:3826",
    )
    units.to_file(folder / "units.gpkg")
    kept = units[~units.code.isin(missing)]
    grids = kept[["geometry"]].dissolve(by=np.asarray(grid_of_unit)[kept.index])
    grids.reset_index(names="code").to_file(folder / "grids.gpkg")


@pytest.fixture
def edit(tmp_path):
    def call(action, *options):
        result = CliRunner().invoke(
            app,
            ["edit", action, str(tmp_path / "units.gpkg"), str(tmp_path / "grids.gpkg"),
             "--households", "homes", "-o", str(tmp_path / "out.gpkg"), *options],
        )  # fmt: skip
        if isinstance(result.exception, GridgeoError):
            return {}, result.exception.message
        assert result.exception is None, result.exception
        grids = gpd.read_file(tmp_path / "out.gpkg", layer="grids")
        return dict(zip(grids.code, grids.households, strict=True)), result.output

    return call


def test_split_keeps_the_code_and_names_the_new_grids(edit, tmp_path):
    write_plan(tmp_path, np.where(COLUMN < 4, "A", "B"))
    counts, told = edit("split", "--grid", "A")
    assert counts == {"A": 400, "G001": 400, "B": 800}
    assert "400 households change hands" in told
    assert "A: 400 households, in_band." in told
    assert "B:" not in told


def test_split_into_a_given_number(edit, tmp_path):
    write_plan(tmp_path, np.where(COLUMN < 4, "A", "B"))
    counts, _ = edit("split", "--grid", "A", "--count", "4")
    assert len(counts) == 5


def test_merge_makes_one_grid_with_the_code_of_the_larger(edit, tmp_path):
    write_plan(tmp_path, np.array(["A", "B", "C", "D"])[COLUMN // 2], homes=25)
    counts, told = edit("merge", "--grid", "A", "--grid", "B")
    assert counts == {"A": 400, "C": 200, "D": 200}
    assert "B: gone." in told


def test_merge_divides_anew_what_is_too_large_unless_it_is_plain(edit, tmp_path):
    write_plan(tmp_path, np.array(["A", "A", "B", "B"])[COLUMN // 2], homes=30)
    assert edit("merge", "--grid", "A", "--grid", "B")[0] == {"A": 480, "B": 480}
    assert edit("merge", "--grid", "A", "--grid", "B", "--plain")[0] == {"A": 960}


def test_rebalance_brings_neighbours_into_the_band(edit, tmp_path):
    write_plan(tmp_path, np.where(COLUMN < 1, "A", "B"), homes=25)
    counts, _ = edit("rebalance", "--grid", "A", "--grid", "B")
    assert all(300 <= count <= 500 for count in counts.values())


def test_reassign_gives_units_away_and_refuses_by_code(edit, tmp_path):
    write_plan(tmp_path, np.where(COLUMN < 4, "A", "B"))
    counts, _ = edit("reassign", "--unit", "U04", "--unit", "U12", "--to", "A")
    assert counts == {"A": 900, "B": 700}
    assert edit("reassign", "--unit", "U07", "--to", "A")[1] == "Grid A would fall into 2 parts."
    assert "no unit 'U99'" in edit("reassign", "--unit", "U99", "--to", "A")[1]
    refused = edit("reassign", "--unit", "U04", "--to", "A", "--locked", "B")[1]
    assert refused == "Grid B is locked; unlock it before it is changed."


def test_a_border_is_pushed_to_a_line_or_by_metres(edit, tmp_path):
    write_plan(tmp_path, np.where(COLUMN < 4, "A", "B"))
    line = gpd.GeoDataFrame(geometry=[shapely.LineString([(310, -5), (310, 205)])], crs="EPSG:3826")
    line.to_crs(4326).to_file(tmp_path / "line.geojson")
    pushed = "--grid", "A", "--neighbour", "B"
    assert edit("push-border", *pushed, "--line", str(tmp_path / "line.geojson"))[0] == {
        "A": 1200,
        "B": 400,
    }
    assert edit("push-border", *pushed, "--by-m", "60")[0] == {"A": 1000, "B": 600}
    assert "stays where it is" in edit("push-border", *pushed, "--by-m", "10")[1]
    assert "either --line or --by-m" in edit("push-border", *pushed)[1]
    assert "no units left" in edit("push-border", *pushed, "--by-m", "1000")[1]


def test_a_plan_is_extended_to_units_in_no_grid(edit, tmp_path):
    new = [f"U{number:02d}" for number in range(32) if number % 8 > 3]
    write_plan(tmp_path, np.where(COLUMN < 2, "A", "B"), missing=new)
    assert "16 units lie in no grid, the first is 'U04'" in edit("split", "--grid", "A")[1]
    counts, told = edit("extend")
    assert counts == {"A": 400, "B": 400, "G001": 400, "G002": 400}
    assert "2 new grids; 0 present ones took ground in" in told


def test_grids_stay_inside_their_communities(edit, tmp_path):
    write_plan(tmp_path, np.array(["A", "B", "C", "D"])[COLUMN // 2], homes=25)
    units = gpd.read_file(tmp_path / "units.gpkg").assign(town=np.where(COLUMN < 4, "N", "S"))
    units.to_file(tmp_path / "units.gpkg")
    both = "--grid", "B", "--grid", "C", "--within", "town"
    refused = "Grid B lies in N, grid C in S: grids stay inside one value of the field 'town'."
    assert edit("merge", *both)[1] == refused
    assert edit("rebalance", *both)[1] == refused
    pushed = "--grid", "B", "--neighbour", "C", "--by-m", "60", "--within", "town"
    assert edit("push-border", *pushed)[1] == refused
    assert "would fall into 2 parts" in edit("reassign", "--unit", "U04", "--to", "B", *both[4:])[1]
    assert edit("merge", "--grid", "A", *both[:2], *both[4:])[0] == {"A": 400, "C": 200, "D": 200}


def test_a_grid_that_spans_two_communities_already_may_go_on_there(edit, tmp_path):
    write_plan(tmp_path, np.array(["A", "B", "B", "C"])[COLUMN // 2], homes=25)
    units = gpd.read_file(tmp_path / "units.gpkg").assign(town=np.where(COLUMN < 4, "N", "S"))
    units.to_file(tmp_path / "units.gpkg")
    told = edit("merge", "--grid", "A", "--grid", "C", "--within", "town")[1]
    assert "do not hang together" in told
    assert edit("merge", "--grid", "A", "--grid", "B", "--within", "town", "--plain")[0]["B"] == 600


def test_units_that_stay_together_are_not_parted(edit, tmp_path):
    write_plan(tmp_path, np.where(COLUMN < 4, "A", "B"))
    units = gpd.read_file(tmp_path / "units.gpkg")
    hamlet = np.where(COLUMN < 4, np.where(COLUMN < 1, "H1", "H2"), None)
    units.assign(hamlet=hamlet).to_file(tmp_path / "units.gpkg")
    counts, _ = edit("split", "--grid", "A", "--together", "hamlet")
    assert counts == {"A": 600, "G001": 200, "B": 800}
    assert (
        "2 units; it cannot become 3 grids"
        in edit("split", "--grid", "A", "--count", "3", "--together", "hamlet")[1]
    )


def test_no_grid_grows_over_a_river(edit, tmp_path):
    write_plan(tmp_path, np.where(COLUMN < 4, "A", "B"), homes=12)
    gpd.GeoDataFrame(
        {"code": ["R1"], "kind": ["water"]},
        geometry=[shapely.LineString([(200, -99), (200, 299)])],
        crs="EPSG:3826",
    ).to_file(tmp_path / "river.gpkg")
    river = "--barriers", str(tmp_path / "river.gpkg")
    assert edit("merge", "--grid", "A", "--grid", "B")[0] == {"A": 384}
    assert "do not hang together" in edit("merge", "--grid", "A", "--grid", "B", *river)[1]


def test_grids_that_were_set_apart_stay_so(edit, tmp_path):
    write_plan(tmp_path, np.array(["A", "B", "C", "D"])[COLUMN // 2], homes=25)
    grids = gpd.read_file(tmp_path / "grids.gpkg").assign(
        kind=["base", "base", "dedicated", "base"],
        life=["active", "active", "active", "reserved"],
        name=["", "", "第一小学", ""],
        status=["under", "under", "", ""],
        reason=["", "", "Dedicated to the school S1.", "Reserved: 420 households …"],
        expected_hh=[None, None, None, 420],
        active_from=["", "", "", "2028-01-01"],
    )
    over = grids.iloc[2:3].assign(code="D007", geometry=[shapely.box(10, 10, 90, 190)])
    pd.concat([grids, over]).to_file(tmp_path / "grids.gpkg")
    edit("split", "--grid", "A", "--json", str(tmp_path / "s.json"))
    after = gpd.read_file(tmp_path / "out.gpkg", layer="grids").set_index("code")
    assert sorted(after.index) == ["A", "B", "C", "D", "D007", "G001"]
    assert after.loc["C", ["kind", "name", "status"]].tolist() == ["dedicated", "第一小学", ""]
    assert after.loc["D", ["life", "expected_hh", "active_from"]].tolist() == [
        "reserved",
        420,
        "2028-01-01",
    ]
    assert after.loc["D007", "geometry"].area == pytest.approx(80 * 180)
    assert after.loc["D007", "households"] == 200
    told = json.loads((tmp_path / "s.json").read_text())
    assert (told["set_apart"], told["laid_over"]) == (2, 1)
    assert sorted(miss["code"] for miss in told["misses"]) == ["A", "B", "G001"]


def test_a_new_grid_never_gets_the_code_of_one_without_units(edit, tmp_path):
    write_plan(tmp_path, np.where(COLUMN < 4, "A", "B"))
    grids = gpd.read_file(tmp_path / "grids.gpkg")
    far = grids.iloc[:1].assign(code="Z9", geometry=[shapely.box(9000, 0, 9100, 100)])
    pd.concat([grids, far]).to_file(tmp_path / "grids.gpkg")
    assert edit("split", "--grid", "A")[0] == {"A": 400, "G001": 400, "B": 800}


def test_a_grid_that_is_not_there_is_named(edit, tmp_path):
    write_plan(tmp_path, np.where(COLUMN < 4, "A", "B"))
    assert edit("split", "--grid", "Z")[1] == "There is no grid 'Z' with units."
