"""Patrol coverage of a network's grids, blind spots, days and settings."""

from datetime import date
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Query

from api.access import Action, Caller, require
from api.cover import require_area
from api.deps import SessionDep, StateDep, SystemSessionDep, allow
from api.idempotency import WriteRoute
from api.responses import GeoJson
from api.schemas.common import AreaCode, GridCode, NetworkCode
from api.schemas.patrols import (
    CoverageList,
    GridCoverageDetail,
    PatrolDays,
    PatrolRulesDocument,
    PatrolRulesRequest,
)
from gridgeo.services.patrols import (
    coverage,
    coverage_list,
    days,
    grid_coverage,
    track_detail,
)
from gridgeo.services.patrols.refresh import ask_for_reckoning
from gridgeo.services.patrols.rules import set_rules

router = APIRouter(prefix="/networks/{network}/patrols", tags=["patrols"], route_class=WriteRoute)

Reader = Depends(allow(Action.PATROLS))
Setter = Annotated[Caller, Depends(allow(Action.MANAGE_STAFF))]
First = Annotated[date | None, Query(alias="from", description="First local day")]
Last = Annotated[date | None, Query(alias="to", description="Last local day")]
Sort = Literal[
    "code", "households_share", "buildings_share", "ground_share", "streets_share", "days"
]


@router.get("/coverage", operation_id="list_coverage", dependencies=[Reader])
def read_coverage(
    session: SystemSessionDep,
    network: NetworkCode,
    first: First = None,
    last: Last = None,
    sort: Sort = "households_share",
    order: Literal["asc", "desc"] = "desc",
    area: Annotated[
        AreaCode | None, Query(description="Only grids of this area, all below included")
    ] = None,
) -> CoverageList:
    """Coverage of each grid over a period as a ranking; the last thirty days by default.

    Days that are not reckoned yet for the present grids are counted in ``waiting_days``, and
    reckoned in the background.
    """
    period = coverage.read_period(session, first, last)
    found = coverage_list.list_coverage(
        session, network, period, sort=sort, descending=order == "desc", area=area
    )
    if found["waiting_days"]:
        ask_for_reckoning(session, network)
    return CoverageList.model_validate(found)


@router.get("/grids/{code}", operation_id="get_grid_coverage", dependencies=[Reader])
def read_grid(
    session: SystemSessionDep,
    network: NetworkCode,
    code: GridCode,
    first: First = None,
    last: Last = None,
    exact: Annotated[
        bool, Query(description="Overlay the ground with the paths, in place of cells; slower")
    ] = False,
) -> GridCoverageDetail:
    """One grid day by day, and when each of its buildings was last passed."""
    period = coverage.read_period(session, first, last)
    found = grid_coverage.grid_coverage(session, network, code, period, exact=exact)
    return GridCoverageDetail.model_validate(found)


@router.get(
    "/blind-spots.geojson",
    operation_id="list_blind_spots",
    dependencies=[Reader],
    response_class=GeoJson,
)
def read_blind_spots(
    session: SystemSessionDep,
    network: NetworkCode,
    first: First = None,
    last: Last = None,
    grid: Annotated[GridCode | None, Query(description="Only of this grid")] = None,
) -> GeoJson:
    """Ground that nobody passed in a period (盲区), as polygons with their grid and size."""
    period = coverage.read_period(session, first, last)
    return GeoJson(grid_coverage.blind_spots(session, network, period, grid))


@router.get("/grids/{code}/tracks.geojson", operation_id="list_grid_tracks", response_class=GeoJson)
def read_tracks(
    session: SessionDep,
    state: StateDep,
    caller: Annotated[Caller, Depends(allow(Action.READ_TRACKS))],
    network: NetworkCode,
    code: GridCode,
    day: Annotated[date, Query(description="Local day")],
) -> GeoJson:
    """Where people walked in a grid on a day: for those whose task it is; each look is recorded."""
    community = track_detail.community_of(session, network, code)
    require_area(session, state, caller, Action.READ_TRACKS, community, network)
    return GeoJson(track_detail.list_tracks(session, network, code, day, actor=caller.name))


@router.get("/days", operation_id="list_patrol_days", dependencies=[Reader])
def read_days(
    session: SystemSessionDep, network: NetworkCode, first: First = None, last: Last = None
) -> PatrolDays:
    """Days with points of all networks, why some do not count, and the first and last of all."""
    period = coverage.read_period(session, first, last)
    return PatrolDays.model_validate(days.list_days(session, network, period))


@router.get("/rules", operation_id="get_patrol_rules", dependencies=[Reader])
def read_rules(session: SystemSessionDep, network: NetworkCode) -> PatrolRulesDocument:
    """Every threshold that holds for a network, and those that it has of its own."""
    return PatrolRulesDocument.model_validate(days.read_rules(session, network))


@router.put("/rules", operation_id="set_patrol_rules")
def write_rules(
    session: SessionDep,
    state: StateDep,
    caller: Setter,
    network: NetworkCode,
    wanted: PatrolRulesRequest,
) -> PatrolRulesDocument:
    """Replace a network's own thresholds; its days are reckoned anew in the background."""
    require(
        caller, Action.MANAGE_STAFF, public_read=state.settings.public_read, network=network,
        areas=[frozenset()],
    )  # fmt: skip
    rules = set_rules(session, network, wanted.own, actor=caller.name)
    ask_for_reckoning(session, network)
    return PatrolRulesDocument(rules=rules.record(), own=wanted.own)
