"""Tiles from memory hold what ``ST_AsMVT`` makes of the same grids in PostGIS."""

import gzip

import mapbox_vector_tile
import pytest
import shapely

from gridgeo.services.locate import load_snapshot
from gridgeo.services.serve_tiles import TileServer
from gridgeo.tiles.levels import TOLERANCE_UNITS
from gridgeo.tiles.mercator import EXTENT, tile_at
from tests.benchmarks.tile_peers import AS_MVT
from tests.support.published import add_network, patchwork, publish

pytestmark = pytest.mark.db

SIDE = 9
VISIBLE = shapely.box(0, 0, EXTENT, EXTENT)


@pytest.fixture
def town(session):
    add_network(session, "zongzhi")
    grids = [
        {"code": f"G{number:02}", "geometry": polygon, "households": 300 + number}
        for number, polygon in enumerate(patchwork(SIDE, seed=5))
    ]
    publish(session, "zongzhi", grids)
    return session


def grids_of(body):
    """Give attributes and visible ground of the grids by code."""
    layer = mapbox_vector_tile.decode(body).get("grids", {"features": []})
    found = {}
    for feature in layer["features"]:
        ground = shapely.make_valid(shapely.geometry.shape(feature["geometry"]))
        seen = shapely.intersection(ground, VISIBLE)
        if seen.area > 0:
            found[feature["properties"]["code"]] = feature["properties"], seen
    return found


@pytest.mark.parametrize("z", [10, 12, 13, 15, 16, 18])
def test_areas_lie_within_a_unit_and_labels_are_identical(town, z):
    server = TileServer(load_snapshot(town))
    allowed = 1.0 if z >= 15 else 1.0 + 1.5 * TOLERANCE_UNITS  # below 15 borders are simplified
    compared = 0
    for lon, lat in ((120.93, 24.73), (120.95, 24.75), (120.971, 24.764), (120.901, 24.701)):
        x, y = tile_at(lon, lat, z)
        ours = grids_of(gzip.decompress(server.tile("zongzhi", z, x, y).body))
        theirs = grids_of(bytes(town.scalar(AS_MVT, {"z": z, "x": x, "y": y})))
        for code in ours.keys() ^ theirs.keys():  # a sliver at the tile's very edge
            assert (ours | theirs)[code][1].area <= allowed * EXTENT
        for code in ours.keys() & theirs.keys():
            attributes, ground = ours[code]
            expected, reference = theirs[code]
            assert {name: attributes[name] for name in expected} == expected
            if z < 13:
                continue  # so small a grid is a few units in all
            inner = shapely.intersection(ground.boundary, shapely.box(2, 2, 4094, 4094))
            corners = shapely.points(shapely.get_coordinates(inner))
            away = shapely.distance(corners, reference.boundary)
            assert away.max(initial=0) <= allowed * 2**0.5  # a unit in x and in y
            compared += 1
    assert compared >= (0 if z < 13 else 2)


@pytest.mark.parametrize("z", [12, 14, 16])
def test_a_label_stands_inside_its_grid(town, z):
    server = TileServer(load_snapshot(town))
    seen = 0
    for lon, lat in ((120.93, 24.73), (120.95, 24.75), (120.971, 24.764)):
        tile = server.tile("zongzhi", z, *tile_at(lon, lat, z))
        layers = mapbox_vector_tile.decode(gzip.decompress(tile.body))
        ground = {
            feature["properties"]["code"]: shapely.geometry.shape(feature["geometry"])
            for feature in layers["grids"]["features"]
        }
        for label in layers.get("grid_labels", {"features": []})["features"]:
            point = shapely.geometry.shape(label["geometry"])
            assert ground[label["properties"]["code"]].contains(point)
            seen += 1
    assert seen > 0
