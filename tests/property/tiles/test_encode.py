"""What a tile shows is the shape cut to the tile, to within a unit of rounding."""

import gzip

import mapbox_vector_tile
import numpy as np
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from gridgeo.tiles.layer import Layer
from gridgeo.tiles.mercator import BUFFER, EXTENT, RADIUS_M, corner, units_per_metre
from gridgeo.tiles.shapes import LINE, POLYGON
from gridgeo.tiles.tileset import Tileset

Z, X, Y = 16, 54_790, 28_105
SQUARE = shapely.box(-BUFFER, -BUFFER, EXTENT + BUFFER, EXTENT + BUFFER)
VISIBLE = shapely.box(0, 0, EXTENT, EXTENT)
unit = st.integers(-6_000, 10_000)
vertices = st.lists(st.tuples(unit, unit), min_size=3, max_size=12, unique=True)


def degrees(shape):
    """Put a shape given in the tile's units on the globe."""

    def move(xy):
        west, north = corner(Z, X, Y)
        east = west + xy[:, 0] / units_per_metre(Z)
        up = north - xy[:, 1] / units_per_metre(Z)
        return np.degrees(np.column_stack([east / RADIUS_M, np.arctan(np.sinh(up / RADIUS_M))]))

    return shapely.transform(np.array([shape]), move)


def shown(shape, kind):
    layer = Layer.build("shapes", degrees(shape), kind, {})
    tile = Tileset([layer]).tile(Z, X, Y)
    if tile is None:
        return shapely.Polygon()
    decoded = mapbox_vector_tile.decode(
        gzip.decompress(tile.body), default_options={"y_coord_down": True}
    )
    return shapely.geometry.shape(decoded["shapes"]["features"][0]["geometry"])


@settings(deadline=None, max_examples=200)
@given(vertices)
def test_a_polygon_is_cut_to_the_square(corners):
    shape = (
        shapely.convex_hull(shapely.MultiPoint(corners))
        if len(corners) > 6
        else shapely.Polygon(corners)
    )
    if not (shape.is_valid and shape.geom_type == "Polygon"):
        return
    expected = shape.intersection(SQUARE)
    drawn = shapely.make_valid(shown(shape, POLYGON))
    # Where the cut rounds, a border may shift by a unit along its whole length.
    assert drawn.symmetric_difference(expected).area <= 2 * expected.length + 1


@settings(deadline=None, max_examples=200)
@given(vertices)
def test_a_line_is_cut_to_the_square(corners):
    line = shapely.LineString(corners)
    drawn = shown(line, LINE)
    assert drawn.difference(line.buffer(2)).length == 0  # nothing that is not there
    assert line.intersection(VISIBLE).difference(drawn.buffer(2)).length == 0  # nothing missing
