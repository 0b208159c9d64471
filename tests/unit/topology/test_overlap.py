import numpy as np
import pytest
import shapely

from gridgeo.domain.enums import Severity
from gridgeo.domain.thresholds import Thresholds
from gridgeo.topology import outside, overlap
from gridgeo.topology.homes import Homes
from tests.support.views import box, view_of


def test_neighbours_that_share_a_border_do_not_overlap():
    assert overlap.find(view_of([box(0, 0, 100, 100), box(100, 0, 200, 100)])) == []


def test_an_overlap_is_the_exact_common_ground():
    (one,) = overlap.find(view_of([box(0, 0, 110, 100), box(100, 0, 200, 100)]))
    assert one.rule == "overlap"
    assert one.severity is Severity.ERROR
    assert one.codes == ("A", "B")
    assert one.area_m2 == pytest.approx(1000.0, abs=1e-6)
    assert one.width_m == pytest.approx(10.0)
    assert one.geometry.equals(box(100, 0, 110, 100))


def test_an_overlap_below_the_least_area_is_not_reported():
    shapes = [box(0, 0, 104, 100), box(100, 0, 200, 100)]
    for least, found in ((401.0, 0), (399.0, 1)):
        view = view_of(shapes, thresholds=Thresholds(min_area_m2=least))
        assert len(overlap.find(view)) == found


def test_a_grid_inside_another_overlaps_it():
    (one,) = overlap.find(view_of([box(0, 0, 100, 100), box(20, 20, 40, 40)]))
    assert one.area_m2 == pytest.approx(400.0)


def test_ground_under_three_grids_is_reported_for_each_pair():
    shapes = [box(0, 0, 100, 100), box(50, 0, 150, 100), box(50, 0, 100, 50)]
    found = overlap.find(view_of(shapes))
    areas = {one.codes: one.area_m2 for one in found}
    assert areas == {
        ("A", "B"): pytest.approx(5000.0),
        ("A", "C"): pytest.approx(2500.0),
        ("B", "C"): pytest.approx(2500.0),
    }


def test_two_separate_overlaps_of_a_pair_are_one_finding():
    comb = shapely.union_all([box(0, 0, 100, 100), box(90, 0, 110, 20), box(90, 80, 110, 100)])
    (one,) = overlap.find(view_of([comb, box(100, 0, 200, 100)]))
    assert one.geometry.geom_type == "MultiPolygon"
    assert one.area_m2 == pytest.approx(400.0)


def test_households_on_the_common_ground_are_counted():
    points = shapely.points(500_000 + np.array([50.0, 105.0, 150.0]), 3_300_050.0)
    homes = Homes(points, np.array([10, 7, 20]))
    view = view_of([box(0, 0, 110, 100), box(100, 0, 200, 100)], homes=homes)
    (one,) = overlap.find(view)
    assert one.households == 7
    assert "7 户" in one.zh


def test_the_smaller_grid_is_offered_the_ground_first():
    (one,) = overlap.find(view_of([box(0, 0, 210, 100), box(200, 0, 300, 100)]))
    assert [fix.codes for fix in one.fixes] == [("B",), ("A",)]


def test_an_overlap_is_found_where_another_grid_ends_at_the_boundary():
    view = view_of(
        [box(0, 0, 100, 100), box(100, 0, 200, 100), box(150, 0, 300, 100)],
        boundary=box(0, 0, 200, 100),
    )
    (shared,) = overlap.find(view)
    assert shared.codes == ("B", "C")
    assert shared.area_m2 == pytest.approx(5000.0)
    (beyond,) = outside.find(view)
    assert beyond.codes == ("C",)
    assert beyond.area_m2 == pytest.approx(10_000.0)
