"""A point on a border has one grid, and it is the same one wherever it is asked for.

Corners, places along edges and places beside them are put to PostGIS, to the snapshot (many at
once, one by one, and written as JSON), to the command on the database and on a file, and to the
tiles.
"""

import csv
import json

import geopandas as gpd
import mapbox_vector_tile
import numpy as np
import pytest
import shapely
from typer.testing import CliRunner

from gridgeo.cli import app
from gridgeo.db.session import make_engine, open_session
from gridgeo.services.locate import load_snapshot
from gridgeo.services.serve_tiles import TileServer
from gridgeo.tiles.mercator import EXTENT, HALF_WORLD_M, MAX_ZOOM, project, tile_at
from gridgeo.tiles.paths import units_a_metre
from tests.db.test_locate import RULE
from tests.support.published import add_network, patchwork, publish

pytestmark = pytest.mark.db

SIDE, CORNERS = 6, 150
# Tile units of 2 mm: vertices are rounded, and a line that is straight in degrees bends in metres.
NEAR = 3


@pytest.fixture(scope="module")
def polygons():
    """Grids whose codes are in no order of place: the lowest code is not the first polygon."""
    ground = patchwork(SIDE, seed=3)
    codes = np.random.default_rng(1).permutation(len(ground))
    return {f"{code:03}": one for code, one in zip(codes, ground, strict=True)}


@pytest.fixture(scope="module")
def places(polygons):
    """Corners first, then places along edges, beside corners, and anywhere."""
    rng = np.random.default_rng(2)
    rings = [shapely.get_coordinates(one) for one in polygons.values()]
    corners = rng.permutation(np.unique(np.vstack(rings), axis=0))[:CORNERS]
    starts, ends = (np.vstack([ring[cut] for ring in rings]) for cut in (np.s_[:-1], np.s_[1:]))
    along = (starts + rng.random((len(starts), 1)) * (ends - starts))[:CORNERS]
    beside = corners + rng.normal(0, 1e-7, corners.shape)
    anywhere = rng.uniform((120.89, 24.69), (121.01, 24.81), (100, 2))
    return len(corners), np.vstack([corners, along, beside, anywhere])


@pytest.fixture(scope="module")
def published(module_database_url, polygons):
    engine = make_engine(module_database_url)
    with open_session(engine) as session:
        add_network(session, "zongzhi")
        publish(session, "zongzhi", [{"code": c, "geometry": p} for c, p in polygons.items()])
        snapshot = load_snapshot(session)
    yield engine, snapshot
    engine.dispose()


@pytest.fixture(scope="module")
def by_postgis(published, places):
    x, y = places[1].T.tolist()
    with open_session(published[0]) as session:
        return [row.code for row in session.execute(RULE, {"x": x, "y": y})]


def test_the_snapshot_answers_as_postgis(published, places, by_postgis):
    network = published[1].network("zongzhi")
    rows = network.find(*places[1].T)
    assert [network.table.codes[row] if row >= 0 else None for row in rows] == by_postgis


def test_a_single_question_is_answered_as_postgis(published, places, by_postgis):
    snapshot = published[1]
    for (lon, lat), expected in zip(places[1].tolist(), by_postgis, strict=True):
        [answer] = snapshot.locate(lon, lat)
        [written] = json.loads(snapshot.locate_bytes(lon, lat, None))
        found = None if answer.grid is None else answer.grid.code
        assert (found, (written["grid"] or {}).get("code")) == (expected, expected)


@pytest.mark.parametrize("source", ["database", "file"])
def test_the_command_answers_as_postgis(
    module_database_url, published, polygons, places, by_postgis, source, tmp_path, monkeypatch
):
    monkeypatch.setenv("GRIDGEO_DATABASE_URL", module_database_url)
    points, grids, out = (tmp_path / name for name in ("points.csv", "grids.gpkg", "out.csv"))
    with points.open("w", newline="") as file:
        csv.writer(file).writerows([("lon", "lat"), *places[1].tolist()])
    if source == "file":
        frame = gpd.GeoDataFrame(
            {"code": list(polygons)}, geometry=list(polygons.values()), crs=4326
        )
        frame.to_file(grids)
        given = [str(grids), str(points)]
    else:
        given = [str(points), "--network", "zongzhi"]
    done = CliRunner().invoke(app, ["locate", *given, "-o", str(out)])
    assert done.exit_code == 0, done.output
    with out.open() as file:
        assert [row["grid_code"] or None for row in csv.DictReader(file)] == by_postgis


def test_tiles_show_the_borders_where_postgis_has_them(published, places, by_postgis):
    """At the deepest zoom; on a corner the grids that meet there are drawn to meet there."""
    corners, points = places
    server = TileServer(published[1])
    compared = 0
    for number, ((lon, lat), expected) in enumerate(zip(points.tolist(), by_postgis, strict=True)):
        drawn, point = drawn_at(server, lon, lat)
        if number < corners:
            met = np.floor(shapely.get_coordinates(point) + 0.5)
            covering = sorted(code for code, shape in drawn.items() if has_vertex(shape, met))
        elif any(shape.boundary.distance(point) <= NEAR for shape in drawn.values()):
            continue
        else:
            covering = sorted(code for code, shape in drawn.items() if shape.covers(point))
        assert (covering or [None])[0] == expected
        compared += 1
    assert compared > corners + 100


def has_vertex(shape, place):
    return bool((shapely.get_coordinates(shape) == place).all(axis=1).any())


def drawn_at(server, lon, lat):
    """Give the grids of the tile of a place, and the place, in the tile's units."""
    column, line = tile_at(lon, lat, MAX_ZOOM)
    [(x, y)] = shapely.get_coordinates(project(np.array([shapely.Point(lon, lat)])))
    scale = units_a_metre(MAX_ZOOM)
    point = shapely.Point(
        (x + HALF_WORLD_M) * scale - column * EXTENT, (HALF_WORLD_M - y) * scale - line * EXTENT
    )
    tile = server.tile("zongzhi", MAX_ZOOM, column, line)
    if tile is None:
        return {}, point
    options = {"y_coord_down": True}
    layers = mapbox_vector_tile.decode(tile.encoded("identity"), default_options=options)
    features = layers.get("grids", {"features": []})["features"]
    return {
        feature["properties"]["code"]: shapely.geometry.shape(feature["geometry"])
        for feature in features
    }, point
