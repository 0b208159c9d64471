"""Plans live: what happens in them as server-sent events, and who has them open."""

import asyncio
import re
import time
from collections.abc import AsyncIterator
from typing import Annotated

import orjson
from fastapi import APIRouter, Depends, Header, Query, Request
from fastapi.sse import format_sse_event
from starlette.responses import Response, StreamingResponse

from api.access import Action, Caller
from api.cover import require_plan_cover
from api.deps import SessionDep, StateDep, allow
from api.idempotency import WriteRoute
from api.live_plans import LivePlans, People, Watcher
from api.schemas.common import PlanId
from api.schemas.presence import Presence, PresenceRequest, Present
from gridgeo.domain.errors import BadInputError, ForbiddenError
from gridgeo.services import follow_plans
from gridgeo.services.follow_plans import PlanEvent

router = APIRouter(prefix="/plans/{plan_id}", tags=["live"], route_class=WriteRoute)

Reader = Annotated[Caller, Depends(allow(Action.READ_PLANS))]
Window = Annotated[
    str, Query(pattern=r"^[A-Za-z0-9-]{1,64}$", description="Tells a person's windows apart")
]
STREAM = "text/event-stream"
QUIET_S = 15  # a line of no meaning keeps proxies from closing a quiet connection
# Then the browser comes back by itself, and whether it may is looked at once more.
MOST_S = 600
_PLACE = re.compile(r"(\d{1,9})\.(\d{1,9})")


@router.get(
    "/events",
    operation_id="follow_plan",
    response_class=Response,
    responses={200: {"content": {STREAM: {"schema": {"type": "string"}}}}},
)
async def follow(
    request: Request,
    state: StateDep,
    session: SessionDep,
    caller: Reader,
    plan_id: PlanId,
    last_event_id: Annotated[
        str | None,
        Header(max_length=40, description="Id of the last event seen; what followed is told"),
    ] = None,
) -> Response:
    """Follow a plan as server-sent events: ``operation``, ``state``, ``comment``, ``presence``."""
    position = await asyncio.to_thread(follow_plans.start_following, session, plan_id)
    if last_event_id:
        position = _read_place(last_event_id)
    if request.scope.get("head"):
        return Response(media_type=STREAM)
    events = _tell(state.live, state.live.watch(plan_id, position), names=caller.scopes is None)
    return StreamingResponse(events, media_type=STREAM, headers={"X-Accel-Buffering": "no"})


@router.put("/presence", operation_id="note_presence")
def arrive(
    session: SessionDep, state: StateDep, caller: Reader, plan_id: PlanId, wanted: PresenceRequest
) -> Presence:
    """Say that the caller has the plan open; say it again every 15 seconds, it fades after 45."""
    _require_person(caller)
    require_plan_cover(session, state, caller, Action.READ_PLANS, plan_id)
    people = follow_plans.arrive(session, plan_id, caller.name, wanted.window, wanted.grid)
    return Presence(count=len(people), people=[Present(**one) for one in people])


@router.delete("/presence", operation_id="end_presence", status_code=204)
def depart(session: SessionDep, caller: Reader, plan_id: PlanId, window: Window) -> None:
    """Say that the caller has closed the plan."""
    _require_person(caller)
    follow_plans.leave(session, plan_id, caller.name, window)


def _require_person(caller: Caller) -> None:
    if caller.scopes is not None:
        raise ForbiddenError("Presence is for people who sign in, not for keys.")


def _read_place(last_event_id: str) -> tuple[int, int]:
    found = _PLACE.fullmatch(last_event_id)
    if found is None:
        raise BadInputError("Last-Event-ID must be the id of an event.", field="Last-Event-ID")
    return int(found[1]), int(found[2])


async def _tell(live: LivePlans, watcher: Watcher, *, names: bool) -> AsyncIterator[bytes]:
    """Write what a watcher is told, until the time is up or the browser goes."""
    place = watcher.position
    ends = time.monotonic() + MOST_S
    try:
        yield format_sse_event(comment="following", id=_id(place), retry=1000)
        while time.monotonic() < ends:
            try:
                news = await asyncio.wait_for(watcher.queue.get(), QUIET_S)
            except TimeoutError:
                yield format_sse_event(comment="quiet")
                continue
            if news is None:
                return
            if isinstance(news, PlanEvent):
                place = max(place[0], news.position[0]), max(place[1], news.position[1])
                yield _event(news.kind, news.data, _id(place))
            else:
                yield _event("presence", _presence(news, names=names))
    finally:
        live.leave(watcher)


def _presence(people: People, *, names: bool) -> dict[str, object]:
    """Name people to people only; systems are told how many there are."""
    return {"count": len(people), "people": people if names else []}


def _event(kind: str, data: dict[str, object], event_id: str | None = None) -> bytes:
    return format_sse_event(event=kind, data_str=orjson.dumps(data).decode(), id=event_id)


def _id(place: tuple[int, int]) -> str:
    return f"{place[0]}.{place[1]}"
