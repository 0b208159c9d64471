import numpy as np

from gridgeo.domain.band import HouseholdBand
from gridgeo.planner.numbers import feasible_numbers
from tests.support.maps import lattice

BAND = HouseholdBand()


def test_the_numbers_of_a_community_follow_from_its_count():
    graph = lattice(4, 1, [300, 300, 300, 300])
    (only,) = feasible_numbers(graph, BAND, np.zeros(4, dtype=np.int64))
    assert (only.fewest, only.most) == (3, 4)
    assert "1200 households make at least 3 grids of at most 500" in only.parts[0].why


def test_a_count_between_two_numbers_allows_none():
    (only,) = feasible_numbers(lattice(2, 1, [280, 290]), BAND, np.array(["a", "a"]))
    assert (only.fewest, only.most) == (None, None)
    assert "need at least 2 grids" in only.parts[0].why


def test_a_unit_above_the_maximum_is_a_part_of_its_own():
    graph = lattice(3, 1, [350, 800, 400])
    (only,) = feasible_numbers(graph, BAND, np.array([7, 7, 7]))
    assert [list(part.allowed) for part in only.parts] == [[1], [], [1]]
    assert only.households == 1550
    assert only.fewest is None


def test_communities_come_in_order():
    found = feasible_numbers(lattice(3, 1, [400] * 3), BAND, np.array(["c", "a", "b"]))
    assert [one.community for one in found] == ["a", "b", "c"]
