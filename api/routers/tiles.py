"""Vector tiles of what is published, and of the base map under it."""

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from api.access import Action
from api.deps import StateDep, allow
from api.responses import Json
from api.schemas.common import NetworkCode
from api.schemas.tiles import TileJson
from api.tile_answers import MVT, published_rule, tile_answer

router = APIRouter(prefix="/tiles", tags=["tiles"], dependencies=[Depends(allow(Action.TILES))])

MOST_ZOOM = 30
Number = Annotated[int, Path(ge=0, lt=2**MOST_ZOOM)]


@router.get(
    "/{network}/tilejson.json",
    operation_id="get_tilejson",
    response_class=Json,
    responses={200: {"model": TileJson}},
)
async def read_tilejson(request: Request, state: StateDep, network: NetworkCode) -> Json:
    """Describe a network's tiles (``base``: the base map) in TileJSON 3.0.0.

    The tile addresses carry the version, so that a client keeps tiles for as long as they hold.
    """
    current = state.snapshots.current()
    tiles = f"{str(request.base_url).rstrip('/')}/api/v1/tiles/{network}"
    address = f"{tiles}/{{z}}/{{x}}/{{y}}.mvt?v={current.tokens.get(network, '')}"
    return Json(current.tiles.tilejson(network, [address]))


@router.get(
    "/{network}/{z}/{x}/{y}.mvt",
    operation_id="get_tile",
    response_class=Response,
    responses={
        200: {"content": {MVT: {}}, "description": "A Mapbox vector tile, version 2"},
        204: {"description": "Nothing to show here"},
        304: {"description": "The tile that you have still holds"},
    },
)
async def read_tile(
    request: Request,
    state: StateDep,
    network: NetworkCode,
    z: Annotated[int, Path(ge=0, le=MOST_ZOOM)],
    x: Number,
    y: Number,
    v: Annotated[
        str | None, Query(max_length=64, description="The version, as TileJSON gives it")
    ] = None,
) -> Response:
    """Give one tile; under an address with its version it may be kept for ever."""
    current = state.snapshots.current()
    # Writing a low zoom may take long: other requests go on meanwhile.
    tile = await run_in_threadpool(current.tiles.tile, network, z, x, y)
    rule = published_rule(current, network, v, public=state.settings.public_read)
    return tile_answer(tile, request.headers, rule)
