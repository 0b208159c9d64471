import numpy as np
import pytest
import shapely

from gridgeo.geometry.crosswalk import left_over, shared_ground

LEFT_RIGHT = np.array([shapely.box(0, 0, 5, 10), shapely.box(5, 0, 10, 10)], dtype=object)
LOW_HIGH = np.array([shapely.box(0, 0, 10, 4), shapely.box(0, 4, 10, 10)], dtype=object)


def test_every_pair_that_meets_is_there_with_its_ground():
    shared = shared_ground(LEFT_RIGHT, LOW_HIGH)
    assert shared.first.tolist() == [0, 0, 1, 1]
    assert shared.second.tolist() == [0, 1, 0, 1]
    assert shared.area_m2.tolist() == [20.0, 30.0, 20.0, 30.0]


def test_neighbours_that_only_touch_do_not_meet():
    assert len(shared_ground(LEFT_RIGHT[:1], LEFT_RIGHT[1:]).first) == 0


def test_what_the_others_do_not_cover_is_left_over():
    others = LOW_HIGH[:1]
    rest = left_over(shared_ground(LEFT_RIGHT, others))
    assert rest[0].equals(shapely.box(0, 4, 5, 10))
    whole = left_over(shared_ground(LEFT_RIGHT, LOW_HIGH))
    assert shapely.is_empty(whole).all()


def test_ground_adds_up_to_the_polygons():
    rng = np.random.default_rng(4)
    cuts = np.sort(rng.uniform(0, 100, 30))
    a = shapely.box(np.r_[0, cuts], 0, np.r_[cuts, 100], 100)
    b = shapely.box(0, np.r_[0, cuts], 100, np.r_[cuts, 100])
    shared = shared_ground(a, b)
    sums = np.bincount(shared.first, weights=shared.area_m2, minlength=len(a))
    assert sums == pytest.approx(shapely.area(a), rel=1e-9)
