"""Small counts are hidden, and cannot be worked out from the others."""

from gridgeo.domain.suppression import suppress


def test_small_counts_are_hidden_and_none_is_told() -> None:
    assert suppress({"a": 4, "b": 1, "c": 9, "d": 0}) == {"a": None, "b": None, "c": 9, "d": 0}


def test_a_single_hidden_count_takes_the_next_smallest_with_it() -> None:
    assert suppress({"a": 3, "b": 9, "c": 7}) == {"a": None, "b": 9, "c": None}


def test_large_counts_stay() -> None:
    assert suppress({"a": 5, "b": 0}) == {"a": 5, "b": 0}
    assert suppress({"a": 2}) == {"a": None}
