"""Which grids keep their codes."""

import numpy as np

from gridgeo.services.plan_continuity import find_continued


def continued(assignment: list[int], present: list[int], counts: list[int]) -> list[int]:
    grids = max(assignment) + 1
    answer = find_continued(
        np.array(assignment), np.array(present), np.array(counts), np.ones(len(counts)), grids
    )
    return answer.tolist()


def test_a_grid_that_keeps_most_people_on_both_sides_continues() -> None:
    assert continued([0, 0, 0, 1], [0, 0, 1, 1], [10, 10, 5, 10]) == [0, 1]


def test_a_grid_split_in_half_continues_nowhere() -> None:
    assert continued([0, 1], [0, 0], [10, 10]) == [-1, -1]


def test_the_larger_part_of_a_split_grid_keeps_the_code() -> None:
    assert continued([0, 0, 1], [0, 0, 0], [10, 10, 10]) == [0, -1]


def test_two_merged_grids_give_the_code_of_the_larger() -> None:
    assert continued([0, 0], [0, 1], [10, 11]) == [1]


def test_ground_decides_where_nobody_lives() -> None:
    assert continued([0, 0, 1], [1, 1, 0], [0, 0, 0]) == [1, 0]


def test_without_present_grids_nothing_is_continued() -> None:
    assert continued([0, 1], [-1, -1], [10, 10]) == [-1, -1]
