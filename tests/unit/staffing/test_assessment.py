"""Scores, ranks and the red and black list."""

import pytest

from gridgeo.domain.errors import BadInputError
from gridgeo.staffing.assessment import (
    AssessmentRules,
    Criterion,
    list_red_and_black,
    rank,
    score,
)

RULES = AssessmentRules((Criterion("track_days", 60, 0.9), Criterion("visits", 40, 1.0)))


def test_a_target_that_is_met_gives_all_points_and_no_more() -> None:
    assert score(RULES, {"track_days": 0.9, "visits": 1.0}).total == 100
    assert score(RULES, {"track_days": 5.0, "visits": 1.0}).total == 100


def test_below_the_target_points_are_in_proportion() -> None:
    result = score(RULES, {"track_days": 0.45, "visits": 0.5})
    assert result.total == 50
    assert [line.points for line in result.lines] == [30, 20]


def test_what_does_not_apply_counts_neither_for_nor_against() -> None:
    assert score(RULES, {"track_days": 0.9, "visits": None}).total == 100
    assert score(RULES, {"visits": 0.5}).total == 50
    assert score(RULES, {}).total is None


def test_the_same_score_has_the_same_rank() -> None:
    assert rank([80.0, None, 95.0, 80.0, 70.0]) == [2, None, 1, 2, 4]


def test_the_lists_are_never_longer_than_their_share() -> None:
    totals = [99.0, 95, 80, 80, 75, 70, 65, 60, 50, 40]
    red, black = list_red_and_black(AssessmentRules(), totals)
    assert [t for t, on in zip(totals, red, strict=True) if on] == [99]
    assert [t for t, on in zip(totals, black, strict=True) if on] == [40]
    tie = [99.0, 99.0, *totals[2:]]
    assert not any(list_red_and_black(AssessmentRules(), tie)[0])


def test_good_enough_is_on_no_black_list_and_poor_on_no_red_one() -> None:
    totals = [float(t) for t in range(70, 90)]
    red, black = list_red_and_black(AssessmentRules(), totals)
    assert not any(red)
    assert not any(black)


@pytest.mark.parametrize(
    ("make", "field"),
    [
        (lambda: Criterion("steps", 1, 1), "measure"),
        (lambda: Criterion("visits", 0, 1), "weight"),
        (lambda: Criterion("visits", 1, float("inf")), "target"),
        (lambda: AssessmentRules(()), "criteria"),
        (lambda: AssessmentRules((Criterion("visits", 1, 1),) * 2), "criteria"),
        (lambda: AssessmentRules(red_share=0.6), "red_share"),
        (lambda: AssessmentRules(black_below=95), "black_below"),
    ],
)
def test_rules_that_make_no_sense_are_refused(make, field) -> None:
    with pytest.raises(BadInputError) as caught:
        make()
    assert caught.value.field == field
