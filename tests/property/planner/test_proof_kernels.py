"""The arithmetic of the proofs against the plainest way to the same answer."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from gridgeo.domain.band import HouseholdBand
from gridgeo.planner.columns import Strip
from gridgeo.planner.kernels.branches import add_one_of, find_cut_units, remainders
from gridgeo.planner.kernels.rest import can_be_divided
from gridgeo.planner.sizes import possible_sizes
from tests.support.maps import districts

BAND = HouseholdBand()


@given(st.integers(0, 900), st.integers(0, 900))
@settings(deadline=None, max_examples=50)
def test_sums_of_remainders_are_all_sums_of_two(one, other):
    first, second = (remainders(count, 300, 500) for count in (one, other))
    sums = np.zeros(501, dtype=bool)
    for count in np.flatnonzero(second):
        sums[count:] |= first[: 501 - count]
    np.testing.assert_array_equal(add_one_of(first, second), sums)


@given(districts())
@settings(deadline=None, max_examples=50)
def test_a_cut_unit_is_one_without_which_the_rest_falls_apart(district):
    graph, _ = district
    graph = graph.take(np.flatnonzero(graph.components() == 0))
    without = [np.delete(np.arange(graph.size), unit) for unit in range(graph.size)]
    apart = [unit for unit, rest in enumerate(without) if graph.take(rest).components().any()]
    assert find_cut_units(graph.indptr, graph.indices, graph.passable).tolist() == apart


@given(districts(), st.data())
@settings(deadline=None, max_examples=50)
def test_a_rest_can_be_divided_if_the_count_of_each_of_its_parts_fits(district, data):
    graph, _ = district
    strip = Strip.of(graph)
    left = np.array(data.draw(st.lists(st.booleans(), min_size=graph.size, max_size=graph.size)))
    bits = np.zeros((1, strip.near.shape[1]), dtype=np.uint64)
    for place in np.flatnonzero(left[strip.order]).tolist():
        bits[0, place // 64] |= np.uint64(1 << place % 64)
    part = graph.take(np.flatnonzero(left))
    counts = np.bincount(part.components(), weights=part.households).astype(int).tolist()
    expected = all(count > 0 and len(possible_sizes(count, BAND)) for count in counts)
    assert can_be_divided(strip.near, strip.households, 300, 500, bits, 0) == expected
