"""Findings (问题) of the checks, and exceptions (例外) from them."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Response

from api.access import Action, Caller, require
from api.deps import SessionDep, StateDep, allow
from api.idempotency import WriteRoute
from api.params import BBox, Cursor, Limit
from api.schemas.common import AreaCode, GridCode, NetworkCode, PlanId
from api.schemas.findings import (
    ExceptionRequest,
    Finding,
    FindingCount,
    FindingCounts,
    FindingId,
    FindingPage,
    GrantedException,
)
from gridgeo.domain.enums import Severity
from gridgeo.domain.finding_filter import FindingFilter
from gridgeo.services.accept_finding import accept_finding, find_scope, withdraw_exception
from gridgeo.services.list_findings import count_findings, list_findings

router = APIRouter(prefix="/findings", tags=["findings"], route_class=WriteRoute)

Reader = Depends(allow(Action.FINDINGS))
Accepter = Annotated[Caller, Depends(allow(Action.ACCEPT_FINDINGS))]


async def _wanted(
    bbox: BBox,
    network: Annotated[NetworkCode | None, Query()] = None,
    plan: Annotated[
        PlanId | None, Query(description="Of this plan, not of what is published")
    ] = None,
    severity: Annotated[Severity | None, Query()] = None,
    rule: Annotated[str | None, Query(pattern=r"^[a-z_]{1,40}$", examples=["overlap"])] = None,
    grid: Annotated[GridCode | None, Query(description="Only findings of this grid")] = None,
    area: Annotated[AreaCode | None, Query(description="Only findings that touch it")] = None,
    accepted: Annotated[
        bool, Query(description="Those that somebody accepted, in place of the open ones")
    ] = False,
) -> FindingFilter:
    return FindingFilter(network, plan, severity, rule, grid, area, bbox, accepted)


Wanted = Annotated[FindingFilter, Depends(_wanted)]


@router.get("", operation_id="list_findings", dependencies=[Reader])
def read_findings(
    session: SessionDep, wanted: Wanted, cursor: Cursor = None, limit: Limit = 100
) -> FindingPage:
    """Open findings of what is published, or of a plan, in the order in which they were seen."""
    items, following = list_findings(session, wanted, cursor=cursor, limit=limit)
    return FindingPage(items=[Finding(**row) for row in items], next=following)


@router.get("/counts", operation_id="count_findings", dependencies=[Reader])
def read_counts(session: SessionDep, wanted: Wanted) -> FindingCounts:
    """How many findings there are, by rule and severity."""
    rows = count_findings(session, wanted)
    return FindingCounts(items=[FindingCount(**row) for row in rows])


@router.post("/{finding_id}/exception", operation_id="accept_finding", status_code=201)
def accept(
    session: SessionDep,
    state: StateDep,
    caller: Accepter,
    finding_id: FindingId,
    wanted: ExceptionRequest,
) -> GrantedException:
    """Accept a finding with a reason, in your name, for as long as it does not grow or change.

    There is no exception from ground or people that belong to nobody, or to two grids.
    """
    _require_scope(session, state, caller, finding_id)
    row = accept_finding(
        session, finding_id, wanted.reason, actor=caller.name, ends_at=wanted.ends_at
    )
    return GrantedException.model_validate(row)


@router.delete("/{finding_id}/exception", operation_id="withdraw_exception", status_code=204)
def withdraw(
    session: SessionDep, state: StateDep, caller: Accepter, finding_id: FindingId
) -> Response:
    """Withdraw an exception: the finding is open again."""
    _require_scope(session, state, caller, finding_id)
    withdraw_exception(session, finding_id, actor=caller.name)
    return Response(status_code=204)


def _require_scope(
    session: SessionDep, state: StateDep, caller: Caller, finding_id: FindingId
) -> None:
    """Refuse unless the caller's grants cover the finding's network and every area it touches."""
    network, areas = find_scope(session, finding_id)
    require(
        caller,
        Action.ACCEPT_FINDINGS,
        public_read=state.settings.public_read,
        network=network,
        areas=areas,
    )
