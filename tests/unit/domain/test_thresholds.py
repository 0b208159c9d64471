import pytest

from gridgeo.domain.errors import BadInputError
from gridgeo.domain.thresholds import NAMES, Thresholds, parse_thresholds


def test_words_become_thresholds():
    values = parse_thresholds(["stale_share=0.2", "crossing_m = 80"])
    changed = Thresholds().changed(values)
    assert (changed.stale_share, changed.crossing_m) == (0.2, 80.0)
    assert changed.min_area_m2 == Thresholds().min_area_m2


@pytest.mark.parametrize("text", ["stale_share", "stale_share=", "=", "stale_share=half"])
def test_a_word_that_is_none_is_named(text):
    with pytest.raises(BadInputError, match="is no threshold"):
        parse_thresholds([text])


def test_an_unknown_threshold_is_offered_the_nearest():
    with pytest.raises(BadInputError, match="did you mean 'stale_share'"):
        Thresholds().changed({"stale_shares": 1.0})


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("value", [-1.0, float("nan"), float("inf")])
def test_no_threshold_is_negative_or_endless(name, value):
    with pytest.raises(BadInputError, match=name):
        Thresholds().changed({name: value})
