"""``gridgeo export network``: every format, in the coordinate system and the encoding asked for."""

from pathlib import Path

import geopandas as gpd
import pyogrio
import pytest
from sqlalchemy import text
from typer.testing import CliRunner

from gridgeo.cli import app
from gridgeo.config import get_settings
from gridgeo.services.import_network import import_network
from tests.support import square_town

pytestmark = pytest.mark.db
CODE = square_town.NETWORK.code


@pytest.fixture
def town(session):
    square_town.build(session, 1, present=True)
    session.commit()
    return session


@pytest.fixture
def export(town, tmp_path, database_url, monkeypatch):
    monkeypatch.setenv("GRIDGEO_DATABASE_URL", database_url)
    get_settings.cache_clear()

    def run(name: str, *options: str) -> Path:
        path = tmp_path / name
        done = CliRunner().invoke(app, ["export", "network", CODE, "-o", str(path), *options])
        assert done.exception is None, done.exception
        assert f"grids of {CODE} are in" in done.output
        return path

    yield run
    get_settings.cache_clear()


@pytest.mark.parametrize(
    ("name", "crs", "encoding"),
    [
        ("a.gpkg", "EPSG:4547", "utf-8"),
        ("a.gpkg", "EPSG:4490", "utf-8"),
        ("a.shp", "EPSG:4547", "gbk"),
        ("a.shp", "EPSG:4490", "utf-8"),
        ("a.geojson", "EPSG:4326", "utf-8"),
        ("a.kml", "EPSG:4326", "utf-8"),
        ("a.fgb", "EPSG:3857", "utf-8"),
        ("a.parquet", "EPSG:4527", "utf-8"),
    ],
)
def test_a_file_is_in_the_system_asked_for(export, name, crs, encoding):
    path = export(name, "--crs", crs, "--encoding", encoding)
    read = gpd.read_parquet if name.endswith("parquet") else pyogrio.read_dataframe
    frame = read(path)
    expected = square_town.strips(1).sort_values("code")
    assert sorted(frame["code"]) == expected["code"].tolist()
    assert frame.crs.to_epsg() == int(crs[5:])
    assert frame.to_crs(4326).total_bounds == pytest.approx(expected.total_bounds, abs=1e-6)
    if name.endswith("shp"):
        assert path.with_suffix(".cpg").read_text().strip().lower().replace("-", "") in (
            ("gbk", "936", "cp936") if encoding == "gbk" else ("utf8",)
        )


def test_a_version_is_written_as_it_was(town, export):
    before = dict(pyogrio.read_dataframe(export("now.gpkg"))[["code", "name"]].to_numpy())
    town.execute(text("SELECT pg_sleep(0.01)"))
    import_network(town, square_town.NETWORK, square_town.strips(1).assign(name="新名"))
    town.commit()
    for version, names in ((1, before), (2, dict.fromkeys(before, "新名"))):
        path = export(f"{version}.gpkg", "--version", str(version))
        assert dict(pyogrio.read_dataframe(path)[["code", "name"]].to_numpy()) == names


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (["--version", "1", "--as-of", "2026-01-01"], "exclude each other"),
        (["--version", "9"], "no version 9"),
        (["--crs", "EPSG:1"], "EPSG:1"),
    ],
)
def test_what_does_not_fit_is_one_sentence(town, export, tmp_path, options, sentence):
    path = tmp_path / "a.gpkg"
    done = CliRunner().invoke(app, ["export", "network", CODE, "-o", str(path), *options])
    assert sentence in done.exception.message
    assert not path.exists()
