import pytest

from gridgeo.domain.errors import BadInputError
from gridgeo.services.follow_changes import read_place, share_out


def handed(version, parent, child, share):
    return {
        "version": version,
        "parent_grid_id": parent,
        "child_grid_id": child,
        "area_share": share,
    }


def test_a_grid_without_descent_keeps_its_ground():
    assert share_out(1, []) == {1: 1.0}


def test_what_is_not_handed_over_stays():
    assert share_out(1, [handed(2, 1, 2, 0.25)]) == {1: 0.75, 2: 0.25}


def test_shares_multiply_over_versions_and_add_up_where_ground_meets_again():
    descent = [
        handed(2, 1, 2, 0.5),
        handed(2, 1, 3, 0.5),
        handed(3, 2, 4, 0.5),
        handed(3, 3, 4, 1.0),
    ]
    assert share_out(1, descent) == {1: 0.0, 2: 0.25, 3: 0.0, 4: 0.75}


def test_an_exchange_within_one_version_uses_what_was_held_before_it():
    assert share_out(1, [handed(2, 1, 2, 0.5), handed(2, 2, 1, 0.5)]) == {1: 0.5, 2: 0.5}


@pytest.mark.parametrize("since", ["x", "-1", "1.5", "", "٣", "1" * 19])
def test_a_place_that_no_answer_gave_is_refused(since):
    with pytest.raises(BadInputError) as refusal:
        read_place(since)
    assert refusal.value.field == "since"
