"""What ``gridgeo plan`` refuses, and how it says so."""

from functools import partial

import geopandas as gpd
import numpy as np
import pytest
import shapely
from typer.testing import CliRunner

from gridgeo.cli import app
from tests.support.plan_command import COLUMN, ROW, plan_units, units, write


@pytest.fixture
def plan(tmp_path):
    return partial(plan_units, tmp_path)


@pytest.mark.parametrize(
    ("options", "word"),
    [
        (["--locked", "A"], "give the present grids with --existing"),
        (["--pinned", "U01"], "give the present grids with --existing"),
        (["--rural-band", "1:2:3"], "both --rural-band and --setting"),
        (["--setting", "code", "--rural-band", "1:2:3"], "has to be urban or rural"),
        (["--workload", "households"], "write name=number"),
        (["--workload", "cars=1"], "with one of: events, hectares"),
        (["--workload", "shops=1"], "have no such count"),
        (["--count", "cars=homes"], "no count"),
        (["--dedicated", "hotel"], "a file of places"),
        (["--planned", "homes"], "Reserved grids need"),
        (["--together", "hamlets"], "no field 'hamlets'"),
        (["--workload", "shops=1,shops=2"], "'shops' has two weights"),
        (["--count", "shops=homes", "--count", "shops=code"], "'shops' is counted by two fields"),
        (["--keep", "0.3"], "--keep needs --existing beside it"),
        (["--existing-layer", "x"], "--existing-layer needs --existing beside it"),
        (["--occupancy", "0.3"], "--occupancy needs --planned beside it"),
        (["--dedicated-mode", "overlay"], "--dedicated-mode needs --places beside it"),
        (["--dedicated-counts"], "--dedicated-counts needs --places beside it"),
        (["--barriers", "units.gpkg"], "no field that looks like 'kind', which barriers need"),
    ],
)
def test_options_that_cannot_be_meant_are_refused(plan, options, word):
    assert word in plan(units(), *options)[2]


@pytest.mark.parametrize(
    ("ready", "occupancy", "word"),
    [
        (
            "31.02.2027",
            "0.6",
            "'U00' has planned households, but '31.02.2027' in the field 'ready'",
        ),
        (None, "0.6", "'U00' has planned households, but nothing in the field 'ready'"),
        ("2027-06-01", "1.5", "a share from 0 to 1, as in 0.6, not '1.5'"),
        ("2027-06-01", "nan", "a share from 0 to 1, as in 0.6, not 'nan'"),
        ("2027-06-01", "share", "'U00' has planned households, but '70' in the field 'share'"),
        ("2027-06-01", "lived", "no field 'lived'"),
    ],
)
def test_homes_that_cannot_be_reckoned_are_named(plan, ready, occupancy, word):
    first = np.arange(48) == 0
    frame = units(
        planned=np.where(first, 100.0, np.nan), ready=np.where(first, ready, None), share=70
    )
    homes = "--planned", "planned", "--ready", "ready", "--reserve-on", "2030-01-01"
    assert word in plan(frame, *homes, "--occupancy", occupancy)[2]


def test_of_several_layers_the_one_with_barriers_is_read(plan, tmp_path):
    roads = gpd.GeoDataFrame(
        {"code": ["A"], "kind": ["road"]},
        geometry=[shapely.LineString([(0, 100), (400, 100)])],
        crs="EPSG:3826",
    )
    path = tmp_path / "town.gpkg"
    units().to_file(path, layer="houses")
    roads.to_file(path, layer="lines")
    told = plan(units(), "--barriers", str(path))[2]
    assert told.startswith("'town.gpkg' has neither one layer alone nor one called 'barriers'")
    roads.to_file(path, layer="barriers")
    assert plan(units(), "--barriers", str(path))[0] is not None


def test_what_a_network_says_itself_is_not_asked_of_it():
    for option in ("--band", "--within", "--households", "--output", "--workload"):
        told = CliRunner().invoke(app, ["plan", "--network", "zongzhi", option, "1:2:3"]).exception
        assert told.message.startswith(f"{option} is for files; the network says its standard")


def test_pins_that_cannot_hold_are_named(plan, tmp_path):
    existing = write(tmp_path / "present.gpkg", np.where(ROW < 5, "LOW", None))
    told = plan(units(), "--existing", existing, "--pinned", "U47")[2]
    assert told.startswith("The unit 'U47' lies in no present grid")
    existing = write(tmp_path / "halves.gpkg", np.where(COLUMN < 4, "WEST", "EAST"))
    pins = "--pinned", "U00", "--pinned", "U07", "--together", "hamlet"
    told = plan(units(hamlet="one"), "--existing", existing, *pins)[2]
    assert "pinned to two present grids, 'EAST' and 'WEST'" in told


def test_a_locked_grid_or_pinned_unit_that_is_not_there_is_named(plan, tmp_path):
    existing = write(tmp_path / "present.gpkg", np.array([f"S{row}" for row in ROW]))
    assert "'A' to lock" in plan(units(), "--existing", existing, "--locked", "A")[2]
    assert "'U99' to pin" in plan(units(), "--existing", existing, "--pinned", "U99")[2]
