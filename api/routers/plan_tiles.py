"""Tiles of drafts: a plan's grids, and its units with their grids; kept by nobody."""

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from api.access import Action
from api.deps import SessionDep, StateDep, allow
from api.responses import Json
from api.routers.tile_sets import TILE_RESPONSES, Number, Token, Zoom, tile_address
from api.schemas.common import PlanId
from api.schemas.tiles import TileJson
from api.tile_answers import NOT_AT_ALL, cache_rule, tile_answer

router = APIRouter(tags=["tiles"], dependencies=[Depends(allow(Action.READ_PLANS))])

_TILEJSON: dict[int | str, dict[str, object]] = {200: {"model": TileJson}}


@router.get(
    "/plans/{plan_id}/tiles/tilejson.json",
    operation_id="get_plan_tilejson",
    response_class=Json,
    responses=_TILEJSON,
)
def read_plan_tilejson(
    request: Request, session: SessionDep, state: StateDep, plan_id: PlanId
) -> Json:
    """Describe the tiles of a plan's grids as they stand now."""
    found = state.shelf.of_plan(session, plan_id)
    return Json(found.tilejson([tile_address(request, f"/plans/{plan_id}/tiles", found)]))


@router.get(
    "/plans/{plan_id}/tiles/{z}/{x}/{y}.mvt",
    operation_id="get_plan_tile",
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
    """Give one tile of a plan's grids at its present revision, to be kept by nobody."""
    tile = state.shelf.of_plan(session, plan_id).tiles.tile(z, x, y)
    return tile_answer(tile, request.headers, cache_rule(NOT_AT_ALL, public=False))


@router.get(
    "/plans/{plan_id}/units/tiles/tilejson.json",
    operation_id="get_plan_unit_tilejson",
    response_class=Json,
    responses=_TILEJSON,
)
def read_plan_unit_tilejson(
    request: Request, session: SessionDep, state: StateDep, plan_id: PlanId
) -> Json:
    """Describe the tiles of a plan's units, each with its grid as it stands now."""
    found = state.shelf.plan_units(session, plan_id)
    return Json(found.tilejson([tile_address(request, f"/plans/{plan_id}/units/tiles", found)]))


@router.get(
    "/plans/{plan_id}/units/tiles/{z}/{x}/{y}.mvt",
    operation_id="get_plan_unit_tile",
    response_class=Response,
    responses=TILE_RESPONSES,
)
def read_plan_unit_tile(
    request: Request,
    session: SessionDep,
    state: StateDep,
    plan_id: PlanId,
    z: Zoom,
    x: Number,
    y: Number,
    v: Token = None,
) -> Response:
    """Give one tile of a plan's units at its present revision, to be kept by nobody."""
    tile = state.shelf.plan_units(session, plan_id).tiles.tile(z, x, y)
    return tile_answer(tile, request.headers, cache_rule(NOT_AT_ALL, public=False))
