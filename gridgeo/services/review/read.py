"""Use case: where a plan stands in its review, and what somebody may do about it."""

from typing import Any

from sqlalchemy.orm import Session

from gridgeo.db.repositories import plan_reviews, plans
from gridgeo.domain.review import Party, ReviewStep, find_hindrance
from gridgeo.services.review.rules import load_rules, write_rules


def read_review(session: Session, plan_id: int, party: Party) -> dict[str, Any]:
    """Give the state, the steps so far, and for each step what keeps this party from it.

    Raises
    ------
    NotFoundError
        If there is no such plan.
    """
    plan = plans.load_plan(session, plan_id)
    rules = load_rules(session, plan.network_code)
    involved = plan_reviews.involved_in(session, plan_id)
    may = []
    for step in ReviewStep:
        why = find_hindrance(step, plan.state, rules, party, involved)
        if why is None and step is ReviewStep.UNSCHEDULE and plan.publish_at is None:
            why = ("未设定发布日期。", "No date is set.")
        zh, en = why or (None, None)
        may.append({"step": step.value, "allowed": why is None, "why": en, "why_zh": zh})
    return {
        "plan_id": plan_id,
        "state": plan.state.value,
        "revision": plan.revision,
        "publish_at": plan.publish_at,
        "open_comments": plan_reviews.count_open_threads(session, plan_id),
        "rules": write_rules(rules),
        "steps": [dict(row) for row in plan_reviews.read_steps(session, plan_id)],
        "may": may,
    }
