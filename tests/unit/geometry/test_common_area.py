import numpy as np
import pytest
import shapely
from shapely.affinity import rotate, translate

from gridgeo.geometry.common_area import common_areas

FAR = (500_000.0, 2_700_000.0)  # coordinates as large as real projected ones
SQUARE = translate(shapely.box(0, 0, 100, 100), *FAR)
RING = translate(shapely.box(-50, -50, 150, 150).difference(shapely.box(20, 20, 80, 80)), *FAR)


def common(one, other):
    shapes = np.array([one], dtype=object), np.array([other], dtype=object)
    return common_areas(*shapes, np.array([0]), np.array([0]))[0]


@pytest.mark.parametrize("angle", [0, 17, 45, 90, 163])
def test_it_agrees_with_the_overlay_of_geos(angle):
    other = rotate(RING, angle)
    assert common(SQUARE, other) == pytest.approx(SQUARE.intersection(other).area, abs=1e-6)


@pytest.mark.parametrize(
    ("other", "area"),
    [
        (SQUARE, 10_000),
        (translate(SQUARE, 100, 0), 0),
        (translate(SQUARE, 100, 100), 0),
        (translate(SQUARE, 0, 1e-9), 10_000),
        (translate(SQUARE, 50, 0), 5_000),
        (translate(shapely.box(10, 10, 20, 20), *FAR), 100),
        (translate(SQUARE, 1e4, 0), 0),
        (shapely.MultiPolygon([translate(SQUARE, 90, 0), translate(SQUARE, -90, 0)]), 2_000),
    ],
)
def test_borders_that_touch_or_coincide_are_no_special_case(other, area):
    assert common(SQUARE, other) == pytest.approx(area, abs=1e-6)
    assert common(other, SQUARE) == pytest.approx(area, abs=1e-6)


def test_nothing_shares_nothing():
    assert common(shapely.Polygon(), SQUARE) == 0.0


def test_parts_add_up_to_the_whole():
    rng = np.random.default_rng(3)
    cuts = np.sort(rng.uniform(-100, 200, 40))
    strips = shapely.box(np.r_[-200, cuts], -200, np.r_[cuts, 300], 300)
    turned = np.array([rotate(strip, 30, origin=(0, 0)) for strip in strips], dtype=object)
    shapes = np.array([translate(strip, *FAR) for strip in turned], dtype=object)
    every = np.arange(len(shapes))
    shared = common_areas(np.array([RING]), shapes, np.zeros(len(shapes), dtype=np.intp), every)
    assert shared.sum() == pytest.approx(RING.area, rel=1e-12)
