import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from gridgeo.domain.band import HouseholdBand
from gridgeo.domain.enums import BandStatus
from gridgeo.planner.effort import Effort
from gridgeo.planner.exact import solve_exactly
from gridgeo.planner.feasibility import explain_count, explain_cut_unit
from gridgeo.planner.given import Given
from gridgeo.planner.partition import partition
from tests.support.maps import best_by_brute_force, districts, is_contiguous, lattice

BAND = HouseholdBand()
QUICK = Effort(100, 1)


@given(districts(rivers=True), st.integers(0, 3))
@example((lattice(3, 3, [0] * 9), np.zeros(9, dtype=int)), 0)  # nobody lives there
@example((lattice(1, 1, [400]), np.zeros(1, dtype=int)), 0)
@example((lattice(1, 1, [10**12]), np.zeros(1, dtype=int)), 0)
@settings(deadline=None, max_examples=60)
def test_every_plan_conserves_covers_hangs_together_and_explains(district, seed):
    graph, communities = district
    plan = partition(graph, BAND, communities=communities, seed=seed, effort=QUICK)
    grids = len(plan.status)
    assert sorted(set(plan.assignment.tolist())) == list(range(grids))
    assert plan.households.sum() == graph.households.sum()
    assert plan.units.sum() == graph.size
    assert plan.area_m2.sum() == pytest.approx(graph.area_m2.sum())
    assert is_contiguous(graph, plan.assignment)
    for grid in range(grids):
        members = plan.assignment == grid
        assert len(set(communities[members].tolist())) == 1
        outside = plan.status[grid] is not BandStatus.IN_BAND
        assert outside == (plan.reasons[grid] is not None)
    for unit in np.flatnonzero(graph.households > BAND.maximum):
        assert plan.units[plan.assignment[unit]] == 1
        assert plan.status[plan.assignment[unit]] is BandStatus.OVER


@given(districts())
@settings(deadline=None, max_examples=20)
def test_the_plan_does_not_depend_on_workers_or_on_other_communities(district):
    graph, communities = district
    one = partition(graph, BAND, communities=communities, effort=QUICK, jobs=1)
    two = partition(graph, BAND, communities=communities, effort=QUICK, jobs=2)
    np.testing.assert_array_equal(one.assignment, two.assignment)
    chosen = np.flatnonzero(communities == communities[0])
    alone = partition(
        graph.take(chosen), BAND, communities=communities[chosen], effort=Effort(100, 1)
    )
    together = one.assignment[chosen]
    np.testing.assert_array_equal(alone.assignment, together - together.min())


@given(districts(most_columns=4, most_rows=2, counts=st.integers(0, 420), rivers=True))
@settings(deadline=None, max_examples=60)
def test_a_proof_of_infeasibility_agrees_with_brute_force(district):
    graph, _ = district
    graph = graph.take(np.flatnonzero(graph.components() == 0))
    possible = best_by_brute_force(graph, BAND)
    if explain_count(graph, BAND) or explain_cut_unit(graph, BAND):
        assert not possible
    exact = solve_exactly(graph, BAND)
    assert exact.decided
    assert (exact.grid is not None) == possible


@given(districts(most_columns=4, most_rows=3, counts=st.integers(0, 420), rivers=True))
@settings(deadline=None, max_examples=40)
def test_whatever_can_be_solved_is_solved(district):
    graph, _ = district
    graph = graph.take(np.flatnonzero(graph.components() == 0))
    exact = solve_exactly(graph, BAND)
    plan = partition(graph, BAND, effort=QUICK)
    in_band = all(one is BandStatus.IN_BAND for one in plan.status)
    assert in_band == (exact.grid is not None)


@given(districts(), st.floats(0.0, 5.0))
@settings(deadline=None, max_examples=30)
def test_mending_present_grids_conserves_and_hangs_together(district, seed_share):
    graph, communities = district
    rng = np.random.default_rng(int(seed_share * 1000))
    present = rng.integers(-1, 4, graph.size)
    plan = partition(
        graph, BAND, communities=communities, given=Given(present=present), effort=QUICK
    )
    assert plan.households.sum() == graph.households.sum()
    assert is_contiguous(graph, plan.assignment)
