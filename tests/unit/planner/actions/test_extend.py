import numpy as np
import pytest

from gridgeo.domain.band import HouseholdBand
from gridgeo.domain.errors import BadInputError
from gridgeo.planner.actions.extend import extend
from tests.support.maps import is_contiguous, lattice

BAND = HouseholdBand()
COLUMN = np.arange(32) % 8


def counts(graph, assignment):
    return np.bincount(assignment, weights=graph.households)


def test_new_ground_for_whole_grids_leaves_the_present_ones_alone():
    graph = lattice(8, 4, [50] * 32)
    present = np.where(COLUMN < 4, COLUMN // 2, -1)
    grown = extend(graph, present, BAND)
    after = grown.outcome.assignment
    assert (after[present >= 0] == present[present >= 0]).all()
    assert grown.new == (2, 3)
    assert (grown.grown, grown.redrawn, grown.left) == ((), (), ())
    assert counts(graph, after).tolist() == [400.0] * 4
    assert is_contiguous(graph, after)


def test_a_little_new_ground_joins_a_neighbour_with_room():
    graph = lattice(8, 4, [40] * 28 + [10] * 4)
    present = np.where(np.arange(32) < 28, COLUMN // 2, -1)
    present[[28, 29, 30, 31]] = -1
    grown = extend(graph, present, BAND)
    assert grown.new == ()
    assert set(grown.grown) <= {0, 1, 2, 3}
    assert grown.grown
    assert grown.redrawn == ()


def test_where_nobody_has_room_the_nearest_ground_is_divided_anew():
    present = np.array([0, 0, 1, 1, -1, -1, 0, 0, 1, 1, -1, -1])
    graph = lattice(6, 2, [120, 120, 120, 120, 60, 60, 120, 120, 120, 120, 60, 60])
    grown = extend(graph, present, BAND)
    after = grown.outcome.assignment
    assert grown.left == ()
    assert grown.redrawn == (1,)
    assert (after[present == 0] == 0).all()
    assert all(300 <= count <= 500 for count in counts(graph, after))
    assert is_contiguous(graph, after)


def test_a_locked_grid_takes_nothing_and_what_finds_no_place_is_told():
    graph = lattice(4, 1, [200, 200, 50, 50])
    present = np.array([0, 0, -1, -1])
    assert extend(graph, present, BAND).grown == (0,)
    grown = extend(graph, present, BAND, locked={0})
    assert (grown.outcome.assignment[:2] == 0).all()
    assert grown.left == grown.new == (1,)


def test_grids_do_not_grow_over_the_border_of_a_community():
    graph = lattice(4, 1, [200, 200, 50, 50])
    communities = np.array(["a", "a", "b", "b"])
    grown = extend(graph, np.array([0, 0, -1, -1]), BAND, communities=communities)
    assert grown.left == (1,)
    assert grown.grown == ()


def test_without_new_ground_nothing_changes():
    graph = lattice(8, 4, [50] * 32)
    grown = extend(graph, COLUMN // 2, BAND)
    assert not len(grown.outcome.changed)
    assert grown.new == grown.grown == grown.redrawn == grown.left == ()


def test_without_present_grids_all_ground_is_new():
    graph = lattice(8, 4, [50] * 32)
    grown = extend(graph, np.full(32, -1), BAND)
    assert grown.left == ()
    assert grown.new == tuple(range(len(grown.new)))
    assert is_contiguous(graph, grown.outcome.assignment)


def test_labels_for_other_units_are_refused():
    with pytest.raises(BadInputError, match="3 present grids for 32 units"):
        extend(lattice(8, 4, [50] * 32), np.zeros(3, dtype=np.int64), BAND)
