"""Visits (走访): campaigns, whether they can be done, and how far they are."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Depends, Query

from api.access import Action, Caller
from api.cover import require_area
from api.deps import SessionDep, StateDep, SystemSessionDep, allow
from api.idempotency import WriteRoute
from api.schemas.common import NetworkCode, RowId
from api.schemas.patrols import (
    CampaignFeasibility,
    CampaignProgress,
    CampaignRequest,
    VisitAnswer,
    VisitUpload,
)
from gridgeo.patrol.campaign import VisitPace
from gridgeo.services.patrols import visits

router = APIRouter(tags=["patrols"], route_class=WriteRoute)

Reader = Depends(allow(Action.PATROLS))
Leader = Annotated[Caller, Depends(allow(Action.MANAGE_STAFF))]


@router.post(
    "/visits", operation_id="send_visits", dependencies=[Depends(allow(Action.SEND_TRACKS))]
)
def send_visits(session: SessionDep, wanted: VisitUpload) -> VisitAnswer:
    """Store visits to households; one that is known by its code is passed over."""
    rows = [one.model_dump() for one in wanted.visits]
    return VisitAnswer.model_validate(visits.record_visits(session, rows))


@router.get(
    "/networks/{network}/campaigns/feasibility",
    operation_id="judge_campaign",
    dependencies=[Reader],
)
def read_feasibility(
    session: SystemSessionDep,
    network: NetworkCode,
    first: Annotated[date, Query(alias="from")],
    last: Annotated[date, Query(alias="to")],
    visit_min: Annotated[float, Query(gt=0, le=480, description="Minutes of one visit")] = 10,
    hours_a_day: Annotated[float, Query(gt=0, le=24, description="Hours for visits")] = 6,
    reached: Annotated[float, Query(gt=0, le=1, description="Share met at a call")] = 0.6,
) -> CampaignFeasibility:
    """Say before it starts whether each grid's people can visit all its households in time."""
    pace = VisitPace(visit_min, hours_a_day, reached)
    return CampaignFeasibility.model_validate(
        visits.judge_visits(session, network, first, last, pace)
    )


@router.post("/networks/{network}/campaigns", operation_id="start_campaign", status_code=201)
def start_campaign(
    session: SessionDep,
    state: StateDep,
    caller: Leader,
    network: NetworkCode,
    wanted: CampaignRequest,
) -> CampaignProgress:
    """Start a campaign: every household of the network is to be visited between two days."""
    require_area(session, state, caller, Action.MANAGE_STAFF, None, network)
    number = visits.start_campaign(
        session, network, wanted.name, wanted.kind, wanted.first, wanted.last, actor=caller.name
    )
    return _progress(session, number, None)


@router.get("/campaigns/{campaign_id}", operation_id="get_campaign", dependencies=[Reader])
def read_campaign(
    session: SystemSessionDep,
    campaign_id: RowId,
    today: Annotated[
        date | None, Query(description="Judge by this day; today's by default")
    ] = None,
) -> CampaignProgress:
    """Households visited against all, grid by grid, and which grids are behind."""
    return _progress(session, campaign_id, today)


def _progress(session: SessionDep, number: int, today: date | None) -> CampaignProgress:
    found = visits.campaign_progress(session, number, today or date.today())
    return CampaignProgress.model_validate(found)
