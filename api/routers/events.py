"""Events (事件): report, lead through the loop, list, count by grid."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request
from starlette.exceptions import HTTPException
from starlette.responses import Response

from api.access import Action, Caller
from api.cover import require_area, require_cover
from api.deps import SessionDep, StateDep, allow
from api.idempotency import WriteRoute
from api.params import Cursor, Limit
from api.schemas.common import AreaCode, GridCode, Moment, NetworkCode, RowId
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
from gridgeo.io.pictures import MEDIA_TYPES
from gridgeo.services import events

router = APIRouter(prefix="/events", tags=["events"], route_class=WriteRoute)

Reader = Annotated[Caller, Depends(allow(Action.READ_EVENTS))]
Reporter = Annotated[Caller, Depends(allow(Action.REPORT_EVENTS))]
Handler = Annotated[Caller, Depends(allow(Action.HANDLE_EVENTS))]
Manager = Annotated[Caller, Depends(allow(Action.MANAGE_STAFF))]
_PICTURES: dict[str, Any] = {
    media: {"schema": {"type": "string", "format": "binary"}} for media in MEDIA_TYPES.values()
}


async def _picture(request: Request) -> bytes:
    """Read a body, unless it says itself that it is too large."""
    if int(request.headers.get("content-length") or 0) > events.MOST_BYTES:
        raise HTTPException(413)
    return await request.body()


Picture = Annotated[bytes, Depends(_picture)]


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
    since: Annotated[Moment, Query()],
    until: Annotated[Moment, Query()],
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


@router.put(
    "/{event_id}/photo",
    operation_id="keep_event_photo",
    openapi_extra={"requestBody": {"required": True, "content": _PICTURES}},
)
def keep_photo(
    session: SessionDep, state: StateDep, caller: Reporter, event_id: RowId, body: Picture
) -> Event:
    """Keep a JPEG, PNG or WebP of at most 8 MB, by what it holds, in place of the one before.

    Whose account reported the event may send it, and who handles events there.
    """
    row = events.get_event(session, event_id)
    if not events.is_reporter(session, event_id, caller.name):
        _require(session, state, caller, Action.HANDLE_EVENTS, row)
    events.keep_photo(session, state.settings.data_dir, event_id, body, actor=caller.name)
    return Event(**events.get_event(session, event_id))


@router.get(
    "/{event_id}/photo",
    operation_id="get_event_photo",
    response_class=Response,
    responses={200: {"content": _PICTURES, "description": "As it was sent"}},
)
def read_photo(session: SessionDep, state: StateDep, caller: Reader, event_id: RowId) -> Response:
    """Give the photograph to those who may read the event; no cache in between keeps it."""
    row = events.get_event(session, event_id)
    _require(session, state, caller, Action.READ_EVENTS, row)
    body, media = events.read_photo(state.settings.data_dir, event_id, row["photo"])
    headers = {
        "Cache-Control": "private, no-store",
        "X-Content-Type-Options": "nosniff",
        "Content-Disposition": f'inline; filename="event-{event_id}.{media.partition("/")[2]}"',
    }
    return Response(body, media_type=media, headers=headers)


def _require(
    session: SessionDep, state: StateDep, caller: Caller, action: Action, row: dict[str, object]
) -> None:
    """Refuse unless the caller's grants cover the event's place."""
    if row["network"] is None:
        require_area(session, state, caller, action, None)
    else:
        areas = [str(row["area"])] if row["area"] else []
        require_cover(session, state, caller, action, str(row["network"]), areas)
