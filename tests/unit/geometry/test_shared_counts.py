import numpy as np
import shapely

from gridgeo.geometry.shared_counts import (
    NOWHERE,
    apportion,
    count_areas,
    count_points,
    share_areas,
)

LEFT_RIGHT = np.array([shapely.box(0, 0, 5, 10), shapely.box(5, 0, 10, 10)], dtype=object)
LOW_HIGH = np.array([shapely.box(0, 0, 10, 4), shapely.box(0, 4, 10, 10)], dtype=object)


def table(shared):
    keys = zip(shared.first.tolist(), shared.second.tolist(), strict=True)
    return dict(zip(keys, shared.counts.tolist(), strict=True))


def test_points_are_counted_once_also_on_borders_and_outside():
    points = shapely.points([[1, 1], [5, 4], [9, 9], [50, 50], [1, 9]])
    shared = count_points(LEFT_RIGHT, LOW_HIGH, points, np.array([3, 5, 7, 11, 0]))
    assert table(shared) == {(0, 0): 8, (1, 1): 7, (NOWHERE, NOWHERE): 11}


def test_small_areas_are_shared_out_by_ground():
    areas = np.array([shapely.box(4, 0, 6, 10), shapely.box(8, 8, 12, 10)], dtype=object)
    shared = count_areas(LEFT_RIGHT, LOW_HIGH, areas, np.array([10, 4]))
    assert table(shared) == {
        (0, 0): 2,
        (0, 1): 3,
        (1, 0): 2,
        (1, 1): 3 + 2,
        (NOWHERE, NOWHERE): 2,
    }


def test_a_small_area_in_one_network_only_is_still_counted():
    areas = np.array([shapely.box(0, 0, 10, 10)], dtype=object)
    shared = count_areas(LEFT_RIGHT[:1], LOW_HIGH[:1], areas, np.array([100]))
    assert table(shared) == {(0, 0): 20, (0, NOWHERE): 30, (NOWHERE, 0): 20, (NOWHERE, NOWHERE): 30}


def test_shares_are_rounded_by_largest_remainder():
    owner, weights = np.array([0, 0, 0, 1]), np.array([1.0, 1.0, 1.0, 5.0])
    assert apportion(np.array([10, 7]), owner, weights).tolist() == [4, 3, 3, 7]


def test_a_count_without_ground_goes_to_its_first_share():
    shares = apportion(np.array([9]), np.array([0, 0]), np.array([0.0, 0.0]))
    assert shares.sum() == 9


def test_a_point_area_is_not_lost():
    areas = np.array([shapely.Polygon()], dtype=object)
    shared = count_areas(LEFT_RIGHT, LOW_HIGH, areas, np.array([6]))
    assert table(shared) == {(NOWHERE, NOWHERE): 6}


def test_one_division_serves_several_counts():
    areas = np.array([shapely.box(0, 0, 10, 10)], dtype=object)
    shares = share_areas(LEFT_RIGHT, LOW_HIGH, areas)
    assert table(shares.count(np.array([10])))[0, 0] == 2
    assert shares.count(np.array([35])).counts.sum() == 35
