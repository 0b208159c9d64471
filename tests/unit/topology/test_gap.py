import numpy as np
import pytest
import shapely

from gridgeo.topology import gap, outside
from gridgeo.topology.homes import Homes
from tests.support.views import box, view_of

RING = [
    box(0, 0, 300, 100),
    box(0, 100, 100, 200),
    box(200, 100, 300, 200),
    box(0, 200, 300, 300),
]


def test_a_hole_between_grids_is_a_gap_without_any_boundary():
    (one,) = gap.find(view_of(RING))
    assert one.area_m2 == pytest.approx(10_000.0)
    assert one.codes == ("A", "B", "C", "D")
    assert one.geometry.equals(box(100, 100, 200, 200))


def test_ground_at_the_rim_is_a_gap_only_within_a_boundary():
    shapes = [box(0, 0, 100, 100), box(100, 0, 190, 100)]
    assert gap.find(view_of(shapes)) == []
    (one,) = gap.find(view_of(shapes, boundary=box(0, 0, 200, 100)))
    assert one.area_m2 == pytest.approx(1000.0)
    assert one.codes == ("B",)


def test_ground_that_no_grid_is_near_is_a_gap_of_its_own():
    boundary = shapely.MultiPolygon([box(0, 0, 100, 100), box(500, 0, 600, 100)])
    (one,) = gap.find(view_of([box(0, 0, 100, 100)], boundary=boundary))
    assert one.codes == ()
    assert one.area_m2 == pytest.approx(10_000.0)


def test_a_hole_of_the_boundary_is_no_gap():
    boundary = box(0, 0, 300, 300).difference(box(100, 100, 200, 200))
    assert gap.find(view_of(RING, boundary=boundary)) == []


def test_gaps_that_meet_in_a_point_are_two_findings_with_ids_of_their_own():
    shapes = [
        box(0, 0, 400, 100),
        box(0, 100, 100, 300),
        box(200, 100, 300, 200),
        box(100, 200, 200, 300),
        box(300, 100, 400, 300),
        box(0, 300, 400, 400),
    ]
    found = gap.find(view_of(shapes))
    assert len({one.id for one in found}) == 2


def test_a_gap_keeps_its_id_while_the_network_grows_elsewhere():
    more = [*RING, box(300, 0, 90_000, 300)]  # moves the centre of the network by half a degree
    (before,), (after,) = gap.find(view_of(RING)), gap.find(view_of(more))
    assert before.id == after.id


def test_neighbours_are_ranked_by_the_border_they_share():
    shapes = [
        box(0, 0, 300, 100),
        box(0, 100, 100, 110),
        box(200, 100, 300, 110),
        box(0, 110, 300, 200),
    ]
    (one,) = gap.find(view_of(shapes))
    assert {one.fixes[0].codes, one.fixes[1].codes} == {("A",), ("D",)}
    assert one.fixes[-1].action == "new_grid"


def test_households_in_a_gap_are_counted():
    homes = Homes(shapely.points([[500_150.0, 3_300_150.0]]), np.array([42]))
    (one,) = gap.find(view_of(RING, homes=homes))
    assert one.households == 42


def test_ground_beyond_the_boundary_is_outside():
    view = view_of([box(0, 0, 100, 100), box(100, 0, 203, 100)], boundary=box(0, 0, 200, 100))
    (one,) = outside.find(view)
    assert one.codes == ("B",)
    assert one.area_m2 == pytest.approx(300.0)
    assert gap.find(view) == []


def test_a_grid_wholly_beyond_the_boundary_is_outside():
    view = view_of([box(0, 0, 100, 100), box(900, 0, 950, 100)], boundary=box(0, 0, 100, 100))
    (one,) = outside.find(view)
    assert one.area_m2 == pytest.approx(5000.0)
