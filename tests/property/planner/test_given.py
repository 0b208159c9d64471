import numpy as np
from hypothesis import given as examples
from hypothesis import settings
from hypothesis import strategies as st

from gridgeo.domain.band import HouseholdBand
from gridgeo.domain.enums import BandStatus
from gridgeo.planner.constrain import constrain
from gridgeo.planner.effort import Effort
from gridgeo.planner.given import Given
from gridgeo.planner.partition import partition
from gridgeo.planner.present import label_grids
from gridgeo.planner.wishes import Wishes
from tests.support.maps import districts, is_contiguous

BAND = HouseholdBand()
QUICK = Effort(60, 1)


@st.composite
def districts_with(draw, low, high):
    """A district and a number from ``low`` to ``high`` for each of its units."""
    graph, communities = draw(districts())
    numbers = draw(st.lists(st.integers(low, high), min_size=graph.size, max_size=graph.size))
    return graph, communities, np.array(numbers)


def parts(graph, communities, labels):
    """Each contiguous part of a label inside one community, as lists of units."""
    place = np.unique(np.column_stack([communities, labels]), axis=0, return_inverse=True)[1]
    pieces = graph.bar(place.reshape(-1)).components()
    return [np.flatnonzero(pieces == piece) for piece in np.unique(pieces[labels >= 0])]


@examples(districts_with(-1, 3))
@settings(deadline=None, max_examples=25)
def test_groups_stay_together(district):
    graph, communities, groups = district
    plan = partition(graph, BAND, communities=communities, given=Given(groups=groups), effort=QUICK)
    assert plan.households.sum() == graph.households.sum()
    assert is_contiguous(graph, plan.assignment)
    for units in parts(graph, communities, groups):
        if groups[units[0]] >= 0:
            assert len(set(plan.assignment[units].tolist())) == 1


@examples(districts_with(0, 4), st.integers(0, 4))
@settings(deadline=None, max_examples=25)
def test_locked_grids_keep_exactly_their_units(district, number):
    graph, communities, present = district
    locked = present == number
    plan = partition(
        graph, BAND, communities=communities,
        given=Given(present=present, locked=locked), effort=QUICK,
    )  # fmt: skip
    assert plan.households.sum() == graph.households.sum()
    if locked.any():
        grid = plan.assignment[np.flatnonzero(locked)[0]]
        np.testing.assert_array_equal(plan.assignment == grid, locked)
        outside = plan.status[grid] is not BandStatus.IN_BAND
        assert outside == (plan.reasons[grid] is not None)
    free = np.flatnonzero(~locked)
    assert is_contiguous(graph.take(free), plan.assignment[free])


@examples(districts_with(0, 3), st.randoms(use_true_random=False))
@settings(deadline=None, max_examples=25)
def test_pinned_units_stay_in_their_present_grid(district, chance):
    graph, communities, numbers = district
    present = graph.bar(np.unique(
        np.column_stack([communities, numbers]), axis=0, return_inverse=True
    )[1].reshape(-1)).components()  # fmt: skip
    pinned = np.array([chance.random() < 0.2 for _ in range(graph.size)])
    facts = Given(present=present, pinned=pinned)
    plan = partition(graph, BAND, communities=communities, given=facts, effort=QUICK)
    assert is_contiguous(graph, plan.assignment)
    # A core above the maximum is a domain of its own; it too is the only heir of its present grid.
    labels = label_grids(graph, plan.assignment, present, pinned)
    np.testing.assert_array_equal(labels[plan.assignment[pinned]], present[pinned])


@examples(districts_with(0, 3))
@settings(deadline=None, max_examples=12)
def test_more_keep_never_moves_more_households(district):
    graph, _, present = district
    communities = graph.components()
    moved = []
    for keep in (0.0, 0.3, 0.7, 1.0):
        plan = partition(
            graph, BAND, communities=communities, given=Given(present=present),
            wishes=Wishes(keep=keep), effort=QUICK,
        )  # fmt: skip
        total = 0
        for community in np.unique(communities):
            units = np.flatnonzero(communities == community)
            grid = np.unique(plan.assignment[units], return_inverse=True)[1]
            labels = label_grids(graph.take(units), grid, present[units])
            total += int(graph.households[units][labels[grid] != present[units]].sum())
        moved.append(total)
    assert moved == sorted(moved, reverse=True)


@examples(districts())
@settings(deadline=None, max_examples=20)
def test_a_plan_that_is_kept_entirely_changes_nothing_in_the_band(district):
    graph, communities = district
    first = partition(graph, BAND, communities=communities, effort=QUICK)
    again = partition(
        graph, BAND, communities=communities, given=Given(present=first.assignment),
        wishes=Wishes(keep=1.0), effort=QUICK, seed=9,
    )  # fmt: skip
    good = [one is BandStatus.IN_BAND for one in first.status]
    if all(good):
        np.testing.assert_array_equal(again.assignment, first.assignment)


@examples(districts_with(-1, 3), st.integers(0, 2))
@settings(deadline=None, max_examples=15)
def test_whatever_is_given_the_plan_does_not_depend_on_workers(district, number):
    graph, communities, numbers = district
    facts = Given(present=numbers, groups=np.where(numbers == 3, 3, -1), locked=numbers == number)
    plans = [
        partition(graph, BAND, communities=communities, given=facts, effort=QUICK, jobs=jobs)
        for jobs in (1, 2)
    ]
    np.testing.assert_array_equal(plans[0].assignment, plans[1].assignment)


@examples(districts_with(-1, 3))
@settings(deadline=None, max_examples=25)
def test_contraction_conserves_counts_ground_and_borders(district):
    graph, communities, groups = district
    small = constrain(graph, communities, Given(groups=groups))
    assert small.graph.households.sum() == graph.households.sum()
    np.testing.assert_allclose(small.graph.area_m2.sum(), graph.area_m2.sum())
    inner = small.member[graph.rows] == small.member[graph.indices]
    np.testing.assert_allclose(
        small.graph.perimeter_m.sum(), graph.perimeter_m.sum() - graph.shared_m[inner].sum()
    )
