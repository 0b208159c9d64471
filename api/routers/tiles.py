"""Vector tiles of what is published, and of the base map under it."""

import gzip
from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from api.access import Action
from api.deps import StateDep, allow
from api.responses import Json
from api.schemas.common import NetworkCode
from api.schemas.tiles import TileJson
from gridgeo.services.serve_tiles import BASE
from gridgeo.tiles.tileset import Tile

router = APIRouter(prefix="/tiles", tags=["tiles"], dependencies=[Depends(allow(Action.TILES))])

MVT = "application/vnd.mapbox-vector-tile"
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
    lasting = v is not None and v == current.tokens.get(network)
    headers = {
        "Cache-Control": cache_rule(network, lasting=lasting, public=state.settings.public_read),
        "Vary": "Accept-Encoding",
    }
    if tile is None:
        return Response(status_code=204, headers=headers)
    return answer(request, tile, headers)


def cache_rule(network: str, *, lasting: bool, public: bool) -> str:
    """Say who may keep a tile and for how long."""
    audience = "public" if public else "private"
    if not lasting:
        return f"{audience}, no-cache"
    if network == BASE:
        return f"{audience}, max-age=3600"
    return f"{audience}, max-age=31536000, immutable"


def answer(request: Request, tile: Tile, headers: dict[str, str]) -> Response:
    """Answer with the tile as it is kept (gzip), unpacked for who cannot read that, or 304."""
    body, tag = tile.body, tile.etag
    if "gzip" in request.headers.get("accept-encoding", ""):
        headers["Content-Encoding"] = "gzip"
    else:
        body, tag = gzip.decompress(tile.body), f'{tile.etag[:-1]}-plain"'
    headers["ETag"] = tag
    if is_known(request.headers.get("if-none-match"), tag):
        headers.pop("Content-Encoding", None)
        return Response(status_code=304, headers=headers)
    return Response(body, headers=headers, media_type=MVT)


def is_known(if_none_match: str | None, tag: str) -> bool:
    """Compare entity tags as RFC 9110 says for ``If-None-Match``: weakly, any of a list."""
    if if_none_match is None:
        return False
    known = {part.strip().removeprefix("W/") for part in if_none_match.split(",")}
    return "*" in known or tag in known
