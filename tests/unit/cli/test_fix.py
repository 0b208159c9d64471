import geopandas as gpd
import pytest
import shapely
from openpyxl import load_workbook
from typer.testing import CliRunner

from gridgeo.cli import app


@pytest.fixture
def faulty(tmp_path):
    shapes = [
        shapely.box(116.300, 39.9, 116.305, 39.904),
        shapely.box(116.304, 39.9, 116.308, 39.904),
    ]
    path = tmp_path / "faulty.gpkg"
    gpd.GeoDataFrame({"code": ["A", "B"]}, geometry=shapes, crs=4326).to_file(path)
    return path


def run(*options):
    return CliRunner().invoke(app, ["fix", *map(str, options)])


def test_looking_shows_the_changes_and_writes_nothing(faulty):
    result = run(faulty)
    assert result.exit_code == 0, result.output
    assert "faulty: 2 changes, 2 grids redrawn" in result.output
    assert "nothing written yet" in " ".join(result.output.split())
    assert list(faulty.parent.iterdir()) == [faulty]


def test_every_output_is_written(faulty, tmp_path):
    outputs = {"-o": "fixed.gpkg", "--excel": "changes.xlsx", "--json": "changes.json"}
    options = [part for option, name in outputs.items() for part in (option, tmp_path / name)]
    result = run(faulty, *options)
    assert result.exit_code == 0, result.output
    assert all((tmp_path / name).is_file() for name in outputs.values())
    assert load_workbook(tmp_path / "changes.xlsx")["变更清单"]["A2"].value == "重叠"


def test_a_workbook_must_be_named_as_one(faulty, tmp_path):
    result = run(faulty, "--excel", tmp_path / "changes.csv")
    assert result.exit_code != 0
    assert "end in .xlsx" in str(result.exception)
    assert list(faulty.parent.iterdir()) == [faulty]
