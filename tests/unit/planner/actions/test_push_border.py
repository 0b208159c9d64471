import numpy as np
import pytest

from gridgeo.domain.errors import BadInputError, RefusedError
from gridgeo.planner.actions.push_border import push_border
from tests.support.maps import is_contiguous, lattice

GRAPH = lattice(8, 4, [50] * 32)
COLUMN = np.arange(32) % 8
HALVES = COLUMN // 4


def test_the_border_goes_where_it_is_pushed():
    after = push_border(GRAPH, HALVES, 0, 1, COLUMN < 6)
    assert after.assignment.tolist() == (COLUMN >= 6).astype(int).tolist()
    assert after.changed.tolist() == np.flatnonzero((COLUMN == 4) | (COLUMN == 5)).tolist()


def test_it_can_be_pushed_in_both_directions_at_once():
    wanted = (COLUMN < 3) | ((COLUMN < 5) & (np.arange(32) >= 16))
    after = push_border(GRAPH, HALVES, 0, 1, wanted).assignment
    assert (after == np.where(wanted, 0, 1)).all()
    assert is_contiguous(GRAPH, after)


def test_a_piece_left_behind_goes_to_the_other_grid():
    wanted = (COLUMN < 3) | (COLUMN == 6)
    after = push_border(GRAPH, HALVES, 0, 1, wanted).assignment
    assert (after == (COLUMN >= 3)).all()


def test_other_grids_and_pinned_units_stay():
    thirds = np.where(COLUMN == 7, 2, HALVES)
    after = push_border(GRAPH, thirds, 0, 1, COLUMN < 5, pinned=[4]).assignment
    assert after[4] == 1
    assert (after[thirds == 2] == 2).all()
    assert is_contiguous(GRAPH, after)


@pytest.mark.parametrize(
    ("near", "options", "word"),
    [
        (COLUMN < 9, {}, "no units left"),
        (COLUMN < 5, {"locked": {1}}, "locked"),
        (COLUMN < 6, {"pinned": [4]}, "pinned unit"),
    ],
)
def test_what_cannot_be_done_is_refused_with_its_reason(near, options, word):
    with pytest.raises(RefusedError, match=word):
        push_border(GRAPH, HALVES, 0, 1, near, **options)


def test_grids_that_do_not_touch_share_no_border():
    with pytest.raises(RefusedError, match="do not hang together"):
        push_border(GRAPH, COLUMN // 2, 0, 3, COLUMN < 5)


def test_sides_for_other_units_are_refused():
    with pytest.raises(BadInputError, match="3 sides for 32 units"):
        push_border(GRAPH, HALVES, 0, 1, np.ones(3, dtype=bool))
