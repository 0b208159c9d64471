import numpy as np
import pytest
import shapely

from gridgeo.geometry.shared_counts import NOWHERE, SharedCounts
from gridgeo.topology.relation import agreement, overlay


def boxes(*corners):
    return np.array([shapely.box(*corner) for corner in corners], dtype=object)


def classes(first, second, **options):
    laid = overlay(first, second, **options)
    pairs = zip(laid.ground.first.tolist(), laid.ground.second.tolist(), strict=True)
    return dict(zip(pairs, map(str, laid.classes), strict=True))


def test_equal_grids_are_the_same_also_when_drawn_a_metre_apart():
    a = boxes((0, 0, 100, 100), (100, 0, 200, 100))
    b = boxes((0, 0, 101, 100), (101, 0, 200, 100))
    assert classes(a, b) == {(0, 0): "same", (1, 0): "sliver", (1, 1): "same"}


def test_micro_grids_lie_inside_and_their_base_contains_them():
    micro = boxes((0, 0, 50, 100), (50, 0, 100, 100))
    base = boxes((0, 0, 100, 100))
    assert classes(micro, base) == {(0, 0): "inside", (1, 0): "inside"}
    assert classes(base, micro) == {(0, 0): "contains", (0, 1): "contains"}


def test_a_grid_over_a_border_crosses():
    base = boxes((0, 0, 100, 100), (100, 0, 200, 100))
    assert classes(boxes((50, 10, 150, 90)), base) == {(0, 0): "crossing", (0, 1): "crossing"}


def test_a_grid_that_leaves_the_other_network_is_not_inside():
    assert classes(boxes((50, 0, 150, 100)), boxes((0, 0, 100, 100))) == {(0, 0): "crossing"}


def test_bare_ground_is_measured_on_both_sides():
    laid = overlay(boxes((0, 0, 100, 100)), boxes((50, 0, 200, 100)))
    assert shapely.area(laid.first_bare).tolist() == [5000.0]
    assert shapely.area(laid.second_bare).tolist() == [10_000.0]


def counts(rows):
    first, second, number = (np.array(column) for column in zip(*rows, strict=True))
    return SharedCounts(first, second, number)


def test_equal_networks_agree_wholly_whatever_their_codes():
    assert agreement(counts([(0, 3, 10), (1, 1, 20)])) == 1.0


def test_each_grid_is_matched_once():
    assert agreement(counts([(0, 0, 60), (1, 0, 40)])) == pytest.approx(0.6)


def test_the_best_matching_as_a_whole_counts_not_the_largest_pair():
    table = [(0, 0, 10), (0, 1, 9), (1, 0, 9)]
    assert agreement(counts(table)) == pytest.approx(18 / 28)


def test_households_outside_a_network_do_not_agree():
    assert agreement(counts([(0, 0, 30), (0, NOWHERE, 10)])) == pytest.approx(0.75)
    assert agreement(counts([(NOWHERE, 2, 10)])) == 0.0


def test_nobody_disagrees_where_nobody_lives():
    empty = np.zeros(0, dtype=np.int64)
    assert agreement(SharedCounts(empty, empty, empty)) == 1.0
