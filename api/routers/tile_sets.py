"""Tiles beside those in force: earlier versions, deviations, units, density of homes."""

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query, Request
from sqlalchemy.orm import Session
from starlette.responses import Response

from api.access import Action
from api.deps import SessionDep, StateDep, SystemSessionDep, allow
from api.responses import Json
from api.schemas.common import NetworkCode
from api.schemas.tiles import TileJson
from api.state import State
from api.tile_answers import ASK_ANEW, FOR_EVER, MVT, cache_rule, tile_answer
from gridgeo.services.tile_set import TileSet
from gridgeo.tiles.mercator import MAX_ZOOM

router = APIRouter(tags=["tiles"])

# Numbers that no zoom has are addresses where nothing is: 404 by the tiles, no fault of a field.
Zoom = Annotated[int, Path(json_schema_extra={"minimum": 0, "maximum": MAX_ZOOM})]
Number = Annotated[int, Path(json_schema_extra={"minimum": 0, "maximum": 2**MAX_ZOOM - 1})]
Version = Annotated[int, Path(ge=1, lt=2**31)]
Token = Annotated[
    str | None, Query(max_length=64, description="The state of the tiles, as TileJSON gives it")
]
TILE_RESPONSES: dict[int | str, dict[str, object]] = {
    200: {"content": {MVT: {}}, "description": "A Mapbox vector tile, version 2"},
    204: {"description": "Nothing to show here"},
    304: {"description": "The tile that you have still holds"},
}
_TILEJSON: dict[int | str, dict[str, object]] = {200: {"model": TileJson}}
_TILES = [Depends(allow(Action.TILES))]
_PLANS = [Depends(allow(Action.READ_PLANS))]


def version_address(request: Request, network: str, version: int, found: TileSet) -> str:
    """Give the address of a version's tiles."""
    return tile_address(request, f"/tiles/{network}/versions/{version}", found)


@router.get(
    "/tiles/{network}/versions/{version}/tilejson.json",
    operation_id="get_version_tilejson",
    response_class=Json,
    responses=_TILEJSON,
    dependencies=_TILES,
)
def read_version_tilejson(
    request: Request, session: SessionDep, state: StateDep, network: NetworkCode, version: Version
) -> Json:
    """Describe the tiles of a network as one of its versions left it."""
    found = state.shelf.of_version(session, network, version)
    return Json(found.tilejson([version_address(request, network, version, found)]))


@router.get(
    "/tiles/{network}/versions/{version}/{z}/{x}/{y}.mvt",
    operation_id="get_version_tile",
    response_class=Response,
    responses=TILE_RESPONSES,
    dependencies=_TILES,
)
def read_version_tile(
    request: Request,
    session: SessionDep,
    state: StateDep,
    network: NetworkCode,
    version: Version,
    z: Zoom,
    x: Number,
    y: Number,
    v: Token = None,
) -> Response:
    """Give one tile of a version; under an address with its token it may be kept for ever."""
    found = state.shelf.of_version(session, network, version)
    lasting = FOR_EVER if v == found.token else ASK_ANEW
    rule = cache_rule(lasting, public=state.settings.public_read)
    return tile_answer(found.tiles.tile(z, x, y), request.headers, rule)


@router.get(
    "/tiles/{network}/deviations/tilejson.json",
    operation_id="get_deviation_tilejson",
    response_class=Json,
    responses=_TILEJSON,
    dependencies=_TILES,
)
def read_deviation_tilejson(
    request: Request, session: SessionDep, state: StateDep, network: NetworkCode
) -> Json:
    """Describe the tiles of the grids outside the band, and of how many there are by area."""
    found = _deviations(session, state, network)
    return Json(found.tilejson([tile_address(request, f"/tiles/{network}/deviations", found)]))


@router.get(
    "/tiles/{network}/deviations/{z}/{x}/{y}.mvt",
    operation_id="get_deviation_tile",
    response_class=Response,
    responses=TILE_RESPONSES,
    dependencies=_TILES,
)
def read_deviation_tile(
    request: Request,
    session: SessionDep,
    state: StateDep,
    network: NetworkCode,
    z: Zoom,
    x: Number,
    y: Number,
    v: Token = None,
) -> Response:
    """Give one tile of the grids outside the band."""
    found = _deviations(session, state, network)
    lasting = FOR_EVER if v == found.token else ASK_ANEW
    rule = cache_rule(lasting, public=state.settings.public_read)
    return tile_answer(found.tiles.tile(z, x, y), request.headers, rule)


@router.get(
    "/tiles/units/tilejson.json",
    operation_id="get_unit_tilejson",
    response_class=Json,
    responses=_TILEJSON,
    dependencies=_PLANS,
)
def read_unit_tilejson(request: Request, session: SystemSessionDep, state: StateDep) -> Json:
    """Describe the tiles of the planner's units; counts from 1 to 4 are hidden."""
    found = state.shelf.units(session)
    return Json(found.tilejson([tile_address(request, "/tiles/units", found)]))


@router.get(
    "/tiles/units/{z}/{x}/{y}.mvt",
    operation_id="get_unit_tile",
    response_class=Response,
    responses=TILE_RESPONSES,
    dependencies=_PLANS,
)
def read_unit_tile(
    request: Request,
    session: SystemSessionDep,
    state: StateDep,
    z: Zoom,
    x: Number,
    y: Number,
    v: Token = None,
) -> Response:
    """Give one tile of the planner's units, to be kept by its reader alone."""
    tile = state.shelf.units(session).tiles.tile(z, x, y)
    return tile_answer(tile, request.headers, cache_rule(ASK_ANEW, public=False))


@router.get(
    "/tiles/density/tilejson.json",
    operation_id="get_density_tilejson",
    response_class=Json,
    responses=_TILEJSON,
    dependencies=_TILES,
)
def read_density_tilejson(request: Request, session: SystemSessionDep, state: StateDep) -> Json:
    """Describe the tiles of the density of homes: squares with five households or more."""
    found = state.shelf.density(session)
    return Json(found.tilejson([tile_address(request, "/tiles/density", found)]))


@router.get(
    "/tiles/density/{z}/{x}/{y}.mvt",
    operation_id="get_density_tile",
    response_class=Response,
    responses=TILE_RESPONSES,
    dependencies=_TILES,
)
def read_density_tile(
    request: Request,
    session: SystemSessionDep,
    state: StateDep,
    z: Zoom,
    x: Number,
    y: Number,
    v: Token = None,
) -> Response:
    """Give one tile of the density of homes."""
    found = state.shelf.density(session)
    lasting = FOR_EVER if v == found.token else ASK_ANEW
    rule = cache_rule(lasting, public=state.settings.public_read)
    return tile_answer(found.tiles.tile(z, x, y), request.headers, rule)


def _deviations(session: Session, state: State, network: str) -> TileSet:
    current = state.snapshots.current()
    published = current.held.snapshot.network(network)
    token = current.tokens.get(network), current.stamp
    return state.shelf.deviations(session, published, token)


def tile_address(request: Request, path: str, found: TileSet) -> str:
    """Give the address of a set's tiles, which carries their state."""
    root = f"{str(request.base_url).rstrip('/')}/api/v1"
    return f"{root}{path}/{{z}}/{{x}}/{{y}}.mvt?v={found.token}"
