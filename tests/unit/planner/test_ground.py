from dataclasses import replace

import numpy as np
import pytest

from gridgeo.domain.band import HouseholdBand
from gridgeo.domain.enums import BandStatus
from gridgeo.domain.errors import BadInputError
from gridgeo.planner.ground import Ground, Standards, plan_ground
from gridgeo.planner.reasons import ReasonCode
from tests.support.maps import is_contiguous, lattice

GRAPH = lattice(8, 5, [50] * 40)
STANDARDS = Standards(HouseholdBand(), HouseholdBand(100, 200, 250))


def ground(graph=GRAPH, **changes):
    return replace(Ground.of(graph), **changes)


def test_town_and_country_are_planned_each_by_its_own_band():
    rural = np.arange(40) % 8 >= 4
    plan = plan_ground(ground(rural=rural), STANDARDS)
    assert set(plan.status) == {BandStatus.IN_BAND}
    assert all(100 <= count <= 250 for count in plan.households[np.unique(plan.assignment[rural])])
    assert not set(plan.assignment[rural]) & set(plan.assignment[~rural])
    assert is_contiguous(GRAPH, plan.assignment)


def test_carved_grids_come_last_and_are_held_against_the_band_of_their_place():
    carved = np.where(np.arange(40) >= 32, 0, -1)
    plan = plan_ground(ground(carved=carved, rural=carved == 0), STANDARDS)
    assert (plan.assignment[32:] == len(plan.status) - 1).all()
    assert plan.status[-1] is BandStatus.OVER
    assert plan.reasons[-1] is None
    assert plan.households.sum() == 2000
    assert plan.households[-1] == 400


def test_ground_that_is_carved_as_a_whole_leaves_nothing_to_plan():
    plan = plan_ground(ground(carved=np.zeros(40, dtype=np.int64)), STANDARDS)
    assert plan.households.tolist() == [2000]


def test_a_reason_names_its_unit_among_all_units():
    graph = lattice(4, 1, [10, 400, 700, 400])
    plan = plan_ground(ground(graph, carved=np.array([0, -1, -1, -1])), STANDARDS)
    reason = plan.reasons[plan.assignment[2]]
    assert reason is not None
    assert (reason.code, reason.unit) == (ReasonCode.UNIT_OVER_MAXIMUM, 2)


def test_progress_counts_through_town_and_country():
    told = []
    plan_ground(
        ground(rural=np.arange(40) % 8 >= 4, carved=np.where(np.arange(40) < 8, 0, -1)),
        STANDARDS,
        progress=lambda done, total: told.append((done, total)),
    )
    assert told[-1] == (32, 32)
    assert sorted(told) == told


@pytest.mark.parametrize(
    ("changes", "word"),
    [
        ({"carved": np.ones(40, dtype=np.int64)}, "without a gap"),
        ({"rural": np.zeros(3, dtype=bool)}, "rural has another length"),
    ],
)
def test_facts_that_do_not_fit_are_refused(changes, word):
    with pytest.raises(BadInputError, match=word):
        ground(**changes)
