from gridgeo.topology import doubly_covered
from tests.support.views import box, homes_at, view_of


def test_a_home_on_a_border_is_covered_once():
    shapes = [box(0, 0, 100, 100), box(100, 0, 200, 100)]
    view = view_of(shapes, homes=homes_at((100, 50), (0, 0), (100, 0)))
    assert doubly_covered.find(view) == []


def test_homes_in_several_grids_are_told_by_the_set_of_grids():
    shapes = [box(0, 0, 100, 100), box(60, 0, 200, 100), box(80, 0, 90, 100)]
    homes = homes_at((10, 10), (70, 10), (75, 20), (85, 10), (95, 10), (150, 10))
    found = doubly_covered.find(view_of(shapes, homes=homes))
    assert {one.codes: one.households for one in found} == {("A", "B"): 30, ("A", "B", "C"): 10}
    assert len({one.id for one in found}) == 2


def test_without_homes_nothing_is_judged():
    assert doubly_covered.find(view_of([box(0, 0, 9, 9), box(0, 0, 9, 9)])) == []
