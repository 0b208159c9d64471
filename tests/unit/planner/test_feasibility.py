import numpy as np
import pytest

from gridgeo.domain.band import HouseholdBand
from gridgeo.planner.exact import solve_exactly
from gridgeo.planner.feasibility import (
    admit,
    explain_count,
    explain_cover,
    explain_cut_unit,
)
from gridgeo.planner.kernels.branches import remainders
from gridgeo.planner.partition import partition
from gridgeo.planner.reasons import ReasonCode
from tests.support.maps import lattice

BAND = HouseholdBand()


@pytest.mark.parametrize(
    ("columns", "rows", "households", "absent", "code"),
    [
        (1, 1, [889], (), ReasonCode.UNIT_OVER_MAXIMUM),
        (2, 1, [100, 150], (), ReasonCode.PART_UNDER_MINIMUM),
        (2, 1, [250, 301], (), ReasonCode.NO_WHOLE_NUMBER),
        # A cross: four arms of 200 can only join over the middle, which holds two of them at most.
        (3, 3, [200, 200, 0, 200, 200], (0, 2, 6, 8), ReasonCode.CUT_UNIT),
        # A ring of four: 450 next to 450, so the two 50s cannot come together with either.
        (2, 2, [480, 480, 120, 120], (), ReasonCode.NO_COVER),
    ],
)
def test_each_reason_is_named_where_it_is_true(columns, rows, households, absent, code):
    graph = lattice(columns, rows, households, absent)
    exact = solve_exactly(graph, BAND)
    reason = explain(graph, exact)
    assert exact.decided
    assert exact.grid is None
    assert reason.code is code
    assert reason.proved


def test_beyond_the_limits_of_the_proofs_the_answer_claims_nothing():
    graph = lattice(8, 8, [20] * 64)
    exact = solve_exactly(graph, BAND)
    assert not exact.decided
    assert explain(graph, exact) is None


def test_what_is_not_found_is_told_with_the_moves_that_were_made():
    reason = admit(560_000)
    assert "560,000 moves" in reason.sentence
    assert not reason.proved


def explain(graph, exact):
    return explain_count(graph, BAND) or explain_cut_unit(graph, BAND) or explain_cover(exact)


def test_the_unit_of_a_reason_is_named_among_all_units():
    plan = partition(lattice(4, 1, [320, 350, 900, 400]), BAND)
    reason = plan.reasons[plan.assignment[2]]
    assert reason.unit == 2
    assert "B7 alone has 900" in reason.tell("B7")


def test_remainders_are_what_whole_grids_leave():
    left = remainders(560, 300, 500)
    assert np.flatnonzero(left).tolist() == list(range(60, 261))
    assert remainders(400, 300, 500)[0]
    assert np.flatnonzero(remainders(120, 300, 500)).tolist() == [120]
