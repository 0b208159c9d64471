from dataclasses import replace

import numpy as np
import pytest
import shapely

from gridgeo.domain.band import HouseholdBand
from gridgeo.domain.enums import Relation
from gridgeo.domain.errors import BadInputError
from gridgeo.topology.align.align import align, take
from gridgeo.topology.align.ground import NOBODY, common_ground
from gridgeo.topology.align.homes import add_areas, add_grid_counts, add_points
from gridgeo.topology.align.outlines import draw
from gridgeo.topology.align.proposals import ProposalKind, handover, propose
from gridgeo.topology.align.rules import AlignRules
from tests.support.alignments import assert_whole, boxes
from tests.support.coverages import ORIGIN

MODEL = boxes((0, 0, 2, 2), (2, 0, 4, 2))
# The first reaches over the model's border, the last lies wholly in the model's second grid.
PRESENT = boxes((0, 0, 2.5, 2), (2.5, 0, 3.5, 2), (3.5, 0, 4, 2))


def homes(ground, *places):
    """Put (x, y, households) into a ground, in hundreds of metres."""
    points = shapely.points(ORIGIN + 100.0 * np.array([place[:2] for place in places]))
    return add_points(ground, points, np.array([place[2] for place in places]))[0]


@pytest.fixture
def ground():
    made, _ = common_ground(MODEL, PRESENT)
    return homes(made, (1, 1, 300), (2.2, 1, 40), (3, 1, 100), (3.8, 1, 60))


def kinds(alignment):
    return {one.grid: one.kind for one in propose(alignment)}


def test_whole_grids_go_to_the_grid_with_most_of_their_households(ground):
    done = align(ground, Relation.WHOLE_GRIDS_OF)
    assert done.moved_households == done.least_households == 100
    assert kinds(done) == {0: "redrawn", 1: "redrawn", 2: "retired"}
    assert [one.keeps_code for one in propose(done)] == [True, True, False]


def test_a_band_moves_whole_grids_to_a_neighbour():
    model = boxes((0, 0, 1, 1), (1, 0, 2, 1), (2, 0, 3, 1))
    present = boxes((0, 0, 2, 1), (2, 0, 3, 1))
    ground = homes(
        common_ground(model, present)[0], (0.5, 0.5, 300), (1.5, 0.5, 300), (2.5, 0.5, 10)
    )
    assert align(ground, Relation.WHOLE_GRIDS_OF).moved_households == 0
    wished = AlignRules(band=HouseholdBand(250, 300, 400))
    done = align(ground, Relation.WHOLE_GRIDS_OF, wished)
    assert done.moved_households == 300
    assert np.array_equal(np.unique(done.owner[ground.model == 1]), [1])


def test_a_grid_does_not_fall_apart_for_the_sake_of_a_few_households():
    model = boxes((0, 0, 1, 1), (1, 0, 2, 1), (2, 0, 3, 1))
    present = boxes((0, 0, 3, 0.4), (0, 0.4, 3, 1))
    lower = [(0.5, 0.2, 90), (1.5, 0.2, 50), (2.5, 0.2, 80)]
    upper = [(0.5, 0.8, 50), (1.5, 0.8, 90), (2.5, 0.8, 50)]
    ground = homes(common_ground(model, present)[0], *lower, *upper)
    done = align(ground, Relation.WHOLE_GRIDS_OF)
    assert done.least_households == 150
    assert done.moved_households == 180
    assert np.array_equal(np.unique(done.owner[ground.model == 2]), [1])


def test_same_grids_are_matched_one_to_one_and_the_rest_ends(ground):
    done = align(ground, Relation.SAME_AS)
    assert kinds(done) == {0: "redrawn", 1: "redrawn", 2: "retired"}
    assert done.moved_households == 100


def test_a_grid_of_the_model_without_a_counterpart_is_created():
    model = boxes((0, 0, 1, 1), (1, 0, 2, 1))
    present = boxes((0, 0, 2, 1))
    ground = homes(common_ground(model, present)[0], (0.5, 0.5, 300), (1.5, 0.5, 200))
    done = align(ground, Relation.SAME_AS)
    assert kinds(done) == {0: "redrawn", 1: "created"}
    assert done.moved_households == 200


def test_a_grid_that_has_to_nest_is_cut_and_a_small_part_joins_a_neighbour(ground):
    done = align(ground, Relation.NESTS_IN, AlignRules(band=HouseholdBand(50, 100, 400)))
    assert kinds(done) == {0: "redrawn", 1: "redrawn"}
    assert done.moved_households == done.least_households == 40
    free = align(ground, Relation.NESTS_IN)
    assert kinds(free) == {0: "redrawn", 3: "created"}


def test_what_a_cut_leaves_below_the_minimum_joins_a_neighbour(ground):
    done = align(ground, Relation.NESTS_IN, AlignRules(band=HouseholdBand(350, 400, 500)))
    assert 0 in done.owner[ground.model == 0]  # alone in its grid of the model: nobody to join
    assert len(done.faults()) == 0


def test_ground_that_the_network_stays_away_from_is_left_bare_unless_all_is_asked_for():
    present = boxes((0, 0, 2.1, 2))
    ground = homes(common_ground(MODEL, present)[0], (1, 1, 300), (3, 1, 200))
    done = align(ground, Relation.WHOLE_GRIDS_OF)
    assert np.all(done.owner[ground.model == 1] == NOBODY)
    assert done.moved_households == 0
    full = align(ground, Relation.WHOLE_GRIDS_OF, AlignRules(cover=True))
    assert np.all(full.owner == 0)
    assert full.moved_households == 200


def test_ground_outside_the_model_stays_but_slivers_go():
    present = boxes((-1, 0, 2, 2), (2, 0, 4.01, 2))
    ground = homes(common_ground(MODEL, present)[0], (-0.5, 1, 7), (1, 1, 300), (3, 1, 200))
    done = align(ground, Relation.SAME_AS)
    outside = ground.model == NOBODY
    assert sorted(done.owner[outside].tolist()) == [NOBODY, 0]
    assert done.moved_households == 0


def test_contested_ground_and_gaps_get_one_grid():
    present = boxes((0, 0, 2.2, 2), (2, 0, 3, 2), (3.1, 0, 4, 2))
    ground, pieces = common_ground(MODEL, present)
    assert ground.contested.sum() == 1
    for relation in (Relation.SAME_AS, Relation.NESTS_IN, Relation.WHOLE_GRIDS_OF):
        done = align(ground, relation)
        drawn = draw(done, pieces, present)
        assert_whole(done, drawn)
        assert np.isclose(shapely.area(drawn).sum(), shapely.area(MODEL).sum())


def test_grids_left_alone_keep_their_ground_and_the_taken_ones_trade_among_themselves(ground):
    done = align(ground, Relation.WHOLE_GRIDS_OF)
    nothing = take(done, np.zeros(done.size, dtype=bool))
    assert not nothing.moved.any()
    assert len(nothing.faults()) == 1
    some = take(done, np.array([False, True, True]))
    assert some.moved_households == 60
    assert len(some.faults()) == 1


def test_the_handover_names_who_gives_and_who_takes(ground):
    listed = handover(align(ground, Relation.WHOLE_GRIDS_OF))
    pairs = zip(
        listed.giver.tolist(), listed.taker.tolist(), listed.households.tolist(), strict=True
    )
    assert list(pairs) == [(0, 1, 40), (2, 1, 60)]


def test_proposals_that_trade_ground_are_one_group(ground):
    proposals = propose(align(ground, Relation.WHOLE_GRIDS_OF))
    assert [one.partners for one in proposals] == [(1,), (0, 2), (1,)]
    assert {one.group for one in proposals} == {1}
    assert proposals[2].kind is ProposalKind.RETIRED


def test_small_areas_are_shared_out_to_the_last_household():
    ground, _ = common_ground(MODEL, PRESENT)
    counted = add_areas(ground, boxes((0, 0, 4, 1), (0, 1, 4, 2)), np.array([101, 0]))
    assert counted.households.sum() == 101
    beyond = add_areas(ground, boxes((3, 0, 5, 2)), np.array([10]))
    assert beyond.households.sum() == 5


def test_counts_of_the_grids_are_spread_over_their_ground():
    ground, _ = common_ground(MODEL, PRESENT)
    counted = add_grid_counts(ground, np.array([100, 50, 25]))
    held = [counted.households[counted.present == grid].sum() for grid in range(3)]
    assert held == [100, 50, 25]
    assert counted.households[(counted.present == 0) & (counted.model == 1)].sum() == 20


def test_a_free_network_has_nothing_to_be_aligned_to(ground):
    with pytest.raises(BadInputError, match="nothing to be aligned"):
        align(ground, Relation.FREE)


def test_the_same_input_gives_the_same_alignment(ground):
    again = replace(ground)
    for relation in (Relation.SAME_AS, Relation.NESTS_IN, Relation.WHOLE_GRIDS_OF):
        assert np.array_equal(align(ground, relation).owner, align(again, relation).owner)


def test_ground_outside_the_model_follows_when_its_grid_goes_elsewhere():
    # Where the model has a hole, the western grid has ground that only the eastern one is near to.
    model = boxes((0, 0, 1, 2), (1, 0, 2, 1), (1, 1, 2, 2), (2, 0, 3, 2), (3, 0, 4, 2))
    hole = boxes((2.2, 0.5, 2.8, 1.5))[0]
    model[3] = model[3].difference(hole)
    present = boxes((0, 0, 2.9, 2), (2.9, 0, 4, 2))
    ground = homes(common_ground(model, present)[0], (0.5, 1, 90), (2.95, 1, 50), (2.1, 1, 10))
    done = align(ground, Relation.WHOLE_GRIDS_OF)
    assert np.all(done.owner[ground.model == NOBODY] == 1)


def test_a_grid_that_the_network_holds_a_part_of_is_taken_whole():
    present = boxes((0, 0, 2.5, 2))
    ground = homes(common_ground(MODEL, present)[0], (1, 1, 300), (2.2, 1, 107), (3, 1, 264))
    done = align(ground, Relation.WHOLE_GRIDS_OF)
    assert np.all(done.owner[ground.model != NOBODY] == 0)
    assert done.uncovered_households == 0
    away = align(ground, Relation.WHOLE_GRIDS_OF, AlignRules(least_share=0.5))
    assert away.uncovered_households == 107
