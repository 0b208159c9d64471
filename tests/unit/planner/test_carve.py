import numpy as np
import pytest

from gridgeo.domain.band import HouseholdBand
from gridgeo.domain.errors import BadInputError
from gridgeo.planner.carve import close_pockets, plan_around
from gridgeo.planner.partition import partition
from gridgeo.planner.reasons import ReasonCode
from tests.support.maps import is_contiguous, lattice

BAND = HouseholdBand()


def test_an_empty_pocket_that_is_cut_off_joins_the_carved_grid():
    graph = lattice(5, 1, [100, 100, 0, 0, 0])
    carved = np.array([-1, -1, 0, -1, -1])
    assert close_pockets(graph, carved).tolist() == [-1, -1, 0, 0, 0]


def test_a_pocket_where_people_live_is_left_to_be_planned():
    graph = lattice(5, 1, [100, 100, 0, 0, 1])
    carved = np.array([-1, -1, 0, -1, -1])
    assert close_pockets(graph, carved).tolist() == carved.tolist()


def test_ground_that_was_on_its_own_before_is_no_pocket():
    graph = lattice(5, 1, [100, 0, 0, 0], absent={1})
    carved = np.array([-1, 0, -1, -1])
    assert close_pockets(graph, carved).tolist() == [-1, 0, -1, -1]


def test_where_nobody_lives_at_all_one_piece_is_left():
    graph = lattice(5, 1, [0] * 5)
    assert (close_pockets(graph, np.array([-1, -1, 0, -1, -1])) == -1).any()


def test_the_rest_is_planned_and_carved_grids_come_last():
    graph = lattice(8, 5, [50] * 40)
    carved = np.where(np.arange(40) >= 32, 0, -1)
    plan = plan_around(graph, BAND, carved, lambda rest: partition(graph.take(rest), BAND))
    assert (plan.assignment[32:] == len(plan.status) - 1).all()
    assert plan.reasons[-1] is None
    assert plan.households.sum() == 2000
    assert plan.households[-1] == 400
    assert is_contiguous(graph, plan.assignment)


def test_a_reason_names_its_unit_among_all_units():
    graph = lattice(4, 1, [10, 400, 700, 400])
    carved = np.array([0, -1, -1, -1])
    plan = plan_around(graph, BAND, carved, lambda rest: partition(graph.take(rest), BAND))
    reason = plan.reasons[plan.assignment[2]]
    assert reason is not None
    assert (reason.code, reason.unit) == (ReasonCode.UNIT_OVER_MAXIMUM, 2)


def test_carved_grids_with_a_gap_are_refused():
    graph = lattice(4, 1, [400] * 4)
    with pytest.raises(BadInputError, match="without a gap"):
        plan_around(graph, BAND, np.array([1, -1, -1, -1]), lambda rest: partition(graph))
