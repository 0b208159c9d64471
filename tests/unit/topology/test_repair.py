import numpy as np
import pytest
import shapely

from gridgeo.topology.registry import check
from gridgeo.topology.repair import Filler, RepairRules, Winner, repair
from tests.support.views import box, view_of

OVERLAP = [box(0, 0, 110, 100), box(100, 0, 300, 100)]


def areas(done):
    return [round(float(area), 6) for area in shapely.area(done.polygons)]


def test_the_smaller_grid_keeps_contested_ground():
    done = repair(view_of(OVERLAP))
    assert areas(done) == [11_000, 19_000]
    (change,) = done.changes
    assert (change.fault, change.losing, change.gaining) == ("overlap", "B", "A")
    assert change.area_m2 == pytest.approx(1000)
    assert change.geometry.equals(box(100, 0, 110, 100))


def test_the_older_grid_keeps_it_where_that_is_the_rule():
    shapes = [OVERLAP[1], OVERLAP[0]]
    assert areas(repair(view_of(shapes), RepairRules(winner=Winner.OLDER))) == [20_000, 10_000]


def test_fewer_households_keep_it_where_that_is_the_rule():
    view = view_of(OVERLAP, households=np.array([500, 20]))
    done = repair(view, RepairRules(winner=Winner.HOUSEHOLDS))
    assert areas(done) == [10_000, 20_000]


def test_a_locked_grid_comes_before_all_others():
    done = repair(view_of(OVERLAP), RepairRules(locked=("B",)))
    assert areas(done) == [10_000, 20_000]


def test_a_gap_goes_to_the_longest_border():
    shapes = [box(0, 0, 100, 100), box(104, 0, 200, 100), box(0, 100, 200, 200)]
    done = repair(view_of(shapes, boundary=box(0, 0, 200, 200)))
    (change,) = done.changes
    assert (change.fault, change.losing, change.gaining) == ("gap", "", "A")
    assert change.area_m2 == pytest.approx(400)
    assert check(view_of(list(done.polygons), boundary=box(0, 0, 200, 200))) == []


@pytest.mark.parametrize(
    ("filler", "gaining"),
    [(Filler.BORDER, "A"), (Filler.OLDER, "A"), (Filler.HOUSEHOLDS, "C")],
)
def test_a_gap_goes_where_the_rule_says(filler, gaining):
    shapes = [box(0, 0, 100, 100), box(104, 0, 200, 100), box(0, 100, 200, 200)]
    counts = np.array([400, 400, 10])
    view = view_of(shapes, boundary=box(0, 0, 200, 200), households=counts)
    (change,) = repair(view, RepairRules(filler=filler)).changes
    assert (change.fault, change.gaining) == ("gap", gaining)


def test_of_grids_with_as_many_households_the_longest_border_is_given_the_gap():
    shapes = [box(0, 0, 100, 100), box(0, 100, 200, 200), box(104, 0, 200, 60)]
    view = view_of(shapes, boundary=box(0, 0, 200, 200), households=np.full(3, 9))
    (change,) = repair(view, RepairRules(filler=Filler.HOUSEHOLDS)).changes
    assert change.gaining == "C"


def test_a_locked_grid_is_not_given_a_gap():
    shapes = [box(0, 0, 100, 100), box(104, 0, 200, 100)]
    view = view_of(shapes, boundary=box(0, 0, 200, 100))
    assert areas(repair(view, RepairRules(locked=("A",)))) == [10_000, 10_000]


def test_a_gap_above_the_limit_is_left():
    shapes = [box(0, 0, 100, 100), box(150, 0, 200, 100)]
    view = view_of(shapes, boundary=box(0, 0, 200, 100))
    done = repair(view, RepairRules(largest_gap_m2=1000))
    assert done.changes == []
    assert areas(done) == [10_000, 5_000]


def test_ground_beyond_the_boundary_is_clipped():
    done = repair(view_of([box(0, 0, 110, 100)], boundary=box(0, 0, 100, 100)))
    assert areas(done) == [10_000]
    assert [(one.fault, one.gaining) for one in done.changes] == [("outside", "")]


def test_the_second_copy_of_a_grid_is_emptied_and_said_so():
    done = repair(view_of([box(0, 0, 100, 100), box(0, 0, 100, 100)]))
    assert areas(done) == [10_000, 0]
    assert done.emptied == ("B",)


def test_a_border_is_given_the_vertices_of_both_sides():
    shapes = [box(0, 0, 100, 200), box(100, 0, 200, 100), box(100, 100, 200, 200)]
    done = repair(view_of(shapes))
    assert shapely.coverage_is_valid(done.polygons)
    assert done.redrawn == ("A",)
    assert done.changes == []
    assert done.polygons[1] is shapes[1]


def test_an_untouched_grid_keeps_its_heights():
    high = shapely.force_3d(box(500, 0, 600, 100), 7.0)
    done = repair(view_of([*OVERLAP, high]))
    assert done.polygons[2] is high


def test_a_repair_of_nothing_is_nothing():
    assert repair(view_of([])).changes == []
