"""Operations (操作) on drafts: edit, undo, redo, log, branch, compare, rebase."""

from typing import Annotated

from fastapi import APIRouter, Body, Depends, Query, Response

from api.access import Action, Caller
from api.cover import require_plan_cover
from api.deps import SessionDep, StateDep, allow
from api.idempotency import WriteRoute
from api.params import Cursor, Limit
from api.revisions import IfMatch, read_revision, tag
from api.schemas.common import PlanId
from api.schemas.plan_changes import (
    Branched,
    BranchRequest,
    JumpAnswer,
    JumpRequest,
    LoggedOperation,
    OperationAnswer,
    OperationPage,
    PlanComparison,
    PublishedComparison,
    RebaseAnswer,
    RebaseRequest,
)
from api.schemas.plan_operations import OperationRequest
from api.state import State
from gridgeo.services import plan_operations as operations

router = APIRouter(prefix="/plans/{plan_id}", tags=["plan operations"], route_class=WriteRoute)

Reader = Annotated[Caller, Depends(allow(Action.READ_PLANS))]
Writer = Annotated[Caller, Depends(allow(Action.WRITE_PLANS))]
Rebase = Annotated[
    bool, Query(description="Go on over others' operations that changed none of the same grids")
]
DryRun = Annotated[
    bool | None,
    Query(
        description="Say what it would do, and write nothing; by default so for repair alone",
    ),
]


@router.post("/operations", operation_id="operate_on_plan")
def operate(
    session: SessionDep,
    state: StateDep,
    caller: Writer,
    plan_id: PlanId,
    wanted: Annotated[OperationRequest, Body()],
    response: Response,
    if_match: IfMatch,
    rebase: Rebase = False,
    dry_run: DryRun = None,
) -> OperationAnswer:
    """Do one operation on a draft: all of it or nothing, answered with just what it changed."""
    _require_own(session, state, caller, plan_id)
    kind = operations.OperationKind(wanted.kind)
    dry_run = operations.is_dry(kind, dry_run)
    revision = None if dry_run and if_match is None else read_revision(if_match)
    answer = operations.operate(
        session,
        plan_id,
        kind,
        wanted.model_dump(mode="json", exclude={"kind"}, exclude_none=True),
        revision=revision,
        rebase=rebase,
        dry_run=dry_run,
        actor=caller.name,
    )
    response.headers["ETag"] = tag(answer["revision"])
    return OperationAnswer(**answer)


@router.get("/operations", operation_id="list_plan_operations")
def read_operations(
    session: SessionDep, caller: Reader, plan_id: PlanId, cursor: Cursor = None, limit: Limit = 100
) -> OperationPage:
    """List what was done to a plan, the latest first: every revision has one entry."""
    items, following = operations.list_operations(session, plan_id, cursor=cursor, limit=limit)
    return OperationPage(items=[LoggedOperation(**row) for row in items], next=following)


@router.post("/undo", operation_id="undo_operation")
def undo(
    session: SessionDep,
    state: StateDep,
    caller: Writer,
    plan_id: PlanId,
    response: Response,
    if_match: IfMatch,
) -> OperationAnswer:
    """Take back the last operation that stands, to the bit; locked grids stay."""
    _require_own(session, state, caller, plan_id)
    answer = operations.undo(session, plan_id, revision=read_revision(if_match), actor=caller.name)
    response.headers["ETag"] = tag(answer["revision"])
    return OperationAnswer(**answer)


@router.post("/redo", operation_id="redo_operation")
def redo(
    session: SessionDep,
    state: StateDep,
    caller: Writer,
    plan_id: PlanId,
    response: Response,
    if_match: IfMatch,
) -> OperationAnswer:
    """Bring back the operation that was undone last, to the bit; locked grids stay."""
    _require_own(session, state, caller, plan_id)
    answer = operations.redo(session, plan_id, revision=read_revision(if_match), actor=caller.name)
    response.headers["ETag"] = tag(answer["revision"])
    return OperationAnswer(**answer)


@router.post("/jump", operation_id="jump_in_plan")
def jump(
    session: SessionDep,
    state: StateDep,
    caller: Writer,
    plan_id: PlanId,
    wanted: JumpRequest,
    response: Response,
    if_match: IfMatch,
) -> JumpAnswer:
    """Undo or redo up to a point of the log; 1 is the plan as it was made."""
    _require_own(session, state, caller, plan_id)
    answer = operations.jump(
        session,
        plan_id,
        wanted.sequence,
        revision=read_revision(if_match),
        actor=caller.name,
    )
    response.headers["ETag"] = tag(answer["revision"])
    return JumpAnswer(**answer)


@router.post("/branch", operation_id="branch_plan", status_code=201)
def branch(
    session: SessionDep,
    state: StateDep,
    caller: Writer,
    plan_id: PlanId,
    wanted: BranchRequest,
    response: Response,
) -> Branched:
    """Copy a plan with its log as a new draft; both go on by themselves."""
    _require_own(session, state, caller, plan_id)
    made = operations.branch_plan(session, plan_id, name=wanted.name, actor=caller.name)
    response.headers["Location"] = f"/api/v1/plans/{made['plan_id']}"
    response.headers["ETag"] = tag(made["revision"])
    return Branched(**made)


@router.get("/compare", operation_id="compare_plan_with_published")
def compare_with_published(
    session: SessionDep, caller: Reader, plan_id: PlanId
) -> PublishedComparison:
    """Compare a plan with what is published: grids, moved units, the handover list."""
    return PublishedComparison(**operations.compare_published(session, plan_id))


@router.get("/compare/{other_id}", operation_id="compare_plans")
def compare(
    session: SessionDep, caller: Reader, plan_id: PlanId, other_id: PlanId
) -> PlanComparison:
    """Compare two plans of a network: grids, the first 10,000 moved units, the handover list."""
    return PlanComparison(**operations.compare_plans(session, plan_id, other_id))


@router.post("/rebase", operation_id="rebase_plan")
def rebase_plan(
    session: SessionDep,
    state: StateDep,
    caller: Writer,
    plan_id: PlanId,
    wanted: RebaseRequest,
    response: Response,
    if_match: IfMatch,
) -> RebaseAnswer:
    """Move a draft onto what was published since; grids that both changed wait for a choice."""
    _require_own(session, state, caller, plan_id)
    answer = operations.rebase_plan(
        session,
        plan_id,
        wanted.choices,
        revision=read_revision(if_match),
        actor=caller.name,
    )
    response.headers["ETag"] = tag(answer["revision"])
    return RebaseAnswer(**answer)


def _require_own(session: SessionDep, state: State, caller: Caller, plan_id: int) -> None:
    require_plan_cover(session, state, caller, Action.WRITE_PLANS, plan_id)
