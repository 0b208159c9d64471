"""A network's tiles in one file, read back with sqlite and decoded."""

import gzip
import json
import sqlite3
from contextlib import closing

import mapbox_vector_tile
import pytest
from pmtiles.reader import MmapSource, Reader, all_tiles
from pmtiles.tile import Compression, TileType
from sqlalchemy import text
from typer.testing import CliRunner

from gridgeo.cli import app
from gridgeo.config import get_settings
from gridgeo.domain.errors import BadInputError, NotFoundError, UnavailableError
from gridgeo.services.export_tiles import export_tiles
from gridgeo.services.import_network import import_network
from gridgeo.services.locate import load_snapshot
from gridgeo.services.serve_tiles import TileServer
from gridgeo.tiles.mercator import tile_at
from tests.support import square_town

pytestmark = pytest.mark.db
CODE = square_town.NETWORK.code


@pytest.fixture
def town(session):
    square_town.build(session, 1, present=True)
    session.commit()
    return session


def read(path, statement):
    with closing(sqlite3.connect(path)) as file:
        return file.execute(statement).fetchall()


def test_the_file_holds_the_tiles_that_the_server_gives(town, tmp_path):
    path = tmp_path / "town.mbtiles"
    count = export_tiles(town, CODE, path, zooms=(12, 16))
    rows = read(path, "SELECT zoom_level, tile_column, tile_row, tile_data FROM tiles")
    server = TileServer(load_snapshot(town))
    assert len(rows) == count > 5
    for z, x, row, body in rows:
        assert body == server.tile(CODE, z, x, (1 << z) - 1 - row).body
    codes = {
        feature["properties"]["code"]
        for z, *_place, body in rows
        if z == 16
        for feature in mapbox_vector_tile.decode(gzip.decompress(body))["grids"]["features"]
    }
    assert codes == set(square_town.strips(1)["code"])
    assert [path.name for path in tmp_path.iterdir()] == ["town.mbtiles"]


def test_the_file_says_what_it_holds(town, tmp_path):
    path = tmp_path / "town.mbtiles"
    export_tiles(town, CODE, path, zooms=(14, 14))
    facts = dict(read(path, "SELECT name, value FROM metadata"))
    assert (facts["format"], facts["minzoom"], facts["maxzoom"]) == ("pbf", "14", "14")
    assert [float(side) for side in facts["bounds"].split(",")] == pytest.approx(
        square_town.strips(1).total_bounds.tolist()
    )
    layers = json.loads(facts["json"])["vector_layers"]
    assert [layer["id"] for layer in layers] == ["grids", "grid_labels"]


def test_a_pmtiles_file_holds_the_same_tiles_in_the_order_of_the_format(town, tmp_path):
    path = tmp_path / "town.pmtiles"
    count = export_tiles(town, CODE, path, zooms=(12, 16))
    server = TileServer(load_snapshot(town))
    with path.open("rb") as file:
        source = MmapSource(file)
        reader = Reader(source)
        header, facts = reader.header(), reader.metadata()
        tiles = dict(all_tiles(source))
        assert len(tiles) == count > 5
        for place, body in tiles.items():
            assert body == server.tile(CODE, *place).body == reader.get(*place)
        assert reader.get(16, 0, 0) is None
    assert header["clustered"]
    assert (header["min_zoom"], header["max_zoom"]) == (12, 16)
    assert (header["tile_type"], header["tile_compression"]) == (TileType.MVT, Compression.GZIP)
    west, south, east, north = square_town.strips(1).total_bounds * 1e7
    assert (header["min_lon_e7"], header["max_lat_e7"]) == (round(west), round(north))
    assert (header["max_lon_e7"], header["min_lat_e7"]) == (round(east), round(south))
    assert facts["name"] == "综治"
    assert [layer["id"] for layer in facts["vector_layers"]] == ["grids", "grid_labels"]


def test_a_version_is_written_as_it_was(town, tmp_path):
    before = TileServer(load_snapshot(town))
    town.execute(text("SELECT pg_sleep(0.01)"))
    import_network(town, square_town.NETWORK, square_town.strips(1).assign(name="新名"))
    town.commit()
    paths = {number: tmp_path / f"{number}.mbtiles" for number in (1, 2)}
    for number, path in paths.items():
        export_tiles(town, CODE, path, zooms=(16, 16), version=number)
    bodies = {n: read(p, "SELECT tile_data FROM tiles") for n, p in paths.items()}
    assert bodies[1] != bodies[2]
    assert "新名".encode() in gzip.decompress(bodies[2][0][0])
    place = tile_at(*square_town.strips(1).geometry[0].centroid.coords[0], 16)
    assert (before.tile(CODE, 16, *place).body,) in bodies[1]
    with pytest.raises(NotFoundError, match="no version 3"):
        export_tiles(town, CODE, paths[1], version=3)


def test_what_cannot_be_written_is_refused_and_leaves_the_old_file(town, tmp_path):
    old = tmp_path / "town.mbtiles"
    old.write_text("old")
    with pytest.raises(BadInputError, match=r"must end in \.pmtiles or"):
        export_tiles(town, CODE, tmp_path / "town.zip")
    with pytest.raises(BadInputError, match="zooms 9 to 8"):
        export_tiles(town, CODE, old, zooms=(9, 8))
    with pytest.raises(NotFoundError, match="zongzi"):
        export_tiles(town, "zongzi", old)
    with pytest.raises(UnavailableError, match="cannot be written"):
        export_tiles(town, CODE, tmp_path / "none" / "town.mbtiles")
    assert old.read_text() == "old"


def test_the_command_writes_the_file(town, tmp_path, database_url, monkeypatch):
    monkeypatch.setenv("GRIDGEO_DATABASE_URL", database_url)
    get_settings.cache_clear()
    try:
        path = tmp_path / "town.mbtiles"
        result = CliRunner().invoke(
            app, ["tiles", "export", CODE, "-o", str(path), "--min-zoom", "15"]
        )
    finally:
        get_settings.cache_clear()
    assert result.exception is None, result.exception
    [(count,)] = read(path, "SELECT count(*) FROM tiles")
    assert f"{count} tiles of {CODE} are in" in result.output
