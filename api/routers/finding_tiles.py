"""Vector tiles of open findings (问题), of a network as it is published or of a plan."""

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from api.access import Action
from api.deps import SessionDep, StateDep, allow
from api.responses import Json
from api.routers.tile_sets import TILE_RESPONSES, Number, Token, Zoom, tile_address
from api.schemas.common import NetworkCode, PlanId
from api.schemas.tiles import TileJson
from api.tile_answers import ASK_ANEW, NOT_AT_ALL, cache_rule, tile_answer
from gridgeo.services.list_plans import get_plan
from gridgeo.services.tile_set import TileSet

router = APIRouter(tags=["findings"], dependencies=[Depends(allow(Action.FINDINGS))])

_TILEJSON: dict[int | str, dict[str, object]] = {200: {"model": TileJson}}


@router.get(
    "/networks/{network}/findings/tiles/tilejson.json",
    operation_id="get_finding_tilejson",
    response_class=Json,
    responses=_TILEJSON,
)
def read_tilejson(
    request: Request, session: SessionDep, state: StateDep, network: NetworkCode
) -> Json:
    """Describe the tiles of a network's open findings: ground, lines, and a point for each."""
    found = state.shelf.findings(session, network)
    return _describe(request, f"networks/{network}", found)


@router.get(
    "/networks/{network}/findings/tiles/{z}/{x}/{y}.mvt",
    operation_id="get_finding_tile",
    response_class=Response,
    responses=TILE_RESPONSES,
)
def read_tile(
    request: Request,
    session: SessionDep,
    state: StateDep,
    network: NetworkCode,
    z: Zoom,
    x: Number,
    y: Number,
    v: Token = None,
) -> Response:
    """Give one tile of a network's open findings, to be kept by its reader alone."""
    tile = state.shelf.findings(session, network).tiles.tile(z, x, y)
    return tile_answer(tile, request.headers, cache_rule(ASK_ANEW, public=False))


@router.get(
    "/plans/{plan_id}/findings/tiles/tilejson.json",
    operation_id="get_plan_finding_tilejson",
    response_class=Json,
    responses=_TILEJSON,
)
def read_plan_tilejson(
    request: Request, session: SessionDep, state: StateDep, plan_id: PlanId
) -> Json:
    """Describe the tiles of a plan's open findings."""
    network = get_plan(session, plan_id)["network"]
    return _describe(request, f"plans/{plan_id}", state.shelf.findings(session, network, plan_id))


@router.get(
    "/plans/{plan_id}/findings/tiles/{z}/{x}/{y}.mvt",
    operation_id="get_plan_finding_tile",
    response_class=Response,
    responses=TILE_RESPONSES,
)
def read_plan_tile(
    request: Request,
    session: SessionDep,
    state: StateDep,
    plan_id: PlanId,
    z: Zoom,
    x: Number,
    y: Number,
    v: Token = None,
) -> Response:
    """Give one tile of a plan's open findings, to be kept by nobody."""
    network = get_plan(session, plan_id)["network"]
    tile = state.shelf.findings(session, network, plan_id).tiles.tile(z, x, y)
    return tile_answer(tile, request.headers, cache_rule(NOT_AT_ALL, public=False))


def _describe(request: Request, owner: str, found: TileSet) -> Json:
    return Json(found.tilejson([tile_address(request, f"/{owner}/findings/tiles", found)]))
