import numpy as np
import pytest
import shapely

from gridgeo.topology import coverage
from gridgeo.topology.homes import Homes
from tests.support.views import box, view_of


def homes_at(*points, each=10):
    where = [(500_000 + x, 3_300_000 + y) for x, y in points]
    return Homes(np.asarray(shapely.points(where)), np.full(len(points), each))


APART = [box(0, 0, 100, 100), box(200, 0, 300, 100)]


def test_homes_between_grids_are_told_by_the_nearest_grid():
    homes = homes_at((50, 50), (110, 50), (120, 50), (190, 50))
    first, second = coverage.find_uncovered(view_of(APART, homes=homes))
    assert (first.codes, first.households) == (("A",), 20)
    assert (second.codes, second.households) == (("B",), 10)
    assert first.fixes[0].action == "extend"
    assert first.fixes[0].households == 20


def test_a_home_as_near_to_two_grids_is_told_by_the_first():
    shapes = [box(100, 0, 200, 100), box(0, 0, 100, 100)]
    homes = homes_at((100, 130))
    (one,) = coverage.find_uncovered(view_of(shapes, homes=homes))
    (other,) = coverage.find_uncovered(view_of(shapes[::-1], homes=homes))
    assert one.codes == other.codes == ("A",)


def test_a_home_on_a_border_is_covered_once():
    shapes = [box(0, 0, 100, 100), box(100, 0, 200, 100)]
    view = view_of(shapes, homes=homes_at((100, 50), (0, 0), (100, 0)))
    assert coverage.find_uncovered(view) == []
    assert coverage.find_doubly_covered(view) == []


def test_only_homes_inside_the_boundary_need_a_grid():
    homes = homes_at((150, 50), (400, 50))
    (one,) = coverage.find_uncovered(view_of(APART, homes=homes, boundary=box(0, 0, 300, 100)))
    assert one.households == 10


def test_places_without_households_need_no_grid():
    assert coverage.find_uncovered(view_of(APART, homes=homes_at((150, 50), each=0))) == []


def test_without_any_grid_everybody_is_uncovered():
    (one,) = coverage.find_uncovered(view_of([], homes=homes_at((1, 1), (2, 2))))
    assert (one.codes, one.households) == ((), 20)


def test_homes_in_several_grids_are_told_by_the_set_of_grids():
    shapes = [box(0, 0, 100, 100), box(60, 0, 200, 100), box(80, 0, 90, 100)]
    homes = homes_at((10, 10), (70, 10), (75, 20), (85, 10), (95, 10), (150, 10))
    found = coverage.find_doubly_covered(view_of(shapes, homes=homes))
    assert {one.codes: one.households for one in found} == {("A", "B"): 30, ("A", "B", "C"): 10}
    assert len({one.id for one in found}) == 2


def test_a_finding_never_tells_where_a_single_home_is():
    homes = homes_at((133, 57))
    (one,) = coverage.find_uncovered(view_of(APART, homes=homes))
    spot = shapely.get_coordinates(one.geometry) % 100
    assert spot.tolist() == [[50.0, 50.0]]


@pytest.mark.parametrize("find", [coverage.find_uncovered, coverage.find_doubly_covered])
def test_without_homes_nothing_is_judged(find):
    assert find(view_of([box(0, 0, 9, 9), box(0, 0, 9, 9)])) == []
