"""OGC API - Tiles over published networks: the same tiles, under the standard's addresses."""

from fastapi import APIRouter, Depends, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from api import ogc_documents as documents
from api.access import Action
from api.deps import SessionDep, StateDep, allow
from api.ogc_query import require_known
from api.responses import Json
from api.schemas.ogc import OgcTileSet, OgcTileSets, TileMatrixSet, TileMatrixSets
from api.tile_answers import MVT, published_rule, tile_answer
from gridgeo.domain.errors import NotFoundError
from gridgeo.services.feature_collections import get_collection

router = APIRouter(prefix="/ogc", tags=["ogc"], dependencies=[Depends(allow(Action.TILES))])


@router.get(
    "/tileMatrixSets",
    operation_id="ogc_tile_matrix_sets",
    response_class=Json,
    responses={200: {"model": TileMatrixSets}},
)
async def read_tile_matrix_sets(request: Request) -> Json:
    """List the ways in which tiles are cut."""
    require_known(request, frozenset())
    return Json(documents.tile_matrix_sets(request))


@router.get(
    "/tileMatrixSets/{tile_matrix_set}",
    operation_id="ogc_tile_matrix_set",
    response_class=Json,
    responses={200: {"model": TileMatrixSet}},
)
async def read_tile_matrix_set(request: Request, tile_matrix_set: str) -> Json:
    """Describe the square of web mercator and its zooms."""
    require_known(request, frozenset())
    _require_set(tile_matrix_set)
    return Json(documents.tile_matrix_set())


@router.get(
    "/collections/{collection}/tiles",
    operation_id="ogc_tile_sets",
    response_class=Json,
    responses={200: {"model": OgcTileSets}},
)
def read_tile_sets(request: Request, session: SessionDep, collection: str) -> Json:
    """List the tile sets of a network."""
    require_known(request, frozenset())
    return Json(documents.tile_sets(request, get_collection(session, collection)))


@router.get(
    "/collections/{collection}/tiles/{tile_matrix_set}",
    operation_id="ogc_tile_set",
    response_class=Json,
    responses={200: {"model": OgcTileSet}},
)
def read_tile_set(
    request: Request, session: SessionDep, state: StateDep, collection: str, tile_matrix_set: str
) -> Json:
    """Describe the tile set of a network: its layers, its extent, where its tiles are."""
    require_known(request, frozenset())
    _require_set(tile_matrix_set)
    found = get_collection(session, collection)
    layers = state.snapshots.current().tiles.tilejson(found.code, [])["vector_layers"]
    return Json(documents.tile_set(request, found, layers))


@router.get(
    "/collections/{collection}/tiles/{tile_matrix_set}/{tile_matrix}/{row}/{column}",
    operation_id="ogc_tile",
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
    collection: str,
    tile_matrix_set: str,
    tile_matrix: str,
    row: str,
    column: str,
) -> Response:
    """Give one tile of a network."""
    require_known(request, frozenset())
    _require_set(tile_matrix_set)
    z, x, y = (_number(part) for part in (tile_matrix, column, row))
    current = state.snapshots.current()
    tile = await run_in_threadpool(current.tiles.tile, collection, z, x, y)
    rule = published_rule(current, collection, None, public=state.settings.public_read)
    return tile_answer(tile, request.headers, rule)


def _require_set(tile_matrix_set: str) -> None:
    if tile_matrix_set != documents.TILE_MATRIX_SET:
        raise NotFoundError(
            f"There is no tile matrix set '{tile_matrix_set}'; there is"
            f" {documents.TILE_MATRIX_SET}."
        )


def _number(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) <= 9):
        raise NotFoundError(f"There is no tile with the number '{text}'.")
    return int(text)
