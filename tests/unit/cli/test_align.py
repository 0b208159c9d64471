import geopandas as gpd
import pytest
import shapely
from typer.testing import CliRunner

from gridgeo.cli import app


@pytest.fixture
def files(tmp_path):
    boxes = {
        "a": [
            shapely.box(116.300, 39.9, 116.304, 39.904),
            shapely.box(116.304, 39.9, 116.308, 39.904),
        ],
        "b": [
            shapely.box(116.300, 39.9, 116.305, 39.904),
            shapely.box(116.305, 39.9, 116.308, 39.904),
        ],
    }
    for name, shapes in boxes.items():
        rows = {"code": [f"{name}1", f"{name}2"], "hh": [300, 200]}
        gpd.GeoDataFrame(rows, geometry=shapes, crs=4326).to_file(tmp_path / f"{name}.gpkg")
    return tmp_path


def run(files, *options):
    names = [str(files / "a.gpkg"), str(files / "b.gpkg")]
    return CliRunner().invoke(app, ["align", *names, *map(str, options)])


def test_a_dry_run_shows_proposals_and_writes_nothing(files):
    before = sorted(files.iterdir())
    result = run(files, "--relation", "same", "--count", "hh")
    assert result.exit_code == 0, result.output
    assert "60 of 500 households change hands" in " ".join(result.output.split())
    assert "调整" in result.output
    assert "Nothing is written yet" in result.output
    assert sorted(files.iterdir()) == before


def test_every_output_is_written(files):
    outputs = {"-o": "o.gpkg", "--excel": "o.xlsx", "--csv": "o.csv", "--json": "o.json"}
    options = [part for option, name in outputs.items() for part in (option, files / name)]
    result = run(files, "--relation", "whole", "--count", "hh", *options)
    assert result.exit_code == 0, result.output
    assert "Nothing is written" not in result.output
    assert all((files / name).is_file() for name in outputs.values())


def test_what_is_left_to_do_ends_with_status_1(files):
    result = run(files, "--relation", "whole", "--leave", "b1")
    assert result.exit_code == 1
    assert "still break the relation, the first is a2" in " ".join(result.output.split())


def test_an_output_must_not_be_an_input(files):
    result = run(files, "--relation", "whole", "-o", files / "b.gpkg")
    assert result.exit_code != 0
    assert "read by this command" in str(result.exception)
