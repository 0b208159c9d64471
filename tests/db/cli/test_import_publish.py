"""The commands on a real PostGIS: import, plan, publish and export a town."""

import subprocess
from pathlib import Path

import geopandas as gpd
import pyogrio
import pytest

from tests.support import square_town
from tests.support.commands import Commands

pytestmark = [pytest.mark.db, pytest.mark.slow]


@pytest.fixture
def gridgeo(commands: Commands, database_url: str, tmp_path: Path):
    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        return commands.run(*arguments, folder=tmp_path, GRIDGEO_DATABASE_URL=database_url)

    return run


def write(frame: gpd.GeoDataFrame, path: Path) -> None:
    pyogrio.write_dataframe(frame, path, driver="GPKG" if path.suffix == ".gpkg" else None)


def test_a_town_goes_from_files_to_a_published_network_and_back(gridgeo, tmp_path: Path) -> None:
    write(square_town.areas(2).to_crs("EPSG:4547"), tmp_path / "areas.gpkg")
    write(square_town.units(2), tmp_path / "units.gpkg")
    for kind in ("areas", "units"):
        done = gridgeo("import", kind, f"{kind}.gpkg")
        assert (done.returncode, done.stderr) == (0, ""), done.stderr
    assert "24 inserted" in done.stdout
    assert gridgeo("networks", "add", "zongzhi", "综治").returncode == 0
    assert gridgeo("plan", "--network", "zongzhi", "--effort", "fast").returncode == 0
    published = gridgeo("publish", "1")
    assert "Version 1 of zongzhi" in published.stdout
    assert "6 grids opened, 0 closed" in published.stdout
    again = gridgeo("publish", "1")
    assert (again.returncode, "is published" in again.stderr) == (1, True)
    assert "zongzhi" in gridgeo("networks", "list").stdout
    for name in ("a.gpkg", "a.geojson", "a.shp"):
        assert gridgeo("export", "network", "zongzhi", "-o", name).returncode == 0
        frame = pyogrio.read_dataframe(tmp_path / name)
        assert frame["households"].sum() == 24 * square_town.PER_UNIT
        assert sorted(frame["code"])[0] == square_town.community(0) + "001"
    assert [path for path in tmp_path.iterdir() if path.name.startswith(".")] == []


def test_bad_rows_are_shown_and_written(gridgeo, tmp_path: Path) -> None:
    write(square_town.areas(1), tmp_path / "areas.gpkg")
    write(square_town.units(1).assign(households=-1), tmp_path / "units.gpkg")
    assert gridgeo("import", "areas", "areas.gpkg").returncode == 0
    done = gridgeo("import", "units", "units.gpkg", "--rejected", "bad.csv")
    assert done.returncode == 1
    assert "12 rejected" in done.stdout
    assert "is negative" in done.stdout
    lines = (tmp_path / "bad.csv").read_text(encoding="utf-8-sig").splitlines()
    assert lines[0].endswith(
        "wkt,gridgeo_row,gridgeo_column,gridgeo_value,gridgeo_reason,gridgeo_advice,"
        "gridgeo_reason_zh,gridgeo_advice_zh"
    )
    assert len(lines) == 13


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("import", "areas", "none.gpkg"), "There is no file 'none.gpkg'"),
        (("import", "dogs", "none.gpkg"), "There is no kind of data 'dogs'"),
        (("import", "network", "none.gpkg"), "needs --network CODE"),
        (("import", "units", "none.gpkg", "--network", "zongzhi"), "must not have it"),
        (("publish", "7"), "There is no plan 7"),
        (("networks", "add", "Big", "x"), "'Big' is no network code"),
        (("export", "network", "none", "-o", "a.gpkg"), "There is no network 'none'"),
        (("export", "network", "none", "-o", "a.doc"), "must end in one of"),
        (("export", "plan", "-o", "a.gpkg"), "there are: network, areas"),
    ],
)
def test_what_cannot_be_done_is_one_sentence(gridgeo, arguments, sentence: str) -> None:
    done = gridgeo(*arguments)
    assert done.returncode == 2
    assert sentence in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1
