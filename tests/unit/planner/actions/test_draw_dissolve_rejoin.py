import numpy as np
import pytest

from gridgeo.domain.band import HouseholdBand
from gridgeo.domain.errors import RefusedError
from gridgeo.planner.actions.dissolve import dissolve_grid
from gridgeo.planner.actions.draw import draw
from gridgeo.planner.actions.rejoin import rejoin
from gridgeo.planner.graph import UnitGraph

BAND = HouseholdBand(100, 150, 200)


def row(count: int) -> UnitGraph:
    """Units in a row, 50 households each, ten metres of border between neighbours."""
    pairs = np.array([[i, i + 1] for i in range(count - 1)], dtype=np.int64)
    ones = np.ones(count)
    return UnitGraph.build(
        pairs, np.full(count - 1, 10.0), np.full(count, 50), ones * 100, ones * 40
    )


def test_drawn_units_become_a_grid_and_an_empty_one_is_gone():
    present = np.array([0, 0, 1, 2, 2])
    outcome = draw(row(5), present, [1, 2], 7)
    assert outcome.assignment.tolist() == [0, 7, 7, 2, 2]
    assert outcome.changed.tolist() == [1, 2]
    assert present.tolist() == [0, 0, 1, 2, 2]


@pytest.mark.parametrize(
    ("units", "locked", "word"),
    [
        ([], (), "no units"),
        ([0, 1], (), "a grid already"),
        ([0, 3], (), "do not hang together"),
        ([3], (), "Grid 1 would fall into 2 parts"),
        ([2], (1,), "locked"),
    ],
)
def test_what_cannot_be_drawn_is_refused(units, locked, word):
    with pytest.raises(RefusedError, match=word):
        draw(row(5), np.array([0, 0, 1, 1, 1]), units, 7, locked=locked)


def test_a_dissolved_grid_goes_where_there_is_room():
    present = np.array([0, 0, 0, 1, 1, 2, 2])
    outcome = dissolve_grid(row(7), present, 1, BAND)
    assert np.bincount(outcome.assignment).tolist() in ([4, 0, 3], [3, 0, 4])
    assert dissolve_grid(row(7), present, 1, BAND, locked=(0,)).assignment.tolist() == [
        0, 0, 0, 2, 2, 2, 2,
    ]  # fmt: skip


def test_a_grid_without_open_neighbours_is_not_dissolved():
    with pytest.raises(RefusedError, match="no unlocked grid around"):
        dissolve_grid(row(4), np.array([0, 0, 1, 1]), 1, BAND, locked=(0,))


def test_parts_that_lie_apart_join_the_grid_around_them():
    present = np.array([0, 0, 1, 0, 1, 1])
    assert rejoin(row(6), present, [0, 1]).assignment.tolist() == [0, 0, 1, 1, 1, 1]


def test_locked_grids_are_neither_mended_nor_joined():
    present = np.array([0, 0, 1, 0, 1, 1])
    assert rejoin(row(6), present, [0, 1], locked=(0, 1)).assignment.tolist() == present.tolist()
