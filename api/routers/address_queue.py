"""Addresses that could not be placed, or only roughly: the queue, and the share placed."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Response

from api.access import Action, Caller, require
from api.cover import areas_seen
from api.deps import SessionDep, StateDep, SystemSessionDep, allow
from api.idempotency import WriteRoute
from api.params import Limit
from api.schemas.common import AreaCode, RowId
from api.schemas.geocode import (
    AddressDecision,
    AddressDecisions,
    AddressQueue,
    Dismissal,
    HandPlaced,
    HandPlacement,
    PlacedShare,
    PlacedShares,
    QueuedAddress,
    Reopened,
)
from gridgeo.geocode.address import Level
from gridgeo.services.decided_addresses import decision_scope, list_decisions, take_back
from gridgeo.services.geocode_queue import (
    Cause,
    Waiting,
    area_scope,
    count_queue,
    dismiss,
    list_queue,
    place_by_hand,
    placed_shares,
    queue_scope,
)
from gridgeo.services.hide_small_counts import hide_in_shares

router = APIRouter(prefix="/addresses", tags=["addresses"], route_class=WriteRoute)

Placer = Annotated[Caller, Depends(allow(Action.PLACE_ADDRESSES))]
Community = Annotated[AreaCode | None, Query(description="Only of this community")]


@router.get("/queue", operation_id="list_address_queue")
def read_queue(
    session: SessionDep,
    state: StateDep,
    caller: Placer,
    area: Community = None,
    cause: Annotated[Cause | None, Query(description="Only what waits for this reason")] = None,
    level: Annotated[Level | None, Query(description="Only with a candidate like this")] = None,
    least_score: Annotated[
        float | None, Query(ge=0, le=1, description="Only with a candidate of this score or more")
    ] = None,
    after: Annotated[int, Query(ge=0, le=2**63 - 1, description="Last id of a page")] = 0,
    limit: Limit = 100,
) -> AddressQueue:
    """Addresses that wait to be placed, of the communities that are the caller's task."""
    _require_area(session, caller, state, area)
    wanted = Waiting(area, cause, level, least_score)
    items = list_queue(session, wanted, after=after, most=limit)
    return AddressQueue(
        items=[QueuedAddress(**one) for one in items], waiting=count_queue(session, wanted)
    )


@router.get("/decisions", operation_id="list_address_decisions")
def read_decisions(
    session: SessionDep,
    state: StateDep,
    caller: Placer,
    area: Community = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 30,
) -> AddressDecisions:
    """Decisions on addresses, the latest first; each can be taken back."""
    _require_area(session, caller, state, area)
    rows = list_decisions(session, area, most=limit)
    return AddressDecisions(items=[AddressDecision(**one) for one in rows])


@router.post("/queue/{id}/place", operation_id="place_address")
def place(
    session: SessionDep, state: StateDep, caller: Placer, id: RowId, where: HandPlacement
) -> HandPlaced:
    """Place an address, and all with its normal form; the gazetteer knows it from now on."""
    _require(caller, state, queue_scope(session, id))
    done = place_by_hand(session, id, where.lon, where.lat, caller.name)
    return HandPlaced(placed=done.addresses, households=done.households)


@router.post("/queue/{id}/dismiss", operation_id="dismiss_address", status_code=204)
def take_out(
    session: SessionDep, state: StateDep, caller: Placer, id: RowId, why: Dismissal
) -> Response:
    """Take an address out of the queue: it is none, or lies outside."""
    _require(caller, state, queue_scope(session, id))
    dismiss(session, id, why.reason, caller.name)
    return Response(status_code=204)


@router.post("/queue/{id}/undo", operation_id="undo_address")
def undo(session: SessionDep, state: StateDep, caller: Placer, id: RowId) -> Reopened:
    """Take a decision back: its addresses wait again, their households are where they were."""
    _require(caller, state, decision_scope(session, id))
    return Reopened(waiting=take_back(session, id, caller.name))


@router.get(
    "/shares",
    operation_id="list_placed_shares",
)
def read_shares(
    session: SystemSessionDep, caller: Annotated[Caller, Depends(allow(Action.FEATURES))]
) -> PlacedShares:
    """Share of addresses that are placed, by level, for each community.

    Where 1 to 4 are placed, or are not, only those are told who may see the addresses themselves.
    """
    shares = hide_in_shares(session, placed_shares(session), areas_seen(caller, "addresses"))
    return PlacedShares(items=[PlacedShare(**one) for one in shares])


def _require_area(session: SessionDep, caller: Caller, state: StateDep, area: str | None) -> None:
    """Refuse a community that is not the caller's; without one the database shows theirs alone."""
    if area is not None:
        _require(caller, state, area_scope(session, area))


def _require(caller: Caller, state: StateDep, chain: frozenset[str]) -> None:
    """Refuse unless the caller's grants cover the community."""
    require(caller, Action.PLACE_ADDRESSES, public_read=state.settings.public_read, areas=[chain])
