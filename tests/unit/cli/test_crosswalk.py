"""The command ``gridgeo crosswalk`` on files, and how it names networks."""

import json
from pathlib import Path

import geopandas as gpd
import pytest
from typer.testing import CliRunner

from gridgeo.cli import app
from gridgeo.cli.crosswalk_sides import read_side_name
from gridgeo.domain.errors import BadInputError
from gridgeo.services.crosswalk_files import Source
from gridgeo.services.crosswalk_networks import Drafted, Published
from tests.support.views import box


def side(name):
    return read_side_name(name, None, None, None, None)


def test_networks_are_named_by_file_code_day_or_plan():
    assert side("a/b.gpkg") == Source(Path("a/b.gpkg"))
    assert side("db:zz") == Published("zz")
    assert side("plan:12") == Drafted(12)
    assert side("db:zz@2026-01-31").as_of.strftime("%Y-%m-%d %H:%M") == "2026-01-31 00:00"
    assert side("db:zz@2026-01-31").as_of.tzinfo is not None


@pytest.mark.parametrize("name", ["plan:twelve", "plan:", "db:zz@tomorrow"])
def test_a_name_that_names_nothing_is_refused(name):
    with pytest.raises(BadInputError, match=name.split("@")[0]):
        side(name)


def test_a_layer_of_what_is_no_file_is_refused():
    with pytest.raises(BadInputError, match="no file"):
        read_side_name("db:zz", "grids", None, None, None)


@pytest.fixture
def files(tmp_path):
    a = [box(0, 0, 100, 100), box(100, 0, 200, 100)]
    b = [box(0, 0, 150, 100), box(150, 0, 200, 100)]
    for name, shapes in (("a", a), ("b", b)):
        codes = [f"{name}{i}" for i in range(2)]
        frame = gpd.GeoDataFrame({"code": codes, "hh": [10, 30]}, geometry=shapes, crs="EPSG:4549")
        frame.to_file(tmp_path / f"{name}.gpkg")
    return [str(tmp_path / "a.gpkg"), str(tmp_path / "b.gpkg")]


def run(*arguments):
    return CliRunner().invoke(app, ["crosswalk", *map(str, arguments)])


def test_all_forms_are_written_in_one_run(files, tmp_path):
    outputs = [tmp_path / f"out{ending}" for ending in (".csv", ".xlsx", ".json", ".gpkg")]
    named = [word for path in outputs for word in ("-o", path)]
    page = tmp_path / "out.html"
    done = run(*files, "--count", "hh", *named, "--html", page)
    assert done.exit_code == 0, done.output
    assert all(path.stat().st_size > 0 for path in (*outputs, page))
    content = json.loads((tmp_path / "out.json").read_text())
    assert (content["households"], content["agreement"]) == (40, 0.625)
    assert "62.5% of them have the same grid" in done.output


def test_a_page_alone_is_written_and_without_any_output_the_sums_are_shown(files, tmp_path):
    page = tmp_path / "out.html"
    assert run(*files, "--html", page).exit_code == 0
    assert page.stat().st_size > 0
    done = run(*files, "--count", "hh")
    assert done.exit_code == 0, done.output
    assert "nothing is written" in done.output


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["-o", "out.txt"], "must end in one of"),
        (["-o", "out.csv", "-o", "out.csv"], "out.csv"),
    ],
)
def test_outputs_that_cannot_be_are_refused_before_the_work(files, tmp_path, arguments, said):
    placed = [tmp_path / one if one.startswith("out") else one for one in arguments]
    done = run(*files, *placed)
    assert isinstance(done.exception, BadInputError)
    assert said in done.exception.message


def test_counts_of_a_network_of_the_database_are_not_fields(tmp_path):
    done = run("db:zz", "plan:1", "--count", "hh", "-o", tmp_path / "out.csv")
    assert isinstance(done.exception, BadInputError)
    assert "not a file" in done.exception.message
