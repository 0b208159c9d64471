import numpy as np

from gridgeo.planner.carve import close_pockets
from tests.support.maps import lattice


def test_an_empty_pocket_that_is_cut_off_joins_the_carved_grid():
    graph = lattice(5, 1, [100, 100, 0, 0, 0])
    carved = np.array([-1, -1, 0, -1, -1])
    assert close_pockets(graph, carved).tolist() == [-1, -1, 0, 0, 0]


def test_a_pocket_where_people_live_is_left_to_be_planned():
    graph = lattice(5, 1, [100, 100, 0, 0, 1])
    carved = np.array([-1, -1, 0, -1, -1])
    assert close_pockets(graph, carved).tolist() == carved.tolist()


def test_ground_that_was_on_its_own_before_is_no_pocket():
    graph = lattice(5, 1, [100, 0, 0, 0], absent={1})
    carved = np.array([-1, 0, -1, -1])
    assert close_pockets(graph, carved).tolist() == [-1, 0, -1, -1]


def test_where_nobody_lives_at_all_one_piece_is_left():
    graph = lattice(5, 1, [0] * 5)
    assert (close_pockets(graph, np.array([-1, -1, 0, -1, -1])) == -1).any()


def test_a_pocket_with_a_fixed_unit_stays():
    graph = lattice(5, 1, [100, 100, 0, 0, 0])
    carved, fixed = np.array([-1, -1, 0, -1, -1]), np.arange(5) == 4
    assert close_pockets(graph, carved, fixed).tolist() == carved.tolist()
