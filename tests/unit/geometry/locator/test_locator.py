import gc
import math

import numpy as np
import pytest
import shapely
from pyproj import Geod

from gridgeo.geometry.locator import Locator, metres_per_degree
from tests.support.published import patchwork

LEFT, RIGHT = shapely.box(0, 0, 1, 1), shapely.box(1, 0, 2, 1)


def test_a_point_on_a_shared_border_belongs_to_the_first_polygon():
    x, y = [0.5, 1.0, 1.0, 1.0, 1.5], [0.5, 0.0, 0.5, 1.0, 0.5]
    assert Locator.build(np.array([LEFT, RIGHT])).locate(x, y).tolist() == [0, 0, 0, 0, 1]
    assert Locator.build(np.array([RIGHT, LEFT])).locate(x, y).tolist() == [1, 0, 0, 0, 0]


def test_the_raster_size_does_not_change_an_answer():
    rng = np.random.default_rng(7)
    polygons = shapely.buffer(shapely.points(rng.uniform(0, 50, (40, 2))), 4)
    x, y = rng.uniform(0, 50, (2, 20_000))
    answers = [Locator.build(polygons, cells).locate(x, y) for cells in (1, 60, 5_000, 500_000)]
    assert (answers[0] >= 0).any()
    assert all(np.array_equal(answers[0], other) for other in answers[1:])


def test_an_overlap_answers_the_first_and_all():
    locator = Locator.build(np.array([shapely.box(0, 0, 2, 2), shapely.box(1, 0, 3, 2)]), 900)
    assert locator.locate([0.5, 1.5, 2.5], [1.0] * 3).tolist() == [0, 0, 1]
    points, polygons = locator.locate_all([0.5, 1.5, 2.5], [1.0] * 3)
    assert points.tolist() == [0, 1, 1, 2]
    assert polygons.tolist() == [0, 0, 1, 1]


def test_holes_and_further_parts_count():
    ring = shapely.box(0, 0, 9, 9).difference(shapely.box(3, 3, 6, 6))
    two = shapely.union(ring, shapely.box(20, 20, 21, 21))
    locator = Locator.build(np.array([two]))
    x, y = [4.5, 3.0, 1.0, 20.5, 15.0], [4.5, 4.0, 1.0, 20.5, 15.0]
    assert locator.locate(x, y).tolist() == [-1, 0, 0, 0, -1]


@pytest.mark.parametrize("x", [math.nan, math.inf, -math.inf])
def test_what_is_no_place_has_no_polygon(x):
    assert Locator.build(np.array([LEFT])).locate([x, 0.5], [0.5, x]).tolist() == [-1, -1]


@pytest.mark.parametrize("geometry", [[], [None], [shapely.Polygon()]])
def test_nothing_covers_nothing(geometry):
    locator = Locator.build(np.array(geometry, dtype=object))
    assert locator.locate([0.0], [0.0]).tolist() == [-1]
    assert locator.nearest(0.0, 0.0) == (-1, math.inf)
    assert locator.within(0.0, 0.0, 1e9).tolist() == []


def test_empty_polygons_keep_their_position():
    locator = Locator.build(np.array([None, LEFT, shapely.Polygon(), RIGHT], dtype=object))
    assert len(locator) == 4
    assert locator.locate([0.5, 1.5], [0.5, 0.5]).tolist() == [1, 3]


def test_a_long_thin_layer_is_covered():
    strips = np.array([shapely.box(i, 0, i + 1, 1e-6) for i in range(300)])
    assert locate_middles(strips).tolist() == list(range(300))


def locate_middles(polygons):
    middles = shapely.get_coordinates(shapely.centroid(polygons))
    return Locator.build(polygons).locate(middles[:, 0], middles[:, 1])


def test_unequal_lists_are_a_defect():
    with pytest.raises(ValueError, match="one length"):
        Locator.build(np.array([LEFT])).locate([0.0, 1.0], [0.0])


@pytest.mark.parametrize("lat", [0.0, 24.8, 52.0, -75.0])
def test_a_degree_is_as_long_as_the_geodesic_says(lat):
    geod = Geod(ellps="WGS84")
    east, north = metres_per_degree(lat)
    assert east * 0.01 == pytest.approx(geod.inv(120, lat, 120.01, lat)[2], rel=1e-5)
    assert north * 0.01 == pytest.approx(geod.inv(120, lat - 0.005, 120, lat + 0.005)[2], rel=1e-5)


@pytest.mark.parametrize("cells", [1, 9, 400])
def test_shapes_with_hundreds_of_edges_in_a_cell_are_answered_alike(cells):
    rng = np.random.default_rng(8)
    turns = np.linspace(0, 2 * np.pi, 2_000, endpoint=False)
    reach = 3 + np.cos(12 * turns) + rng.uniform(-0.2, 0.2, 2_000)
    star = shapely.Polygon(np.column_stack([reach * np.cos(turns), reach * np.sin(turns)]))
    polygons = np.array([star, shapely.box(-9, -9, 9, 9).difference(star)])
    x, y = np.vstack([rng.uniform(-10, 10, (20_000, 2)), shapely.get_coordinates(star)]).T
    covered = shapely.covers(polygons[:, None], shapely.points(x, y)[None, :])
    first = np.where(covered.any(axis=0), covered.argmax(axis=0), -1)
    assert np.array_equal(Locator.build(polygons, cells).locate(x, y), first)


def test_points_asked_one_after_the_other_are_answered_alike_and_keep_the_arrays():
    polygons = patchwork(12, seed=3)
    locator = Locator.build(polygons)
    west, south, east, north = shapely.total_bounds(polygons)
    rng = np.random.default_rng(6)
    inner = rng.uniform((west - 0.01, south - 0.01), (east + 0.01, north + 0.01), (2_000, 2))
    places = np.vstack([inner, shapely.get_coordinates(polygons), [[np.nan, 0], [np.inf, 0]]])
    expected = [locator.locate_one(x, y, metres_per_degree(y)) for x, y in places.tolist()]
    answer = locator.on_globe()
    del locator
    gc.collect()
    assert [answer(x, y) for x, y in places.tolist()] == expected
