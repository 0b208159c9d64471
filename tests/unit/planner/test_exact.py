import itertools

import numpy as np
import pytest

from gridgeo.domain.band import HouseholdBand
from gridgeo.planner.exact import Limits, cover_exactly, solve_exactly
from gridgeo.planner.inhabited import find_gates
from gridgeo.planner.partition import describe
from tests.support.maps import is_contiguous, lattice

BAND = HouseholdBand()


def shape_cost(graph, assignment):
    grids = int(assignment.max()) + 1
    return float((1.0 - describe(graph, BAND, assignment, (None,) * grids).polsby_popper).sum())


def all_partitions(graph):
    """Every partition into contiguous grids in the band, by trying all numberings."""
    for numbers in itertools.product(range(3), repeat=graph.size):
        assignment = np.array(numbers)
        used = np.unique(assignment)
        if len(used) != used[-1] + 1:
            continue
        counts = np.bincount(assignment, weights=graph.households)
        if ((counts >= 300) & (counts <= 500)).all() and is_contiguous(graph, assignment):
            yield assignment


@pytest.mark.parametrize("grids", [None, 2, 3])
def test_the_most_compact_partition_is_what_brute_force_finds(grids):
    graph = lattice(4, 2, [150, 160, 150, 20, 150, 160, 150, 20])
    answer = solve_exactly(graph, BAND, grids=grids)
    costs = [
        shape_cost(graph, one)
        for one in all_partitions(graph)
        if grids is None or one.max() + 1 == grids
    ]
    assert answer.decided
    assert shape_cost(graph, answer.grid) == pytest.approx(min(costs))


def test_a_number_of_grids_that_counts_do_not_allow_is_refuted():
    answer = solve_exactly(lattice(3, 3, [100] * 9), BAND, grids=4)
    assert answer.decided
    assert answer.grid is None


def test_empty_units_join_what_they_lie_between():
    graph = lattice(5, 1, [200, 0, 200, 0, 400])
    answer = cover_exactly(graph, BAND)
    assert answer.decided
    assert is_contiguous(graph, answer.grid)
    assert sorted(np.bincount(answer.grid, weights=graph.households).tolist()) == [400, 400]


def test_two_grids_do_not_cross_over_the_same_empty_unit():
    # Four arms, joined in the middle only: no two pairs of them can both be joined there.
    cross = lattice(3, 3, [200, 210, 0, 220, 230], absent=(0, 2, 6, 8))
    assert cover_exactly(cross, BAND).grid is None
    assert cover_exactly(cross, BAND).decided


def test_an_empty_unit_is_a_gate_where_it_parts_people_from_others():
    assert find_gates(lattice(6, 1, [0, 200, 0, 200, 0, 400])).tolist() == [2, 4]
    assert find_gates(lattice(3, 2, [200, 0, 200, 0, 0, 0])).tolist() == []


def test_one_grid_only_leads_through_a_gate_to_people_behind_it():
    # Behind the gate 510 people fit no grid, so one of them goes with somebody before it.
    pocket = lattice(3, 3, [300, 300, 0, 170, 170, 170], absent=(1, 2, 6))
    assert find_gates(pocket).tolist() == [2]
    answer = cover_exactly(pocket, BAND)
    counts = np.bincount(answer.grid, weights=pocket.households)
    assert ((counts >= 300) & (counts <= 500)).all()
    assert is_contiguous(pocket, answer.grid)


def test_a_part_of_all_sets_refutes_nothing():
    graph, narrow = lattice(6, 5, [60] * 29, absent=(29,)), HouseholdBand(300, 305, 310)
    few = Limits(columns=400, steps=4_000, rests=1 << 12, work=1_000_000)
    assert not cover_exactly(graph, narrow, limits=few).decided


def test_a_part_of_all_sets_is_enough_for_a_cover():
    few = Limits(columns=400, steps=4_000, rests=1 << 12, work=1_000_000)
    graph = lattice(6, 4, [75] * 24)
    answer = cover_exactly(graph, BAND, limits=few)
    counts = np.bincount(answer.grid, weights=graph.households)
    assert answer.candidates <= 400
    assert ((counts >= 300) & (counts <= 500)).all()
    assert is_contiguous(graph, answer.grid)


def test_a_domain_without_households_has_no_grid_in_the_band():
    answer = cover_exactly(lattice(2, 2, [0] * 4), BAND)
    assert answer.decided
    assert answer.grid is None


def test_a_large_domain_claims_nothing():
    assert not cover_exactly(lattice(20, 20, [100] * 400), BAND).decided
