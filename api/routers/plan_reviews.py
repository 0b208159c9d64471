"""The review (审核) of plans: submit, approve, send back, reject, withdraw, set a date."""

from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Body, Depends

from api.access import Action, Caller
from api.deps import SessionDep, allow
from api.idempotency import WriteRoute
from api.parties import party_of
from api.revisions import IfMatch, read_revision
from api.schemas.common import PlanId
from api.schemas.reviews import Leave, Note, Reason, Review, ReviewRules, ScheduleRequest, Step
from gridgeo.domain.review import ReviewStep
from gridgeo.services import review

router = APIRouter(prefix="/plans/{plan_id}", tags=["review"], route_class=WriteRoute)

Reader = Annotated[Caller, Depends(allow(Action.READ_PLANS))]
Submitter = Annotated[Caller, Depends(allow(Action.WRITE_PLANS))]
Judge = Annotated[Caller, Depends(allow(Action.REVIEW_PLANS))]
Publisher = Annotated[Caller, Depends(allow(Action.PUBLISH))]
OptionalNote = Annotated[Note | None, Body()]


@router.get("/review", operation_id="get_review")
def read_review(session: SessionDep, caller: Reader, plan_id: PlanId) -> Review:
    """Where a plan stands, what was done so far, and what the caller may do now."""
    found = review.read_review(session, plan_id, party_of(session, caller, plan_id))
    return Review(
        **{name: found[name] for name in ("plan_id", "state", "revision", "publish_at")},
        open_comments=found["open_comments"],
        rules=ReviewRules(**found["rules"]),
        steps=[show_step(row) for row in found["steps"]],
        may=[Leave(**row) for row in found["may"]],
    )


@router.post("/submit", operation_id="submit_plan")
def submit(
    session: SessionDep,
    caller: Submitter,
    plan_id: PlanId,
    if_match: IfMatch,
    wanted: OptionalNote = None,
) -> Step:
    """Hand a draft in for review; from then on nobody changes it until it is sent back."""
    revision = read_revision(if_match)
    return _take(session, caller, plan_id, ReviewStep.SUBMIT, wanted, revision)


@router.post("/approve", operation_id="approve_plan")
def approve(
    session: SessionDep,
    caller: Judge,
    plan_id: PlanId,
    if_match: IfMatch,
    wanted: OptionalNote = None,
) -> Step:
    """Approve a plan as it stands at the revision in If-Match."""
    revision = read_revision(if_match)
    return _take(session, caller, plan_id, ReviewStep.APPROVE, wanted, revision)


@router.post("/send-back", operation_id="send_back_plan")
def send_back(session: SessionDep, caller: Judge, plan_id: PlanId, wanted: Reason) -> Step:
    """Make a plan a draft again, and say what has to change."""
    return _take(session, caller, plan_id, ReviewStep.SEND_BACK, wanted)


@router.post("/reject", operation_id="reject_plan")
def reject(session: SessionDep, caller: Judge, plan_id: PlanId, wanted: Reason) -> Step:
    """Turn a plan down, and say why."""
    return _take(session, caller, plan_id, ReviewStep.REJECT, wanted)


@router.post("/withdraw", operation_id="withdraw_plan")
def withdraw(
    session: SessionDep, caller: Submitter, plan_id: PlanId, wanted: OptionalNote = None
) -> Step:
    """Take a plan out of the way before it is published; a date that was set falls away."""
    return _take(session, caller, plan_id, ReviewStep.WITHDRAW, wanted)


@router.post("/reopen", operation_id="reopen_plan")
def reopen(
    session: SessionDep, caller: Submitter, plan_id: PlanId, wanted: OptionalNote = None
) -> Step:
    """Make a withdrawn or rejected plan a draft again."""
    return _take(session, caller, plan_id, ReviewStep.REOPEN, wanted)


@router.put("/schedule", operation_id="schedule_plan")
def schedule(
    session: SessionDep, caller: Publisher, plan_id: PlanId, wanted: ScheduleRequest
) -> Step:
    """Let an approved plan be published on a date; a new date replaces the one before."""
    party = party_of(session, caller, plan_id)
    made = review.schedule(session, plan_id, wanted.publish_at, party, user_id=caller.user_id)
    return show_step(made)


@router.delete("/schedule", operation_id="unschedule_plan")
def unschedule(session: SessionDep, caller: Publisher, plan_id: PlanId) -> Step:
    """Take the date back; the plan stays approved."""
    return _take(session, caller, plan_id, ReviewStep.UNSCHEDULE, None)


def show_step(row: Mapping[str, Any]) -> Step:
    """Write an entry of the review as its schema says."""
    renamed = {**row, "sentence": row["sentence_en"]}
    return Step(**{name: renamed[name] for name in Step.model_fields})


def _take(
    session: SessionDep,
    caller: Caller,
    plan_id: int,
    step: ReviewStep,
    wanted: Note | Reason | None,
    revision: int | None = None,
) -> Step:
    reason = None if wanted is None else wanted.reason
    party = party_of(session, caller, plan_id)
    made = review.take_step(session, plan_id, step, party, reason=reason, revision=revision)
    return show_step(made)
