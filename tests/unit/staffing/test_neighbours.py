"""Neighbours among grids and the way between them."""

import numpy as np
import pytest
import shapely

from gridgeo.staffing.neighbours import DETOUR, ROUND_A_BARRIER_MIN, find_neighbours

ROW = np.array([shapely.box(x, 0, x + 100, 100) for x in (0, 100, 200)], dtype=object)


def test_grids_that_share_a_border_are_neighbours() -> None:
    found = find_neighbours(ROW)
    assert found.pairs.tolist() == [[0, 1], [1, 2]]
    assert found.border_share.tolist() == pytest.approx([0.25, 0.25])
    assert found.walking_min.tolist() == pytest.approx([100 * DETOUR / 70] * 2)


def test_grids_that_meet_in_a_corner_are_not() -> None:
    corner = np.array([shapely.box(0, 0, 9, 9), shapely.box(9, 9, 20, 20)], dtype=object)
    assert len(find_neighbours(corner).pairs) == 0


def test_a_river_between_them_makes_the_way_longer() -> None:
    river = np.array([shapely.LineString([(105, -10), (105, 110)])], dtype=object)
    with_river = find_neighbours(ROW, river).walking_min - find_neighbours(ROW).walking_min
    assert with_river.tolist() == pytest.approx([ROUND_A_BARRIER_MIN, 0])


def test_no_grids_have_no_neighbours() -> None:
    found = find_neighbours(np.empty(0, dtype=object))
    assert found.pairs.shape == (0, 2)
    assert len(found.walking_min) == 0
