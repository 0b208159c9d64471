import pytest

from gridgeo.domain.dedicated import DedicatedMode, DedicatedRule, DedicatedRules, PlaceKind
from gridgeo.domain.errors import BadInputError


def test_a_rule_is_read_with_and_without_its_numbers():
    assert DedicatedRule.parse("hotel") == DedicatedRule(PlaceKind.HOTEL)
    assert DedicatedRule.parse("hotel:40") == DedicatedRule(PlaceKind.HOTEL, 40.0)
    rule = DedicatedRule.parse("campus:120:5000")
    assert (rule.radius_m, rule.minimum_m2) == (120.0, 5000.0)
    assert DedicatedRule.parse(str(rule)) == rule


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("castle", "one of: office"),
        ("hotel:40:1:2", "no rule"),
        ("hotel:wide", "no number"),
        ("hotel:0", "above 0"),
        ("hotel:nan", "above 0"),
        ("hotel:6000", "at most 5000 m"),
        ("hotel:40:-1", "0 m2 or more"),
        ("hotel:40:inf", "0 m2 or more"),
    ],
)
def test_a_rule_that_cannot_be_used_is_refused_with_its_reason(text, word):
    with pytest.raises(BadInputError, match=word):
        DedicatedRule.parse(text)


def test_rules_are_sorted_and_found_by_kind():
    rules = DedicatedRules.parse(DedicatedMode.OVERLAY, True, ["market:30", "campus"])
    assert [rule.kind.value for rule in rules.rules] == ["campus", "market"]
    found = rules.rule_for(PlaceKind.MARKET)
    assert found is not None
    assert found.radius_m == 30.0
    assert rules.rule_for(PlaceKind.HOTEL) is None


def test_a_kind_has_one_rule():
    with pytest.raises(BadInputError, match="two rules for hotel"):
        DedicatedRules.parse(DedicatedMode.CUT_OUT, False, ["hotel", "hotel:30"])


def test_no_rules_say_no():
    assert not DedicatedRules()
    assert DedicatedRules(rules=(DedicatedRule(PlaceKind.HOTEL),))
