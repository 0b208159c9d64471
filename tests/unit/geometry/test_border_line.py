import numpy as np
import pytest
import shapely

from gridgeo.domain.errors import RefusedError
from gridgeo.geometry.border_line import find_near_side

WEST, EAST = shapely.box(0, 0, 100, 100), shapely.box(100, 0, 200, 100)
POINTS = np.asarray(shapely.points(np.arange(5, 200, 10), np.full(20, 50.0)))


def line_at(x):
    return shapely.LineString([(x, -1), (x, 101)])


@pytest.mark.parametrize("x", [30, 100, 150, 190])
def test_points_before_the_line_lie_on_the_first_grids_side(x):
    near = find_near_side(WEST, EAST, line_at(x), POINTS)
    assert near.tolist() == [bool(value < x) for value in shapely.get_x(POINTS)]
    assert (find_near_side(EAST, WEST, line_at(x), POINTS) == ~near).all()


def test_a_line_that_bends_over_the_old_border_gives_to_both():
    bent = shapely.LineString([(80, -1), (80, 40), (130, 60), (130, 101)])
    points = np.asarray(shapely.points([[90, 20], [120, 80], [140, 80], [70, 20]]))
    assert find_near_side(WEST, EAST, bent, points).tolist() == [False, True, False, True]


def test_points_elsewhere_lie_on_neither_side():
    assert not find_near_side(WEST, EAST, line_at(50), np.array([shapely.Point(10, 500)])).any()


def test_a_line_that_stops_inside_divides_nothing():
    with pytest.raises(RefusedError, match="from edge to edge"):
        find_near_side(WEST, EAST, shapely.LineString([(150, -1), (150, 50)]), POINTS)
