"""What is not told of a table: small cells, and enough others that nobody can compute them."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from gridgeo.domain.small_numbers import choose_hidden, is_small


def test_one_to_four_are_small():
    assert [count for count in range(7) if is_small(count)] == [1, 2, 3, 4]
    assert not is_small(None)


def test_the_smallest_neighbour_is_hidden_with_a_small_cell():
    counts, rows = [397, 3, 60], ["A", "A", "A"]
    hidden = choose_hidden(counts, [is_small(count) for count in counts], [rows])
    assert hidden == [False, True, True]


def test_a_cell_alone_in_its_sum_needs_no_other():
    assert choose_hidden([3, 400], [True, False], [["A", "B"]]) == [True, False]


@given(arrays(np.int64, (4, 5), elements=st.integers(0, 12)))
def test_no_small_cell_can_be_computed_from_the_sums(table):
    counts = table.ravel().tolist()
    rows, columns = (axis.ravel().tolist() for axis in np.indices(table.shape))
    small = [is_small(count) for count in counts]
    hidden = np.array(choose_hidden(counts, small, [rows, columns])).reshape(table.shape)
    assert hidden[(table > 0) & (table < 5)].all()
    for axis in (0, 1):
        single = hidden.sum(axis=axis) == 1
        others = ((table > 0) & ~hidden).sum(axis=axis)
        assert not others[single].any()  # where nothing else is there, the sum itself is small
