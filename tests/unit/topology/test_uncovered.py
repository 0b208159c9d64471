import shapely

from gridgeo.topology import uncovered
from tests.support.views import box, homes_at, view_of

APART = [box(0, 0, 100, 100), box(200, 0, 300, 100)]


def test_homes_between_grids_are_told_by_the_nearest_grid():
    homes = homes_at((50, 50), (110, 50), (120, 50), (190, 50))
    first, second = uncovered.find(view_of(APART, homes=homes))
    assert (first.codes, first.households) == (("A",), 20)
    assert (second.codes, second.households) == (("B",), 10)
    assert first.fixes[0].action == "extend"
    assert first.fixes[0].households == 20


def test_a_home_as_near_to_two_grids_is_told_by_the_first():
    shapes = [box(100, 0, 200, 100), box(0, 0, 100, 100)]
    homes = homes_at((100, 130))
    (one,) = uncovered.find(view_of(shapes, homes=homes))
    (other,) = uncovered.find(view_of(shapes[::-1], homes=homes))
    assert one.codes == other.codes == ("A",)


def test_a_home_on_a_border_is_covered():
    shapes = [box(0, 0, 100, 100), box(100, 0, 200, 100)]
    view = view_of(shapes, homes=homes_at((100, 50), (0, 0), (100, 0)))
    assert uncovered.find(view) == []


def test_only_homes_inside_the_boundary_need_a_grid():
    homes = homes_at((150, 50), (400, 50))
    (one,) = uncovered.find(view_of(APART, homes=homes, boundary=box(0, 0, 300, 100)))
    assert one.households == 10


def test_places_without_households_need_no_grid():
    assert uncovered.find(view_of(APART, homes=homes_at((150, 50), each=0))) == []


def test_without_any_grid_everybody_is_uncovered():
    (one,) = uncovered.find(view_of([], homes=homes_at((1, 1), (2, 2))))
    assert (one.codes, one.households) == ((), 20)


def test_a_finding_never_tells_where_a_single_home_is():
    homes = homes_at((133, 57))
    (one,) = uncovered.find(view_of(APART, homes=homes))
    spot = shapely.get_coordinates(one.geometry) % 100
    assert spot.tolist() == [[50.0, 50.0]]


def test_without_homes_nothing_is_judged():
    assert uncovered.find(view_of([box(0, 0, 9, 9), box(0, 0, 9, 9)])) == []
