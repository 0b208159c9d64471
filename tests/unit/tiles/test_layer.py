import gzip

import mapbox_vector_tile
import numpy as np
import pytest
import shapely

from gridgeo.domain.errors import NotFoundError
from gridgeo.tiles.layer import Layer, zoom_for_pixels
from gridgeo.tiles.mercator import BUFFER, EXTENT, corner, tile_at, units_per_metre
from gridgeo.tiles.shapes import LINE, POINT, POLYGON
from gridgeo.tiles.tileset import Tileset
from tests.support.published import patchwork

WEST, SOUTH = 120.9, 24.7
MIDDLE = tile_at(120.95, 24.75, 14)


def decode(layer, z, x, y):
    tile = Tileset([layer]).tile(z, x, y)
    if tile is None:
        return []
    options = {"y_coord_down": True}
    return mapbox_vector_tile.decode(gzip.decompress(tile.body), default_options=options)[
        layer.name
    ]["features"]


def grids(polygons, **columns):
    return Layer.build(
        "grids", polygons, POLYGON, columns, coverage=np.zeros(len(polygons), np.int64)
    )


def middle_of(z, x, y):
    west, north = corner(z, x, y)
    half = EXTENT / 2 / units_per_metre(z)
    return west + half, north - half


def test_attributes_come_back_with_their_types():
    layer = grids(
        patchwork(2, seed=1),
        code=["330199001003001", "b", "c", "d"],
        name=["和平社区第一网格", "", None, "丁"],
        households=[412, 0, None, 70_000],
        deviation=[0.03, -1.0, float("nan"), 174.0],
        shift=[-1, -300, 5, 0],
        reserved=[True, False, None, True],
    )
    features = decode(layer, 9, *tile_at(120.95, 24.75, 9))
    assert [feature["id"] for feature in features] == [1, 2, 3, 4]
    assert [feature["properties"] for feature in features] == [
        {
            "code": "330199001003001",
            "name": "和平社区第一网格",
            "households": 412,
            "deviation": 0.03,
            "shift": -1,
            "reserved": True,
        },
        {
            "code": "b",
            "name": "",
            "households": 0,
            "deviation": -1.0,
            "shift": -300,
            "reserved": False,
        },
        {"code": "c", "shift": 5},
        {
            "code": "d",
            "name": "丁",
            "households": 70_000,
            "deviation": 174.0,
            "shift": 0,
            "reserved": True,
        },
    ]


@pytest.mark.parametrize("z", range(8, 19))
def test_neighbours_share_their_border_at_every_zoom(z):
    layer = grids(patchwork(14, seed=z))
    shapes = [
        shapely.geometry.shape(f["geometry"]) for f in decode(layer, z, *tile_at(120.95, 24.75, z))
    ]
    # A shape that leaves the tile and returns has both cuts on one line, out of sight.
    seen = shapely.intersection(shapely.make_valid(shapes), shapely.box(0, 0, EXTENT, EXTENT))
    union = shapely.union_all(seen)
    assert union.area > 1_000
    assert shapely.area(seen).sum() == pytest.approx(union.area, rel=1e-9)  # no overlap
    assert len(shapely.get_rings(union)) == len(shapely.get_parts(union))  # no gap


@pytest.mark.parametrize("z", [15, 17])
def test_a_tile_inside_the_coverage_is_filled_to_its_edge(z):
    shapes = [
        shapely.geometry.shape(f["geometry"])
        for f in decode(grids(patchwork(9, seed=4)), z, *tile_at(120.95, 24.75, z))
    ]
    square = shapely.box(-BUFFER, -BUFFER, EXTENT + BUFFER, EXTENT + BUFFER)
    assert shapely.union_all(shapes).equals(square)


def test_holes_wind_against_their_ring_and_parts_stay_apart():
    ring = shapely.box(120.94, 24.74, 120.96, 24.76).difference(
        shapely.box(120.949, 24.749, 120.951, 24.751)
    )
    both = shapely.union(ring, shapely.box(120.97, 24.74, 120.98, 24.75))
    [feature] = decode(grids(np.array([both])), 12, *tile_at(120.95, 24.75, 12))
    shape = shapely.geometry.shape(feature["geometry"])
    assert [len(part.interiors) for part in shape.geoms] == [1, 0]
    assert feature["geometry"]["type"] == "MultiPolygon"


def test_a_shape_smaller_than_a_unit_is_left_out():
    speck = shapely.box(120.95, 24.75, 120.9500001, 24.7500001)
    assert decode(grids(np.array([speck])), 8, *tile_at(120.95, 24.75, 8)) == []


def test_a_line_that_leaves_and_returns_is_two_pieces():
    z, (x, y) = 14, MIDDLE
    east, north = middle_of(z, x, y)
    side = EXTENT / units_per_metre(z)
    path = shapely.LineString(
        [
            (east - side, north),
            (east, north),
            (east, north + side),
            (east + 10, north + side),
            (east + 10, north),
        ]
    )
    layer = Layer.build("streets", to_degrees(path), LINE, {"kind": ["road"]})
    [feature] = decode(layer, z, x, y)
    assert feature["geometry"]["type"] == "MultiLineString"
    assert [len(line) for line in feature["geometry"]["coordinates"]] == [3, 2]


def to_degrees(geometry):
    from pyproj import Transformer

    back = Transformer.from_crs(3857, 4326, always_xy=True)
    return shapely.transform(
        np.array([geometry]), lambda xy: np.column_stack(back.transform(xy[:, 0], xy[:, 1]))
    )


def test_every_label_stands_in_exactly_one_tile():
    rng = np.random.default_rng(8)
    points = shapely.points(rng.uniform((WEST, SOUTH), (WEST + 0.1, SOUTH + 0.1), (400, 2)))
    layer = Layer.build("labels", points, POINT, {"code": [str(i) for i in range(400)]})
    (x0, y0), (x1, y1) = tile_at(WEST, SOUTH + 0.1, 13), tile_at(WEST + 0.1, SOUTH, 13)
    seen = [
        feature["properties"]["code"]
        for x in range(x0, x1 + 1)
        for y in range(y0, y1 + 1)
        for feature in decode(layer, 13, x, y)
    ]
    assert sorted(seen, key=int) == [str(i) for i in range(400)]


def test_a_feature_appears_at_its_least_zoom():
    points = shapely.points([(120.95, 24.75)])
    layer = Layer.build("labels", points, POINT, {"code": ["a"]}, least_zoom=12)
    assert decode(layer, 11, *tile_at(120.95, 24.75, 11)) == []
    assert len(decode(layer, 12, *tile_at(120.95, 24.75, 12))) == 1


def test_zoom_for_pixels_gives_the_first_zoom_that_is_wide_enough():
    size = np.array([500.0, 0.0])
    zoom, never = zoom_for_pixels(size, 40)
    pixels = size[0] * units_per_metre(int(zoom)) * 512 / EXTENT
    assert 40 <= pixels < 80
    assert never == 22


def test_a_tile_that_shows_nothing_is_none():
    assert Tileset([grids(patchwork(2, seed=1))]).tile(14, 0, 0) is None
    assert Tileset([grids(np.array([None, shapely.Polygon()], dtype=object))]).tile(0, 0, 0) is None


@pytest.mark.parametrize(
    ("z", "x", "y", "field"), [(-1, 0, 0, "z"), (23, 0, 0, "z"), (3, 8, 0, "x"), (3, 0, -1, "y")]
)
def test_a_tile_that_no_zoom_has_is_not_found(z, x, y, field):
    with pytest.raises(NotFoundError) as caught:
        Tileset([]).tile(z, x, y)
    assert caught.value.field == field


def test_the_same_tile_has_the_same_bytes_and_tag():
    polygons = patchwork(5, seed=1)
    place = 9, *tile_at(120.95, 24.75, 9)
    codes = [str(number) for number in range(25)]
    one, other = (Tileset([grids(polygons, code=codes)]).tile(*place) for _ in range(2))
    renamed = Tileset([grids(polygons, code=[*codes[:-1], "z"])]).tile(*place)
    assert one == other
    assert one.etag != renamed.etag
