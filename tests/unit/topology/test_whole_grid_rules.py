"""Rules on the grid as a whole: too_small, hole, dedicated."""

import numpy as np
import pytest
import shapely

from gridgeo.domain.enums import Severity
from gridgeo.domain.thresholds import Thresholds
from gridgeo.topology import dedicated, duplicate, hole, overlap, too_small
from gridgeo.topology.registry import check
from tests.support.views import box, view_of


def kinds(*words):
    return np.array(words, dtype=object)


def test_a_scrap_of_a_grid_is_too_small_and_goes_to_its_longest_neighbour():
    shapes = [box(0, 0, 100, 100), box(100, 0, 105, 9), box(105, 0, 200, 100)]
    (one,) = too_small.find(view_of(shapes))
    assert one.codes == ("B",)
    assert [fix.codes for fix in one.fixes] == [("B", "A"), ("B", "C"), ("B",)]
    assert one.fixes[0].area_m2 == pytest.approx(45)
    assert too_small.find(view_of(shapes, thresholds=Thresholds(min_grid_m2=40))) == []


def test_a_dedicated_grid_and_one_without_ground_are_not_too_small():
    shapes = [box(0, 0, 5, 5), shapely.Polygon()]
    assert too_small.find(view_of(shapes, kinds=kinds("dedicated", "base"))) == []


RING = box(0, 0, 100, 100).difference(box(40, 40, 60, 60))


def test_a_grid_around_another_has_a_hole():
    (one,) = hole.find(view_of([RING, box(40, 40, 60, 60)]))
    assert (one.codes, one.severity) == (("A", "B"), Severity.INFO)
    assert one.area_m2 == pytest.approx(400)


def test_two_grids_in_one_hole_are_one_finding():
    halves = [box(40, 40, 50, 60), box(50, 40, 60, 60)]
    (one,) = hole.find(view_of([RING, *halves]))
    assert one.codes == ("A", "B", "C")


def test_a_hole_that_nobody_fills_is_left_to_the_gap_rule():
    view = view_of([RING])
    assert hole.find(view) == []
    assert [one.rule for one in check(view)] == ["gap"]


def test_a_dedicated_grid_is_meant_to_lie_within():
    shapes = [RING, box(40, 40, 60, 60)]
    assert hole.find(view_of(shapes, kinds=kinds("base", "dedicated"))) == []


def test_a_dedicated_grid_over_a_base_grid_is_a_conflict_and_no_overlap():
    shapes = [box(0, 0, 100, 100), box(80, 0, 120, 50), box(100, 0, 200, 100)]
    view = view_of(shapes, kinds=kinds("base", "dedicated", "base"))
    found = dedicated.find(view)
    assert [(one.codes, round(one.area_m2)) for one in found] == [
        (("A", "B"), 1000),
        (("B", "C"), 1000),
    ]
    assert [fix.codes for fix in found[1].fixes] == [("C",), ("B",)]
    assert overlap.find(view) == []


def test_two_dedicated_grids_and_two_base_grids_overlap_as_ever():
    shapes = [
        box(0, 0, 100, 100),
        box(90, 0, 200, 100),
        box(500, 0, 600, 100),
        box(590, 0, 700, 100),
    ]
    view = view_of(shapes, kinds=kinds("base", "base", "dedicated", "dedicated"))
    assert [one.codes for one in overlap.find(view)] == [("A", "B"), ("C", "D")]
    assert dedicated.find(view) == []


def test_a_dedicated_copy_of_a_base_grid_is_a_conflict_and_no_duplicate():
    view = view_of([box(0, 0, 9, 9), box(0, 0, 9, 9)], kinds=kinds("base", "dedicated"))
    assert duplicate.find(view) == []
    assert len(dedicated.find(view)) == 1
