"""Use cases: submit, approve, send back, reject, withdraw, open again, set a date.

Every step locks the plan's row; an operation that is under way then fails on the state it finds.
"""

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from gridgeo.db.repositories import audit, plan_reviews, plans, publications
from gridgeo.db.repositories.plan_reviews import NewEntry
from gridgeo.db.tables import Plan
from gridgeo.domain.errors import BadInputError, ConflictError, ForbiddenError
from gridgeo.domain.review import MOVES, Party, ReviewRules, ReviewStep, find_hindrance
from gridgeo.services.jobs import submit_job
from gridgeo.services.plan_operations.operate import require_revision
from gridgeo.services.review.rules import load_rules

JOB = "publish_plan"


def take_step(
    session: Session,
    plan_id: int,
    step: ReviewStep,
    party: Party,
    *,
    reason: str | None = None,
    revision: int | None = None,
) -> dict[str, Any]:
    """Take a step that needs no date.

    Parameters
    ----------
    session : Session
        The caller commits.
    plan_id : int
    step : ReviewStep
        Neither `ReviewStep.PUBLISH` nor `ReviewStep.SCHEDULE`, which have functions of their own.
    party : Party
        Who takes it.
    reason : str, optional
        Must be given to send back and to reject.
    revision : int, optional
        The revision that was looked at; None takes the plan as it is.

    Returns
    -------
    dict
        The new entry of the review.

    Raises
    ------
    NotFoundError
        If there is no such plan.
    BadInputError
        If a reason is missing.
    ConflictError
        If the plan's state does not allow it.
    ForbiddenError
        If the network's rules do not let this party take it.
    OutdatedError
        If the plan was changed since ``revision``.
    """
    if MOVES[step].needs_reason and not (reason or "").strip():
        raise BadInputError("Say why: the planner has to know what to change.", field="reason")
    plan = plans.load_plan(session, plan_id, lock=True)
    require_revision(session, plan, revision)
    require_leave(session, plan, step, party)
    if step is ReviewStep.UNSCHEDULE and plan.publish_at is None:
        raise ConflictError(f"No date is set for plan {plan_id}.")
    plan.publish_at = None
    plan.state = MOVES[step].ends
    session.flush()
    return _write_audited(session, plan, step, party.name, reason)


def schedule(
    session: Session,
    plan_id: int,
    publish_at: datetime,
    party: Party,
    *,
    user_id: int | None = None,
) -> dict[str, Any]:
    """Set the instant at which an approved plan is published by itself; a new one replaces it.

    Parameters
    ----------
    session : Session
        The caller commits; a worker then publishes when the time has come.
    plan_id : int
    publish_at : datetime
        Aware, in the future.
    party : Party
    user_id : int, optional
        The account that may see the job.

    Returns
    -------
    dict
        The new entry of the review.

    Raises
    ------
    NotFoundError, ConflictError, ForbiddenError
        As `take_step`.
    BadInputError
        If the instant has passed.
    """
    plan = plans.load_plan(session, plan_id, lock=True)
    require_leave(session, plan, ReviewStep.SCHEDULE, party)
    if publish_at <= publications.database_time(session):
        raise BadInputError(
            "The date has passed; publish now, or set a later one.", field="publish_at"
        )
    plan.publish_at = publish_at
    session.flush()
    arguments = {"plan": plan_id, "at": publish_at.isoformat()}
    submit_job(session, JOB, arguments, actor=party.name, user_id=user_id, not_before=publish_at)
    return _write_audited(session, plan, ReviewStep.SCHEDULE, party.name, publish_at=publish_at)


def require_leave(session: Session, plan: Plan, step: ReviewStep, party: Party) -> ReviewRules:
    """Refuse a step that the plan's state or the network's rules do not allow; give the rules.

    Raises
    ------
    ConflictError
        If the state is another one.
    ForbiddenError
        If the rules leave the step to others.
    """
    rules = load_rules(session, plan.network_code)
    involved = plan_reviews.involved_in(session, plan.id)
    hindrance = find_hindrance(step, plan.state, rules, party, involved)
    if hindrance is None:
        return rules
    if plan.state not in rules.begins(step):
        raise ConflictError(
            f"Plan {plan.id} cannot take this step. {hindrance[1]}", zh=hindrance[0]
        )
    raise ForbiddenError(hindrance[1], zh=hindrance[0])


def write_step(
    session: Session,
    plan: Plan,
    step: ReviewStep,
    actor: str,
    reason: str | None = None,
    publish_at: datetime | None = None,
) -> dict[str, Any]:
    """Write a step into the review, and give the entry."""
    move = MOVES[step]
    when_zh = when_en = ""
    if publish_at is not None:
        when_zh = when_en = f" {publish_at.isoformat(timespec='minutes')}"
    sentence = (
        f"{move.zh}{when_zh}{f'：{reason}' if reason else '。'}",
        f"{move.en}{when_en}{f': {reason}' if reason else '.'}",
    )
    entry = NewEntry(step.value, actor, sentence, text=reason, publish_at=publish_at)
    return plan_reviews.append(session, plan, entry)


def _write_audited(
    session: Session,
    plan: Plan,
    step: ReviewStep,
    actor: str,
    reason: str | None = None,
    publish_at: datetime | None = None,
) -> dict[str, Any]:
    written = write_step(session, plan, step, actor, reason, publish_at)
    details = {"entry": written["number"], "revision": plan.revision, "state": plan.state.value}
    audit.append(session, actor, step.value, "plan", str(plan.id), details)
    return written
