"""Comments on plans: threads pinned to a place or a grid."""

from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Query

from api.access import Action, Caller
from api.cover import require_plan_cover
from api.deps import SessionDep, StateDep, allow
from api.idempotency import WriteRoute
from api.schemas.common import PlanId
from api.schemas.reviews import Comment, CommentList, CommentRequest, Remark, ReplyRequest
from api.state import State
from gridgeo.services import review

router = APIRouter(prefix="/plans/{plan_id}/comments", tags=["review"], route_class=WriteRoute)

Reader = Annotated[Caller, Depends(allow(Action.READ_PLANS))]
Commenter = Annotated[Caller, Depends(allow(Action.COMMENT_PLANS))]
Thread = Annotated[int, Path(ge=1, le=2**31 - 1, description="Number of the thread")]


@router.get("", operation_id="list_comments")
def read_comments(
    session: SessionDep,
    caller: Reader,
    plan_id: PlanId,
    resolved: Annotated[
        bool | None, Query(description="Only threads that are, or are not, resolved")
    ] = None,
) -> CommentList:
    """Threads of a plan with their answers, the oldest first."""
    rows = review.list_comments(session, plan_id, resolved=resolved)
    return CommentList(items=[_show(row) for row in rows])


@router.post("", operation_id="create_comment", status_code=201)
def make_comment(
    session: SessionDep,
    state: StateDep,
    caller: Commenter,
    plan_id: PlanId,
    wanted: CommentRequest,
) -> Comment:
    """Begin a thread on the plan, on one of its grids, or at a place."""
    _require_own(session, state, caller, plan_id)
    made = review.add_comment(
        session, plan_id, wanted.text, grid=wanted.grid, place=wanted.place, actor=caller.name
    )
    return _show(made)


@router.post("/{thread}/replies", operation_id="reply_to_comment", status_code=201)
def make_reply(
    session: SessionDep,
    state: StateDep,
    caller: Commenter,
    plan_id: PlanId,
    thread: Thread,
    wanted: ReplyRequest,
) -> Remark:
    """Answer in a thread."""
    _require_own(session, state, caller, plan_id)
    return _remark(review.reply(session, plan_id, thread, wanted.text, actor=caller.name))


@router.put("/{thread}/resolution", operation_id="resolve_comment")
def resolve(
    session: SessionDep, state: StateDep, caller: Commenter, plan_id: PlanId, thread: Thread
) -> Remark:
    """Note that a thread is settled."""
    _require_own(session, state, caller, plan_id)
    made = review.set_resolved(session, plan_id, thread, resolved=True, actor=caller.name)
    return _remark(made)


@router.delete("/{thread}/resolution", operation_id="unresolve_comment")
def unresolve(
    session: SessionDep, state: StateDep, caller: Commenter, plan_id: PlanId, thread: Thread
) -> Remark:
    """Open a thread again."""
    _require_own(session, state, caller, plan_id)
    made = review.set_resolved(session, plan_id, thread, resolved=False, actor=caller.name)
    return _remark(made)


def _require_own(session: SessionDep, state: State, caller: Caller, plan_id: int) -> None:
    require_plan_cover(session, state, caller, Action.COMMENT_PLANS, plan_id)


def _show(row: Mapping[str, Any]) -> Comment:
    place = None if row["lon"] is None else (row["lon"], row["lat"])
    replies = [_remark(one) for one in row["replies"]]
    shown = {**row, "grid": row["grid_code"], "place": place, "replies": replies}
    return Comment(**{name: shown[name] for name in Comment.model_fields})


def _remark(row: Mapping[str, Any]) -> Remark:
    return Remark(**{name: row[name] for name in Remark.model_fields})
