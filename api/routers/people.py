"""Workers (网格员), their postings (派岗) and leaves."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Response
from sqlalchemy.orm import Session

from api.access import Action, Caller
from api.cover import require_area
from api.deps import SessionDep, StateDep, allow
from api.idempotency import WriteRoute
from api.params import AsOf, Cursor, Limit
from api.schemas.common import AreaCode, GridCode, Moment, NetworkCode, RowId
from api.schemas.people import (
    EndRequest,
    GridPeople,
    Leave,
    LeaveList,
    LeaveRequest,
    NewLeave,
    Posting,
    PostingList,
    PostingRequest,
    SavedWorker,
    Worker,
    WorkerCode,
    WorkerPage,
    WorkerRequest,
)
from api.state import State
from gridgeo.services.staffing import people
from gridgeo.services.staffing.grid_people import people_of_grid

router = APIRouter(tags=["people"], route_class=WriteRoute)

Reader = Annotated[Caller, Depends(allow(Action.READ_STAFF))]
Manager = Annotated[Caller, Depends(allow(Action.MANAGE_STAFF))]


@router.get("/workers", operation_id="list_workers")
def read_workers(
    session: SessionDep,
    state: StateDep,
    caller: Reader,
    network: Annotated[NetworkCode | None, Query()] = None,
    area: Annotated[AreaCode | None, Query(description="Posted to a grid there now")] = None,
    cursor: Cursor = None,
    limit: Limit = 100,
) -> WorkerPage:
    """Workers by code, without private numbers; whose scope is an area asks for that one."""
    require_area(session, state, caller, Action.READ_STAFF, area, network)
    items, following = people.list_workers(
        session, network=network, area=area, cursor=cursor, limit=limit
    )
    return WorkerPage(items=[Worker(**row) for row in items], next=following)


@router.put("/workers/{code}", operation_id="save_worker")
def save_worker(
    session: SessionDep, state: StateDep, caller: Manager, code: WorkerCode, wanted: WorkerRequest
) -> SavedWorker:
    """Add a worker or change one. Only those whose scope is everywhere, or who serve there, may."""
    _require(session, state, caller, Action.MANAGE_STAFF, people.find_communities(session, code))
    added = people.save_worker(session, code, wanted.model_dump(), actor=caller.name)
    return SavedWorker(code=code, added=added)


@router.get("/workers/{code}/postings", operation_id="list_postings")
def read_postings(
    session: SessionDep, state: StateDep, caller: Reader, code: WorkerCode
) -> PostingList:
    """All postings of a worker, past and present."""
    communities = people.communities_of_worker(session, code)
    _require(session, state, caller, Action.READ_STAFF, communities)
    rows = people.list_postings(session, code)
    return PostingList(items=[Posting(worker=code, **row) for row in rows])


@router.post("/postings", operation_id="post_worker", status_code=201)
def post_worker(
    session: SessionDep, state: StateDep, caller: Manager, wanted: PostingRequest
) -> Posting:
    """Post a worker to a grid; others who serve it stay."""
    community = people.community_of_grid(session, wanted.network, wanted.grid)
    require_area(session, state, caller, Action.MANAGE_STAFF, community, wanted.network)
    row = people.post_worker(
        session,
        wanted.worker,
        wanted.network,
        wanted.grid,
        wanted.role,
        actor=caller.name,
        since=wanted.since,
        until=wanted.until,
    )
    return _posting(row)


@router.post("/postings/{posting_id}/end", operation_id="end_posting")
def end_posting(
    session: SessionDep, state: StateDep, caller: Manager, posting_id: RowId, wanted: EndRequest
) -> Posting:
    """Let a posting end; it stays in the history."""
    row = people.get_posting(session, posting_id)
    require_area(session, state, caller, Action.MANAGE_STAFF, row["area_code"], row["network"])
    return _posting(people.end_posting(session, posting_id, actor=caller.name, at=wanted.at))


@router.get("/networks/{network}/grids/{code}/people", operation_id="get_grid_people")
def read_people_of_grid(
    session: SessionDep,
    state: StateDep,
    caller: Reader,
    network: NetworkCode,
    code: GridCode,
    as_of: AsOf,
) -> GridPeople:
    """Who is posted to a grid in which role, and who covers it."""
    community = people.community_of_grid(session, network, code)
    require_area(session, state, caller, Action.READ_STAFF, community, network)
    return GridPeople(**people_of_grid(session, network, code, as_of))


@router.get("/leaves", operation_id="list_leaves")
def read_leaves(
    session: SessionDep,
    state: StateDep,
    caller: Reader,
    since: Annotated[Moment, Query()],
    until: Annotated[Moment, Query()],
    worker: Annotated[WorkerCode | None, Query()] = None,
) -> LeaveList:
    """Read the calendar: leaves that meet a time."""
    communities = [] if worker is None else people.communities_of_worker(session, worker)
    _require(session, state, caller, Action.READ_STAFF, communities)
    rows = people.list_leaves(session, since, until, worker)
    return LeaveList(items=[Leave(**row) for row in rows])


@router.post("/leaves", operation_id="note_leave", status_code=201)
def note_leave(
    session: SessionDep, state: StateDep, caller: Manager, wanted: LeaveRequest
) -> NewLeave:
    """Note that a worker is away; their grids go to those who stand in."""
    communities = people.communities_of_worker(session, wanted.worker)
    _require(session, state, caller, Action.MANAGE_STAFF, communities)
    key = people.note_leave(
        session, wanted.worker, wanted.kind, wanted.since, wanted.until, actor=caller.name
    )
    return NewLeave(id=key)


@router.delete("/leaves/{leave_id}", operation_id="withdraw_leave", status_code=204)
def withdraw_leave(
    session: SessionDep, state: StateDep, caller: Manager, leave_id: RowId
) -> Response:
    """Take a leave back."""
    worker = people.worker_of_leave(session, leave_id)
    communities = people.communities_of_worker(session, worker)
    _require(session, state, caller, Action.MANAGE_STAFF, communities)
    people.take_leave_back(session, leave_id, actor=caller.name)
    return Response(status_code=204)


def _require(
    session: Session, state: State, caller: Caller, action: Action, communities: list[str]
) -> None:
    """Refuse unless the caller's grants cover all communities, or everything where there is none.

    Somebody without a posting belongs to no area yet.
    """
    wanted: list[str | None] = [*communities] or [None]
    for community in wanted:
        require_area(session, state, caller, action, community)


def _posting(row: dict[str, object]) -> Posting:
    return Posting.model_validate({name: row[name] for name in Posting.model_fields})
