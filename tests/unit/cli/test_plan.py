import json
import warnings
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from typer.testing import CliRunner

from gridgeo.cli import app
from gridgeo.domain.errors import GridgeoError
from tests.support.maps import lattice_polygons

BOW_TIE = shapely.from_wkt("POLYGON ((0 0, 50 50, 50 0, 0 50, 0 0))")
HSINCHU = Path(__file__).parents[3] / "../shared/data/hsinchu/hsinchu.gpkg"


def units(**changes):
    frame = gpd.GeoDataFrame(
        {
            "code": [f"U{number:02d}" for number in range(24)],
            "homes": [50] * 24,
            "town": ["A"] * 12 + ["B"] * 12,
        },
        geometry=lattice_polygons(6, 4),
        crs="EPSG:3826",
    )
    return frame.assign(**changes) if changes else frame


@pytest.fixture
def run(tmp_path):
    def call(frame, *options, name="units.gpkg"):
        source = tmp_path / name
        if frame is not None:
            with warnings.catch_warnings():
                warnings.filterwarnings("ignore", "'crs' was not provided")  # one case has none
                frame.to_file(source, layer="units")
        arguments = ["plan", str(source), "--households", "homes", *options]
        if "-o" not in options:
            arguments += ["-o", str(tmp_path / "out.gpkg")]
        result = CliRunner().invoke(app, arguments)
        if isinstance(result.exception, GridgeoError):
            assert list(tmp_path.glob("out*")) == []
            return result.exception.exit_status, result.exception.message
        assert result.exception is None, result.exception
        return result.exit_code, result.output

    return call


def test_a_file_is_planned_into_three_layers_and_a_summary(run, tmp_path):
    summary = tmp_path / "s.json"
    status, told = run(units(), "--within", "town", "--json", str(summary), "--seed", "5")
    assert status == 0
    assert "24 units with 1,200 households make 4 grids" in told
    grids = gpd.read_file(tmp_path / "out.gpkg", layer="grids")
    assignment = gpd.read_file(tmp_path / "out.gpkg", layer="assignment")
    findings = gpd.read_file(tmp_path / "out.gpkg", layer="findings")
    assert list(grids.columns) == [
        "id", "code", "households", "units", "area_m2", "polsby_popper", "status", "reason",
        "kind", "life", "name", "expected_hh", "active_from", "geometry",
    ]  # fmt: skip
    assert grids.households.tolist() == [300] * 4
    assert grids.code.tolist() == ["A-001", "A-002", "B-001", "B-002"]
    assert assignment.unit_id.tolist() == units().code.tolist()
    assert set(assignment.grid_id) == set(grids.id)
    assert len(findings) == 0
    assert grids.crs == units().crs
    assert shapely.area(grids.geometry).sum() == pytest.approx(24 * 2500)
    content = json.loads(summary.read_text())
    assert list(content) == [
        "units", "households", "grids", "in_band", "over", "under", "explained", "contiguous",
        "mean_polsby_popper", "seconds", "seed", "set_apart", "laid_over", "notes",
        "misses", "communities", "disruption", "each_grid",
    ]  # fmt: skip
    assert (content["grids"], content["in_band"], content["contiguous"]) == (4, 4, 4)
    assert content["seed"] == 5


def test_what_misses_the_band_is_reported_with_its_reason(run, tmp_path):
    homes = [50] * 24
    homes[7] = 700
    run(units(homes=homes))
    grids = gpd.read_file(tmp_path / "out.gpkg", layer="grids")
    over = grids[grids.status == "over"]
    assert over.units.tolist() == [1]
    assert "U07 alone has 700 households" in over.reason.iloc[0]
    findings = gpd.read_file(tmp_path / "out.gpkg", layer="findings")
    assert over.code.iloc[0] in findings.codes.tolist()


def test_present_grids_keep_their_codes_and_changes_are_told(run, tmp_path):
    present = units().dissolve(by=np.arange(24) % 6 > 1).reset_index(drop=True)
    present["code"] = ["WEST", "EAST"]
    present[["code", "geometry"]].to_file(tmp_path / "present.gpkg")
    status, told = run(units(), "--existing", str(tmp_path / "present.gpkg"))
    assert status == 0
    assert "300 households change hands; 1 present grids stay as they are" in told
    grids = gpd.read_file(tmp_path / "out.gpkg", layer="grids")
    assert sorted(set(grids.code)) == ["EAST", "G001", "WEST"]
    assignment = gpd.read_file(tmp_path / "out.gpkg", layer="assignment")
    assert set(assignment.present_code) == {"WEST", "EAST"}


def test_the_same_seed_gives_the_same_file_whatever_the_workers(run, tmp_path):
    run(units(), "--within", "town", "-j", "1")
    one = gpd.read_file(tmp_path / "out.gpkg", layer="assignment")
    run(units(), "--within", "town", "-j", "2")
    pd.testing.assert_frame_equal(one, gpd.read_file(tmp_path / "out.gpkg", layer="assignment"))


@pytest.mark.parametrize(
    ("frame", "options", "sentence"),
    [
        (None, [], "There is no file"),
        (units(), ["--layer", "unit"], "did you mean 'units'"),
        (units(), ["--households", "home"], "did you mean 'homes'"),
        (units(), ["--id", "kode"], "did you mean 'code'"),
        (units(), ["--within", "twon"], "did you mean 'town'"),
        (units(homes=[-1] + [50] * 23), [], "'U00' (row 1) has '-1'"),
        (units(homes=["many"] + ["50"] * 23), [], "'U00' (row 1) has 'many'"),
        (units(homes=[50.5] + [50] * 23), [], "has '50.5'"),
        (units(homes=[None] + [50] * 23), [], "a count is a whole number"),
        (units(code=["U01"] * 24), [], "codes more than once, the first is 'U01'"),
        (units(code=[None, " "] + ["U01"] * 22), [], "2 rows without a code, the first is row 1"),
        (units(homes=[2e9] + [50] * 23), [], "a count is a whole number from 0 to"),
        (units().set_crs("EPSG:4326", allow_override=True), [], "not longitude and latitude"),
        (units(), ["--crs", "nonsense"], "'nonsense' is no coordinate system"),
        (units(town=[None] + ["A"] * 23), ["--within", "town"], "'U00' has no value"),
        (units(town=["A", " "] * 12), ["--within", "town"], "'U01' has no value"),
        (units(), ["--band", "500:300"], "must rise"),
        (units(), ["--effort", "hard"], "is no effort"),
        (units(), ["--existing", "absent.gpkg"], "There is no file 'absent.gpkg'"),
        (units(), ["-o", "/absent/out.gpkg"], "There is no folder"),
        (units().set_crs(None, allow_override=True), [], "--crs"),
    ],
)
def test_bad_input_is_one_sentence_and_status_two(run, frame, options, sentence):
    status, told = run(frame, *options)
    assert status == 2
    assert sentence in told
    assert "\n" not in told


def test_overlapping_polygons_are_refused_by_name(run):
    frame = units()
    frame.loc[3, "geometry"] = shapely.buffer(frame.geometry[3], 5)
    status, told = run(frame)
    assert status == 2
    assert "overlap" in told
    assert "'U03'" in told


def test_units_that_touch_no_other_are_told(run, tmp_path):
    frame = units(geometry=units().scale(0.9, 0.9))
    status, told = run(frame)
    assert status == 0
    assert "24 units share no border with any other, the first is 'U00'" in told
    findings = gpd.read_file(tmp_path / "out.gpkg", layer="findings")
    assert (findings.rule == "alone").sum() == 24
    assert "share no border" not in run(units())[1]


def test_invalid_polygons_are_named_and_repaired_only_when_asked(run, tmp_path):
    frame = units()
    frame.loc[23, "geometry"] = shapely.Polygon(
        [(250, 150), (300, 150), (300, 200), (300, 230), (300, 200), (250, 200)]
    )
    status, told = run(frame)
    assert status == 2
    assert "'U23'" in told
    assert "--repair" in told
    status, _ = run(frame, "--repair")
    assert status == 0
    findings = gpd.read_file(tmp_path / "out.gpkg", layer="findings")
    assert findings[findings.rule == "invalid"].codes.tolist() == ["U23"]


def test_without_a_file_or_a_network_the_command_says_what_it_needs():
    result = CliRunner().invoke(app, ["plan"])
    assert isinstance(result.exception, GridgeoError)
    assert "--network" in result.exception.message


@pytest.mark.parametrize("within", ["town_id", "code2"])
def test_real_small_areas_are_planned_whole(tmp_path, within):
    if not HSINCHU.exists():
        pytest.skip(f"no data at {HSINCHU}")
    out, summary = tmp_path / "out.gpkg", tmp_path / "s.json"
    result = CliRunner().invoke(
        app,
        ["plan", str(HSINCHU), "--layer", "areas", "--households", "households", "--id", "code",
         "--within", within, "-o", str(out), "--json", str(summary), "--effort", "fast"],
    )  # fmt: skip
    assert result.exit_code == 0, result.output
    content = json.loads(summary.read_text())
    assert content["units"] == 2217
    assert content["households"] == 161_151
    assert content["contiguous"] == content["grids"]
    assert content["over"] == 8
    assert content["explained"] == content["over"] + content["under"]
    assert content["under"] == (0 if within == "town_id" else 9)
    grids = gpd.read_file(out, layer="grids")
    assert grids.households.sum() == 161_151
    assert grids.geometry.is_valid.all()
    assert (grids[grids.status == "over"].units == 1).all()
    measured = grids.geometry.to_crs(3826)
    compactness = 4 * np.pi * measured.area / measured.length**2
    assert compactness.mean() == pytest.approx(content["mean_polsby_popper"], abs=0.002)


@pytest.mark.parametrize(
    ("present", "sentence"),
    [
        (units(code=["P"] * 24), "codes more than once, the first is 'P'"),
        (units(code=[None, *units().code[1:]]), "1 rows without a code, the first is row 1"),
        (units(geometry=units().translate(1e5)), "No grid of 'present' meets a unit"),
        (units().set_crs("EPSG:4326", allow_override=True), "not longitude"),
        (
            units(geometry=[BOW_TIE, *units().geometry[1:]]),
            "1 invalid polygons, the first is 'U00'; mend them with gridgeo fix",
        ),
    ],
)
def test_present_grids_that_cannot_be_told_apart_are_refused(run, tmp_path, present, sentence):
    path = tmp_path / "present.gpkg"
    present.to_file(path)
    status, told = run(units(), "--existing", str(path))
    assert status == 2
    assert sentence in told


ENDLESS = shapely.Polygon([(0, 0), (float("inf"), 50), (50, 0)])
FLAT = shapely.Polygon([(0, 0), (50, 0), (0, 0)])


@pytest.mark.parametrize("shape", [ENDLESS, FLAT])
def test_a_polygon_of_which_repair_leaves_nothing_is_named(run, shape):
    frame = units(geometry=[shape, *units().geometry[1:]])
    status, told = run(frame, "--repair")
    assert status == 2
    assert "1 units have no ground that can be used, the first is 'U00'" in told


def test_a_unit_that_lies_nowhere_on_the_globe_is_named(run):
    shapes = units().translate(250000, 2740000).to_crs("EPSG:4326").tolist()
    frame = units().set_crs("EPSG:4326", allow_override=True)
    frame = frame.set_geometry([shapely.box(500, 95, 501, 96), *shapes[1:]], crs="EPSG:4326")
    status, told = run(frame)
    assert status == 2
    assert "'U00'" in told


def test_the_answer_of_one_plan_is_the_present_of_the_next(run, tmp_path):
    run(units(), "-o", str(tmp_path / "first.gpkg"))
    status, told = run(units(), "--existing", str(tmp_path / "first.gpkg"))
    assert status == 0
    assert "0 households change hands" in told
