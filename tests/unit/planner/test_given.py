import numpy as np
import pytest

from gridgeo.domain.band import HouseholdBand
from gridgeo.domain.errors import BadInputError
from gridgeo.planner.given import Given
from gridgeo.planner.partition import partition
from gridgeo.planner.reasons import ReasonCode
from gridgeo.planner.wishes import Wishes
from tests.support.maps import lattice

BAND = HouseholdBand()


def test_a_load_is_balanced_instead_of_households():
    graph = lattice(12, 6, [11] * 72)
    load = np.where(np.arange(72) % 12 < 6, 3.0, 1.0)
    wishes = Wishes(balance=20.0)

    def spread(facts):
        plan = partition(graph, BAND, given=facts, wishes=wishes)
        loads = np.bincount(plan.assignment, weights=load)
        return loads.std() / loads.mean()

    assert spread(Given(load=load)) < 0.5 * spread(Given())


def test_a_group_above_the_maximum_is_told_as_a_group():
    graph = lattice(4, 1, [350, 300, 300, 350])
    plan = partition(graph, BAND, given=Given(groups=np.array([-1, 5, 5, -1])))
    reason = plan.reasons[plan.assignment[1]]
    assert reason.code is ReasonCode.GROUP_OVER_MAXIMUM
    assert reason.unit == 1
    assert "600 households" in reason.tell("B2")


@pytest.mark.parametrize(
    ("facts", "told"),
    [
        (Given(present=np.zeros(3, dtype=np.int64)), "3 values of 'present' for 4 units"),
        (Given(load=np.array([1.0, -1.0, 0.0, 0.0])), "negative or no number"),
        (Given(pinned=np.ones(4, dtype=np.bool_)), "pinned has no present grid"),
        (
            Given(
                present=np.zeros(4, dtype=np.int64), locked=np.array([True, False, False, False])
            ),
            "locked in part",
        ),
        (
            Given(
                present=np.array([0, 1, 1, 1]),
                pinned=np.array([True, True, False, False]),
                groups=np.zeros(4, dtype=np.int64),
            ),
            "two present grids, '0' and '1'",
        ),
    ],
)
def test_facts_that_do_not_fit_are_refused(facts, told):
    with pytest.raises(BadInputError, match=told):
        partition(lattice(4, 1, [200] * 4), BAND, given=facts)
