"""Events (事件): report, lead through the loop, list, count by grid."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query
from pydantic import AwareDatetime

from api.access import Action, Caller
from api.cover import require_area, require_cover
from api.deps import SessionDep, StateDep, allow
from api.idempotency import WriteRoute
from api.params import Cursor, Limit
from api.schemas.common import AreaCode, GridCode, NetworkCode, RowId
from api.schemas.events import (
    Event,
    EventCounts,
    EventLine,
    EventPage,
    EventRequest,
    GridEvents,
    Limits,
    StepRequest,
)
from gridgeo.domain.event_loop import EventLimits, EventState
from gridgeo.services import events

router = APIRouter(prefix="/events", tags=["events"], route_class=WriteRoute)

Reader = Annotated[Caller, Depends(allow(Action.READ_EVENTS))]
Reporter = Annotated[Caller, Depends(allow(Action.REPORT_EVENTS))]
Handler = Annotated[Caller, Depends(allow(Action.HANDLE_EVENTS))]
Manager = Annotated[Caller, Depends(allow(Action.MANAGE_STAFF))]


@router.post("", operation_id="report_event", status_code=201)
def report(session: SessionDep, caller: Reporter, wanted: EventRequest) -> Event:
    """Report an event: its grid is found by its point, and it waits to be filed."""
    facts = events.EventReport(**wanted.model_dump())
    return Event(**events.report_event(session, facts, actor=caller.name))


@router.get("", operation_id="list_events")
def read_events(
    session: SessionDep,
    state: StateDep,
    caller: Reader,
    network: Annotated[NetworkCode | None, Query()] = None,
    area: Annotated[AreaCode | None, Query()] = None,
    grid: Annotated[GridCode | None, Query()] = None,
    standing: Annotated[EventState | None, Query(alias="state")] = None,
    open_only: Annotated[bool, Query(alias="open", description="Not closed yet")] = False,
    overdue: Annotated[bool, Query(description="Open and past the time limit")] = False,
    cursor: Cursor = None,
    limit: Limit = 100,
) -> EventPage:
    """Events, the latest first; whose scope is an area asks for that one."""
    require_area(session, state, caller, Action.READ_EVENTS, area, network)
    items, following = events.list_events(
        session,
        network=network,
        area=area,
        grid=grid,
        state=standing,
        open_only=open_only,
        overdue=overdue,
        cursor=cursor,
        limit=limit,
    )
    return EventPage(items=[EventLine(**row) for row in items], next=following)


@router.get("/counts", operation_id="count_events")
def read_counts(
    session: SessionDep,
    state: StateDep,
    caller: Reader,
    network: Annotated[NetworkCode, Query()],
    since: Annotated[AwareDatetime, Query()],
    until: Annotated[AwareDatetime, Query()],
    area: Annotated[AreaCode | None, Query()] = None,
) -> EventCounts:
    """Events of a time by grid: the work that they make, and how it was done."""
    require_area(session, state, caller, Action.READ_EVENTS, area, network)
    rows = events.count_events(session, network, area, since, until)
    return EventCounts(items=[GridEvents(**row) for row in rows])


@router.put("/limits/{network}", operation_id="set_event_limits")
def set_limits(
    session: SessionDep, state: StateDep, caller: Manager, network: NetworkCode, wanted: Limits
) -> Limits:
    """Set how long events may last in a network."""
    require_area(session, state, caller, Action.MANAGE_STAFF, None, network)
    events.save_limits(session, network, EventLimits(**wanted.model_dump()), actor=caller.name)
    return wanted


@router.get("/{event_id}", operation_id="get_event")
def read_event(session: SessionDep, state: StateDep, caller: Reader, event_id: RowId) -> Event:
    """One event with its steps, and those that may come next."""
    row = events.get_event(session, event_id)
    _require(session, state, caller, Action.READ_EVENTS, row)
    return Event(**row)


@router.post("/{event_id}/steps", operation_id="take_event_step")
def take_step(
    session: SessionDep, state: StateDep, caller: Handler, event_id: RowId, wanted: StepRequest
) -> Event:
    """File, dispatch, handle, report back, close, reopen, rate, escalate, return or dismiss."""
    _require(session, state, caller, Action.HANDLE_EVENTS, events.get_event(session, event_id))
    row = events.take_event_step(session, event_id, actor=caller.name, **wanted.model_dump())
    return Event(**row)


def _require(
    session: SessionDep, state: StateDep, caller: Caller, action: Action, row: dict[str, object]
) -> None:
    """Refuse unless the caller's grants cover the event's place."""
    if row["network"] is None:
        require_area(session, state, caller, action, None)
    else:
        areas = [str(row["area"])] if row["area"] else []
        require_cover(session, state, caller, action, str(row["network"]), areas)
