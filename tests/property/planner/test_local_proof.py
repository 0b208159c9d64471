import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from gridgeo.domain.band import HouseholdBand
from gridgeo.planner.effort import Effort
from gridgeo.planner.exact import cover_exactly, solve_exactly
from gridgeo.planner.inhabited import leave_out_empty
from gridgeo.planner.kernels.model import make_control
from gridgeo.planner.local_proof import prove_locally
from gridgeo.planner.partition import partition
from tests.support.maps import best_by_brute_force, districts

BAND = HouseholdBand()
COUNTS = st.sampled_from([0, 0, 40, 120, 200, 260, 280, 299, 300, 420, 500])


@given(districts(most_columns=4, most_rows=3, counts=COUNTS, rivers=True))
@settings(deadline=None, max_examples=60)
def test_a_local_proof_is_never_wrong(district):
    graph, _ = district
    graph = graph.take(np.flatnonzero(graph.components() == 0))
    order = np.argsort(-graph.households, kind="stable")
    proof = prove_locally(leave_out_empty(graph), BAND, order, make_control())
    if proof is not None:
        assert proof.proved
        assert not best_by_brute_force(graph, BAND)


@given(districts(most_columns=4, most_rows=3, counts=COUNTS, rivers=True))
@settings(deadline=None, max_examples=60)
def test_the_quick_cover_and_the_solver_agree(district):
    graph, _ = district
    graph = graph.take(np.flatnonzero(graph.components() == 0))
    quick, best = cover_exactly(graph, BAND), solve_exactly(graph, BAND)
    assert quick.decided
    assert best.decided
    assert (quick.grid is None) == (best.grid is None)
    if quick.grid is not None:
        counts = np.bincount(quick.grid, weights=graph.households)
        used = counts[np.unique(quick.grid)]
        assert ((used >= BAND.minimum) & (used <= BAND.maximum)).all()


@given(districts(most_columns=5, most_rows=4, counts=COUNTS, rivers=True))
@settings(deadline=None, max_examples=30)
def test_a_plan_never_claims_what_brute_force_refutes(district):
    graph, _ = district
    graph = graph.take(np.flatnonzero(graph.components() == 0)[:12])
    graph = graph.take(np.flatnonzero(graph.components() == 0))
    plan = partition(graph, BAND, effort=Effort(60, 1))
    if best_by_brute_force(graph, BAND):
        assert all(one.value == "in_band" for one in plan.status)
    else:
        assert any(reason is not None for reason in plan.reasons)
