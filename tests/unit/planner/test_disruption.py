import numpy as np
import pytest

from gridgeo.planner.disruption import (
    find_continued,
    find_successors,
    measure_disruption,
    share_people,
)


def shared(assignment, present, counts):
    return share_people(
        np.array(assignment), np.array(present), np.array(counts), np.ones(len(counts))
    )


@pytest.mark.parametrize(
    ("assignment", "present", "counts", "continued"),
    [
        ([0, 0, 0, 1], [0, 0, 1, 1], [10, 10, 5, 10], [0, 1]),  # most people on both sides
        ([0, 1], [0, 0], [10, 10], [-1, -1]),  # split in half
        ([0, 0, 1], [0, 0, 0], [10, 10, 10], [0, -1]),  # the larger part keeps the code
        ([0, 0], [0, 1], [10, 11], [1]),  # two merged: the larger
        ([0, 0, 1], [1, 1, 0], [0, 0, 0], [1, 0]),  # ground decides where nobody lives
        ([0, 1], [-1, -1], [10, 10], [-1, -1]),  # nothing to go on from
    ],
)
def test_a_grid_keeps_its_code_where_most_people_on_both_sides_are_the_same(
    assignment, present, counts, continued
):
    assert find_continued(shared(assignment, present, counts)).tolist() == continued


def test_a_present_grid_goes_on_where_most_of_its_people_are():
    assert find_successors(shared([0, 1], [0, 0], [10, 11])).tolist() == [1]


def test_a_grid_goes_on_from_one_present_grid_only():
    assert find_successors(shared([0, 0, 1], [0, 1, 1], [10, 9, 1])).tolist() == [0, 1]
    assert find_successors(shared([0, 0], [0, 1], [10, 11])).tolist() == [-1, 0]


def test_what_changes_hands_is_counted_and_listed():
    assignment, present = np.array([0, 0, 1, 1, 2]), np.array([0, 0, 0, 1, -1])
    households, buildings = np.array([10, 10, 4, 20, 7]), np.array([1, 2, 3, 4, 5])
    found = measure_disruption(
        assignment,
        present,
        find_successors(share_people(assignment, present, households, np.ones(5))),
        {"households": households, "buildings": buildings},
        workers=np.array([1, 1]),
    )
    assert (found.units, found.counts) == (1, {"households": 4, "buildings": 3})
    assert (found.unchanged, found.changed, found.gone, found.new) == (0, 2, 0, 1)
    assert found.workers == 0
    assert [(move.present, move.new, move.units) for move in found.moves] == [(0, 1, 1)]


def test_a_grid_that_is_gone_leaves_its_worker_without_one():
    assignment, present = np.zeros(3, dtype=np.int64), np.array([0, 1, 1])
    households = np.array([5, 10, 10])
    found = measure_disruption(
        assignment,
        present,
        find_successors(share_people(assignment, present, households, np.ones(3))),
        {"households": households},
        workers=np.array([2, 1]),
    )
    assert (found.gone, found.workers, found.counts["households"]) == (1, 2, 5)
    assert (found.unchanged, found.changed) == (0, 1)


def test_nothing_changes_hands_where_nothing_changes():
    present = np.array([0, 1, 1])
    successor = find_successors(share_people(present, present, np.ones(3, int), np.ones(3)))
    found = measure_disruption(present, present, successor, {"households": np.ones(3, int)})
    assert (found.units, found.unchanged, found.changed, found.moves) == (0, 2, 0, ())
    assert found.workers is None
