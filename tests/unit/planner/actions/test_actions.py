import numpy as np
import pytest

from gridgeo.domain.band import HouseholdBand
from gridgeo.domain.errors import NotFoundError, RefusedError
from gridgeo.planner.actions.merge import merge
from gridgeo.planner.actions.reassign import reassign
from gridgeo.planner.actions.rebalance import rebalance
from gridgeo.planner.actions.split import split
from tests.support.maps import is_contiguous, lattice

BAND = HouseholdBand()
GRAPH = lattice(8, 4, [50] * 32)  # 1,600 households: four grids of 400
QUARTERS = np.arange(32) % 8 // 2


def counts(assignment):
    return np.bincount(assignment, weights=GRAPH.households)


def test_split_takes_the_fewest_grids_and_keeps_the_number():
    whole = np.zeros(32, dtype=np.int64)
    after = split(GRAPH, whole, 0, BAND).assignment
    assert sorted(set(after.tolist())) == [0, 1, 2, 3]
    assert counts(after).tolist() == [400.0] * 4
    assert is_contiguous(GRAPH, after)


def test_split_into_a_given_number():
    after = split(GRAPH, np.zeros(32, dtype=np.int64), 0, BAND, count=5).assignment
    assert len(set(after.tolist())) == 5
    assert is_contiguous(GRAPH, after)


def test_split_then_merge_is_the_identity():
    once = split(GRAPH, QUARTERS, 2, BAND, count=2)
    again = merge(GRAPH, once.assignment, [2, 4], BAND)
    assert set(once.changed) == set(again.changed)
    np.testing.assert_array_equal(again.assignment, QUARTERS)


def test_merge_divides_anew_what_would_be_too_large():
    thirds = np.minimum(np.arange(32) % 8, 2)  # 200, 200, 1,200 households
    after = merge(GRAPH, thirds, [0, 1, 2], BAND).assignment
    assert len(set(after.tolist())) == 3
    plain = merge(GRAPH, thirds, [0, 1, 2], BAND, resplit=False).assignment
    assert set(plain.tolist()) == {2}


def test_rebalance_brings_neighbours_into_the_band_and_keeps_their_numbers():
    uneven = np.where(np.arange(32) % 8 < 3, 0, np.where(np.arange(32) % 8 < 4, 1, 2))
    uneven = np.where(np.arange(32) % 8 > 5, 3, uneven)  # 600, 200, 400, 400
    after = rebalance(GRAPH, uneven, [0, 1], BAND).assignment
    assert ((counts(after) >= 300) & (counts(after) <= 500)).all()
    np.testing.assert_array_equal(after[uneven > 1], uneven[uneven > 1])
    assert is_contiguous(GRAPH, after)


def test_reassign_moves_units_and_names_them():
    outcome = reassign(GRAPH, QUARTERS, [1, 9], 1)
    assert outcome.changed.tolist() == [1, 9]
    assert outcome.assignment[[1, 9]].tolist() == [1, 1]
    assert QUARTERS[1] == 0


@pytest.mark.parametrize(
    ("act", "word"),
    [
        (lambda: reassign(GRAPH, QUARTERS, [0], 3), "fall into 2 parts"),
        (lambda: reassign(GRAPH, QUARTERS, np.flatnonzero(QUARTERS == 0), 1), "no units left"),
        (lambda: reassign(GRAPH, QUARTERS, [99], 1), "between 0 and 31"),
        (lambda: merge(GRAPH, QUARTERS, [0, 3], BAND), "do not hang together"),
        (lambda: merge(GRAPH, QUARTERS, [0], BAND), "at least two"),
        (lambda: rebalance(GRAPH, QUARTERS, [1], BAND), "at least two"),
        (lambda: split(GRAPH, QUARTERS, 1, BAND, count=9), "cannot become 9"),
        (lambda: split(GRAPH, QUARTERS, 1, BAND, locked={1}), "locked"),
        (lambda: reassign(GRAPH, QUARTERS, [1], 1, locked={0}), "locked"),
    ],
)
def test_what_cannot_be_done_is_refused_with_its_reason(act, word):
    with pytest.raises(RefusedError, match=word):
        act()


def test_a_grid_that_is_not_there_is_not_found():
    with pytest.raises(NotFoundError, match="no grid 7"):
        split(GRAPH, QUARTERS, 7, BAND)
