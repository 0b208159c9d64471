"""Vector tiles of what is published, and of the base map under it."""

from datetime import datetime
from typing import Any

from fastapi import APIRouter, Depends, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from api.access import Action
from api.deps import StateDep, allow
from api.params import AsOf
from api.responses import Json
from api.routers.tile_sets import TILE_RESPONSES, Number, Token, Zoom, version_address
from api.schemas.common import NetworkCode
from api.schemas.tiles import TileJson
from api.state import State
from api.tile_answers import published_rule, tile_answer
from gridgeo.db.session import open_session
from gridgeo.services.serve_tiles import BASE
from gridgeo.services.versions import version_at

router = APIRouter(prefix="/tiles", tags=["tiles"], dependencies=[Depends(allow(Action.TILES))])


@router.get(
    "/{network}/tilejson.json",
    operation_id="get_tilejson",
    response_class=Json,
    responses={200: {"model": TileJson}},
)
async def read_tilejson(
    request: Request, state: StateDep, network: NetworkCode, as_of: AsOf
) -> Json:
    """Describe a network's tiles (``base``: the base map) in TileJSON 3.0.0, of now or of a day.

    The tile addresses carry the version, so that a client keeps tiles for as long as they hold.
    """
    if as_of is not None and network != BASE:
        return Json(await run_in_threadpool(_of_a_day, request, state, network, as_of))
    current = state.snapshots.current()
    tiles = f"{str(request.base_url).rstrip('/')}/api/v1/tiles/{network}"
    address = f"{tiles}/{{z}}/{{x}}/{{y}}.mvt?v={current.tokens.get(network, '')}"
    return Json(current.tiles.tilejson(network, [address]))


def _of_a_day(request: Request, state: State, network: str, as_of: datetime) -> dict[str, Any]:
    with open_session(state.engine) as session:
        version = version_at(session, network, as_of)
        found = state.shelf.of_version(session, network, version)
    return found.tilejson([version_address(request, network, version, found)])


@router.get(
    "/{network}/{z}/{x}/{y}.mvt",
    operation_id="get_tile",
    response_class=Response,
    responses=TILE_RESPONSES,
)
async def read_tile(
    request: Request,
    state: StateDep,
    network: NetworkCode,
    z: Zoom,
    x: Number,
    y: Number,
    v: Token = None,
) -> Response:
    """Give one tile; under an address with its version it may be kept for ever."""
    current = state.snapshots.current()
    # Writing a low zoom may take long: other requests go on meanwhile.
    tile = await run_in_threadpool(current.tiles.tile, network, z, x, y)
    rule = published_rule(current, network, v, public=state.settings.public_read)
    return tile_answer(tile, request.headers, rule)
