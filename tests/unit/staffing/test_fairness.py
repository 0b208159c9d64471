"""Loads and posts that are not fair."""

import numpy as np
import pytest

from gridgeo.staffing.fairness import find_flat_towns, load_ratios, share_out


def test_a_load_is_held_against_its_own_group() -> None:
    ratios = load_ratios(np.array([100.0, 300, 50, 50]), np.array([0, 0, 1, 1]))
    assert ratios.tolist() == pytest.approx([0.5, 1.5, 1, 1])


def test_a_group_without_load_is_even() -> None:
    assert load_ratios(np.zeros(2), np.zeros(2, dtype=np.int64)).tolist() == [1, 1]
    assert len(load_ratios(np.empty(0), np.empty(0, dtype=np.int64))) == 0


def test_every_village_the_same_whatever_its_size() -> None:
    workers, homes = np.array([2, 2, 2, 3, 5]), np.array([200, 1000, 600, 500, 900])
    (flat,) = find_flat_towns(workers, homes, np.array([0, 0, 0, 1, 1]))
    assert (flat.town, flat.workers) == (0, 2)
    assert flat.communities.tolist() == [0, 1, 2]
    assert flat.fair.tolist() == [1, 3, 2]


@pytest.mark.parametrize(
    ("workers", "homes"),
    [
        ([2, 2], [500, 600]),  # about the same size
        ([1, 3], [300, 900]),  # by size already
        ([0, 0], [300, 900]),  # nobody anywhere: a vacancy, not a pattern
        ([1, 1], [300, 900]),  # fewer than two each cannot be shared better
        ([2], [300]),
    ],
)
def test_what_is_no_such_pattern(workers, homes) -> None:
    town = np.zeros(len(workers), dtype=np.int64)
    assert find_flat_towns(np.array(workers), np.array(homes), town) == []


@pytest.mark.parametrize(
    ("posts", "homes", "shares"),
    [
        (5, [100, 400], [1, 4]),
        (6, [0, 0, 0], [2, 2, 2]),
        (2, [10, 20, 30], [0, 1, 1]),
        (0, [10], [0]),
    ],
)
def test_sharing_out(posts, homes, shares) -> None:
    assert share_out(posts, np.array(homes)).tolist() == shares
