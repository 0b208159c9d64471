"""Whatever an action does, it leaves other grids alone, and every grid hangs together."""

from collections import Counter

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gridgeo.domain.band import HouseholdBand
from gridgeo.domain.errors import RefusedError
from gridgeo.planner.actions.extend import extend
from gridgeo.planner.actions.merge import merge
from gridgeo.planner.actions.push_border import push_border
from gridgeo.planner.actions.rebalance import rebalance
from gridgeo.planner.actions.split import split
from gridgeo.planner.compose import compose
from gridgeo.planner.effort import EFFORTS
from gridgeo.planner.partition import partition
from gridgeo.planner.subdivide import parents, subdivide
from tests.support.maps import districts, is_contiguous

BAND = HouseholdBand()
FAST = EFFORTS["fast"]


@st.composite
def plans(draw):
    """A district with a plan of it, and a grid of the plan."""
    graph, communities = draw(districts())
    made = partition(graph, BAND, communities=communities, effort=FAST).assignment
    return graph, communities, made, draw(st.sampled_from(np.unique(made).tolist()))


def beside(graph, assignment, grid):
    """Grids that share a passable border with one."""
    edge = (assignment[graph.rows] == grid) & graph.passable
    return [int(n) for n in np.unique(assignment[graph.indices[edge]]) if n != grid]


def require_sound(graph, before, outcome, *grids):
    """Hold an outcome to what every action promises."""
    after, others = outcome.assignment, ~np.isin(before, grids)
    assert (after[others] == before[others]).all()
    assert is_contiguous(graph, after)
    assert outcome.changed.tolist() == np.flatnonzero(after != before).tolist()


@given(plans())
@settings(max_examples=30, deadline=None)
def test_split_then_merge_is_the_identity(case):
    graph, _, assignment, grid = case
    if (assignment == grid).sum() < 2:
        return
    parted = split(graph, assignment, grid, BAND, count=2)
    require_sound(graph, assignment, parted, grid)
    new = int(assignment.max()) + 1
    joined = merge(graph, parted.assignment, [grid, new], BAND, resplit=False).assignment
    pieces = np.unique(joined[assignment == grid])
    assert len(pieces) == 1
    assert Counter(joined.tolist())[int(pieces[0])] == int((assignment == grid).sum())


@given(plans(), st.booleans())
@settings(max_examples=30, deadline=None)
def test_merge_and_rebalance_touch_only_the_named_grids(case, anew):
    graph, _, assignment, grid = case
    near = beside(graph, assignment, grid)
    if not near:
        return
    act = rebalance if anew else merge
    outcome = act(graph, assignment, [grid, near[0]], BAND)
    require_sound(graph, assignment, outcome, grid, near[0])
    with pytest.raises(RefusedError, match="locked"):
        act(graph, assignment, [grid, near[0]], BAND, locked={grid})


@given(plans(), st.randoms(use_true_random=False))
@settings(max_examples=30, deadline=None)
def test_a_pushed_border_leaves_both_grids_whole(case, chance):
    graph, _, assignment, grid = case
    near = beside(graph, assignment, grid)
    if not near:
        return
    wanted = np.array([chance.random() < 0.6 for _ in range(graph.size)])
    try:
        outcome = push_border(graph, assignment, grid, near[0], wanted)
    except RefusedError:
        return
    require_sound(graph, assignment, outcome, grid, near[0])


@given(plans(), st.data())
@settings(max_examples=30, deadline=None)
def test_extending_gives_every_unit_a_grid_and_changes_what_it_says(case, data):
    graph, communities, assignment, _ = case
    gone = data.draw(st.sets(st.sampled_from(np.unique(assignment).tolist())))
    present = np.where(np.isin(assignment, list(gone)), -1, assignment)
    grown = extend(graph, present, BAND, communities=communities, effort=FAST)
    after = grown.outcome.assignment
    assert (after >= 0).all()
    assert is_contiguous(graph, after)
    changed = np.unique(present[(present >= 0) & (after != present)]).tolist()
    assert changed == list(grown.redrawn)
    for grid in np.unique(after):
        assert len(set(communities[after == grid])) == 1


@given(plans())
@settings(max_examples=20, deadline=None)
def test_larger_grids_break_none_and_micro_grids_nest(case):
    graph, communities, assignment, _ = case
    larger = compose(
        graph, assignment, HouseholdBand(600, 900, 1200), communities=communities, effort=FAST
    ).assignment
    for grid in np.unique(assignment):
        assert len(set(larger[assignment == grid].tolist())) == 1
    micro = subdivide(graph, assignment, HouseholdBand(60, 100, 150), effort=FAST)
    parents(assignment, micro.assignment)  # refuses one that lies in two
    assert micro.households.sum() == graph.households.sum()
    assert is_contiguous(graph, micro.assignment)
