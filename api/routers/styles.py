"""The map's style and the signs of its labels, for whoever draws gridgeo's tiles."""

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from api.access import Action
from api.deps import SessionDep, StateDep, allow
from api.responses import Json
from api.schemas.common import NetworkCode
from api.schemas.tiles import Style
from api.tile_answers import FOR_AN_HOUR, cache_rule, tile_answer
from gridgeo.domain.band import HouseholdBand
from gridgeo.services.list_networks import get_network
from gridgeo.services.serve_glyphs import FONT_NAME
from gridgeo.tiles.style import map_style

router = APIRouter(tags=["tiles"])

PROTOBUF = "application/x-protobuf"


@router.get(
    "/styles/{network}.json",
    operation_id="get_style",
    response_class=Json,
    responses={200: {"model": Style}},
    dependencies=[Depends(allow(Action.TILES))],
)
def read_style(
    request: Request, session: SessionDep, state: StateDep, network: NetworkCode
) -> Json:
    """Give a style for MapLibre: base map, grids by deviation, labels; nothing from other hosts."""
    found = get_network(session, network)
    root = f"{str(request.base_url).rstrip('/')}/api/v1"
    glyphs = f"{root}/glyphs/{{fontstack}}/{{range}}.pbf" if state.glyphs.available else None
    style = map_style(
        name=found["name"],
        unit=found["standard"]["unit"],
        band=HouseholdBand(**found["standard"]["urban"]),
        base_url=f"{root}/tiles/base/tilejson.json",
        network_url=f"{root}/tiles/{network}/tilejson.json",
        glyphs_url=glyphs,
        font=FONT_NAME,
    )
    return Json(style)


@router.get(
    "/glyphs/{fontstack}/{range}.pbf",
    operation_id="get_glyphs",
    response_class=Response,
    responses={
        200: {"content": {PROTOBUF: {}}, "description": "256 signs as distance fields"},
        304: {"description": "The signs that you have still hold"},
    },
)
async def read_glyphs(
    request: Request,
    state: StateDep,
    fontstack: Annotated[str, Path(max_length=200, description="Any; there is one font")],
    range: Annotated[str, Path(max_length=20, description="Code points, such as 0-255")],
) -> Response:
    """Give 256 signs for labels, drawn from a font of the server; they are no secret."""
    # A range that nobody has asked for takes a second to draw.
    signs = await run_in_threadpool(state.glyphs.range, range)
    return tile_answer(signs, request.headers, cache_rule(FOR_AN_HOUR, public=True), PROTOBUF)
