"""Steps of a review: which state allows them, and whom the rules let take them."""

import pytest

from gridgeo.domain.enums import PlanState, Role
from gridgeo.domain.review import MOVES, Party, ReviewRules, ReviewStep, find_hindrance

PLANNER = Party("wang", frozenset({Role.PLANNER}))
REVIEWER = Party("li", frozenset({Role.REVIEWER}))
RULES = ReviewRules()


def hindrance(step, state, rules=RULES, party=REVIEWER, involved=("wang",)):
    found = find_hindrance(ReviewStep(step), PlanState(state), rules, party, involved)
    return None if found is None else found[1]


@pytest.mark.parametrize("step", ReviewStep)
@pytest.mark.parametrize("state", PlanState)
def test_a_step_is_possible_just_where_it_begins(step, state):
    admin = Party("admin", frozenset({Role.ADMINISTRATOR}))
    possible = find_hindrance(step, state, RULES, admin, ()) is None
    assert possible == (state in MOVES[step].begins)


def test_nobody_approves_a_plan_that_they_had_a_part_in():
    both = Party("wang", frozenset({Role.PLANNER, Role.REVIEWER}))
    assert "somebody else" in hindrance("approve", "in_review", party=both)
    assert hindrance("send_back", "in_review", party=both) is None
    two_eyes = ReviewRules(four_eyes=False)
    assert hindrance("approve", "in_review", two_eyes, both) is None


def test_the_rules_name_the_roles():
    assert "left to" in hindrance("approve", "in_review", party=PLANNER, involved=())
    planners = ReviewRules(approve=(Role.PLANNER,))
    assert hindrance("approve", "in_review", planners, PLANNER, ()) is None
    assert "left to: planner" in hindrance("approve", "in_review", planners)
    assert "left to" in hindrance("publish", "approved", party=PLANNER)


def test_a_key_approves_nothing():
    key = Party("key:script", frozenset({Role.ADMINISTRATOR}), person=False)
    assert "not by a key" in hindrance("approve", "in_review", party=key)


def test_a_draft_is_published_only_where_no_approval_is_needed():
    assert "must be approved" in hindrance("publish", "draft")
    assert hindrance("publish", "draft", ReviewRules(approval=False)) is None
