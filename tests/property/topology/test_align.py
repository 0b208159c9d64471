"""Alignments of random networks: the least moved, sound coverages, whatever subset is taken."""

import numpy as np
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from gridgeo.domain.enums import Relation
from gridgeo.topology.align.align import align, take
from gridgeo.topology.align.ground import NOBODY, SNAP_M, common_ground
from gridgeo.topology.align.outlines import draw
from gridgeo.topology.align.proposals import handover, propose
from gridgeo.topology.align.rules import AlignRules
from tests.support.alignments import assert_whole, least_moved, settled
from tests.support.coverages import lattice

RELATIONS = st.sampled_from([Relation.SAME_AS, Relation.NESTS_IN, Relation.WHOLE_GRIDS_OF])
SEEDS = st.integers(0, 10_000)
COVER = AlignRules(cover=True)


def networks(seed, model=(2, 2), present=(2, 2), size_m=(200.0, 200.0)):
    """Two lattices over about the same ground."""
    a = lattice(*model, seed, size_m=size_m[0]).polygons()
    b = lattice(*present, seed + 1, size_m=size_m[1]).polygons()
    return a, b


@given(seed=SEEDS, relation=RELATIONS)
@settings(max_examples=25, deadline=None)
def test_no_alignment_moves_fewer_households_than_is_said(seed, relation):
    model, present = networks(seed, (2, 2), (2, 1))
    ground = settled(common_ground(model, present)[0], seed)
    done = align(ground, relation, AlignRules(cover=True, sliver_width_m=0.0))
    assert done.least_households <= done.moved_households
    assert done.least_households <= least_moved(ground, relation)


@given(seed=SEEDS, relation=RELATIONS)
@settings(max_examples=25, deadline=None)
def test_small_networks_are_aligned_with_the_fewest_moves(seed, relation):
    # Cells that each meet all cells of the other network leave contiguity nothing to mend.
    model, present = networks(seed, (1, 2), (2, 1))
    ground = settled(common_ground(model, present)[0], seed)
    done = align(ground, relation, AlignRules(cover=True, sliver_width_m=0.0))
    # Ground outside the model follows later, where its grid has gone elsewhere.
    moved = done.moved & (ground.model != NOBODY)
    assert ground.households[moved].sum() == least_moved(ground, relation)


@given(seed=SEEDS, relation=RELATIONS, cover=st.booleans())
@settings(max_examples=20, deadline=None)
def test_an_alignment_is_a_coverage_that_keeps_the_relation(seed, relation, cover):
    model, present = networks(seed, (4, 4), (3, 3), (150.0, 200.0))
    ground, pieces = common_ground(model, present)
    done = align(settled(ground, seed), relation, AlignRules(cover=cover))
    assert len(done.faults()) == 0
    assert done.least_households <= done.moved_households
    drawn = draw(done, pieces, present)
    assert_whole(done, drawn)
    assert done.moved_households == handover(done).households.sum()


@given(seed=SEEDS, relation=RELATIONS, data=st.data())
@settings(max_examples=20, deadline=None)
def test_any_subset_is_a_coverage_and_leaves_the_others_as_they_are(seed, relation, data):
    model, present = networks(seed, (4, 4), (3, 3), (150.0, 200.0))
    ground, pieces = common_ground(model, present)
    whole = align(settled(ground, seed), relation, COVER)
    taken = np.array(data.draw(st.lists(st.booleans(), min_size=whole.size, max_size=whole.size)))
    some = take(whole, taken)
    drawn = draw(some, pieces, present)
    assert_whole(some, drawn)
    left = np.flatnonzero(~taken[: len(present)])
    # A border may be led through a new end of another one that is nearer than what is snapped.
    moved_m = shapely.hausdorff_distance(drawn[left], present[left])
    assert moved_m.max(initial=0.0) <= SNAP_M
    assert taken.any() or all(drawn[i] is present[i] for i in left)


@given(seed=SEEDS, relation=RELATIONS)
@settings(max_examples=15, deadline=None)
def test_the_proposals_account_for_every_household(seed, relation):
    model, present = networks(seed, (4, 4), (3, 3), (150.0, 200.0))
    ground = settled(common_ground(model, present)[0], seed)
    done = align(ground, relation, COVER)
    proposals = propose(done)
    held = np.bincount(done.owner[done.owner >= 0], ground.households[done.owner >= 0], done.size)
    for one in proposals:
        assert one.households_after == held[one.grid]
        assert one.households_after >= one.households_in >= 0
    everything = take(done, np.isin(np.arange(done.size), [one.grid for one in proposals]))
    assert np.array_equal(everything.owner, done.owner)


@given(seed=SEEDS)
@settings(max_examples=10, deadline=None)
def test_a_network_that_keeps_the_relation_is_left_alone(seed):
    model = lattice(4, 4, seed).polygons()
    rows = np.arange(16) // 4
    present = np.array([shapely.coverage_union_all(model[rows == i]) for i in range(4)])
    ground, pieces = common_ground(model, present)
    done = align(settled(ground, seed), Relation.WHOLE_GRIDS_OF)
    assert not done.moved.any()
    assert propose(done) == []
    drawn = draw(done, pieces, present)
    assert all(one is was for one, was in zip(drawn, present, strict=True))
