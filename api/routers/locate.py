"""Which grid of each network a point falls in, from the snapshot in memory."""

from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.responses import Response, StreamingResponse

from api.access import Action
from api.answers import locate_answer, with_address
from api.deps import StateDep, allow
from api.params import AsOf
from api.places import Crs, PlaceAsked, PlaceOrAddress
from api.point_bodies import ARROW, CSV, JSON, KINDS, PARQUET, PointBody, read_point_body
from api.responses import Json
from api.schemas.common import NetworkCode
from api.schemas.locate import BatchAnswers, BatchPoints, Located
from api.state import State
from gridgeo.db.session import open_session
from gridgeo.geometry.point_system import PointSystem
from gridgeo.services.geocode_addresses import clear_place
from gridgeo.services.locate import Snapshot
from gridgeo.services.locate_batch import DATE_COLUMN, BatchQuestion, LocateBatch
from gridgeo.services.read_instant import read_instant

router = APIRouter(tags=["locate"], dependencies=[Depends(allow(Action.LOOKUP))])

MOST_ACCURACY_M = 5000
Networks = Annotated[
    list[NetworkCode] | None,
    Query(max_length=50, description="Only these networks, in this order; all when left out"),
]


@router.get(
    "/locate",
    operation_id="locate_point",
    response_class=Json,
    responses={200: {"model": Located}},
)
async def locate_point(
    state: StateDep,
    place: PlaceOrAddress,
    as_of: AsOf,
    network: Networks = None,
    accuracy_m: Annotated[
        float | None,
        Query(
            ge=0,
            le=MOST_ACCURACY_M,
            allow_inf_nan=False,
            description="How far the place may be off",
        ),
    ] = None,
) -> Response:
    """Say which grid of each network a point falls in, now or at an earlier instant.

    A point on a shared border belongs to exactly one grid. Outside, the nearest grid is named.
    Positions may be given in several coordinate systems; ``lon`` and ``lat``, or ``x`` and ``y``;
    or an ``address``, which is refused when it is not clear where it is.
    """
    held = (
        state.snapshots.current().held
        if as_of is None
        else await run_in_threadpool(state.snapshots.at, as_of)
    )
    if isinstance(place, PlaceAsked):
        body = locate_answer(held, place, network, accuracy_m, as_of)
    else:
        found = await run_in_threadpool(_place_of, state, place)
        asked = PlaceAsked(found["lon"], found["lat"])
        body = with_address(locate_answer(held, asked, network, accuracy_m, as_of), found)
    return Response(body, media_type=Json.media_type)


@router.post(
    "/locate/batch",
    operation_id="locate_batch",
    response_class=Response,
    responses={
        200: {
            "description": "The same rows in the same form, with three columns for each network:"
            " <network>_grid, <network>_version and, where there is no grid, <network>_reason",
            "content": {JSON: {"schema": BatchAnswers.model_json_schema()}}
            | {kind: {} for kind in (CSV, ARROW, PARQUET)},
        }
    },
    openapi_extra={
        "requestBody": {
            "required": True,
            "content": {JSON: {"schema": BatchPoints.model_json_schema()}}
            | {
                kind: {"schema": {"type": "string", "format": "binary"}}
                for kind in (CSV, ARROW, PARQUET)
            },
        }
    },
)
async def locate_batch(
    request: Request,
    state: StateDep,
    as_of: AsOf,
    network: Networks = None,
    crs: Crs = "4326",
) -> Response:
    """Say which grid each of up to a million points falls in, row by row.

    A row may have its own date in the column ``as_of``. A row that cannot be answered says why;
    none is dropped. All rows are answered from the same versions.
    """
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind not in KINDS:
        raise HTTPException(415)
    question = BatchQuestion(network, PointSystem.named(crs).to_wgs84, as_of)
    body = await request.body()
    table, batch = await run_in_threadpool(_prepare, state, question, body, kind)
    # Packed already, or quicker sent than packed.
    headers = {} if kind in (JSON, CSV) else {"content-encoding": "identity"}
    pieces = table.write(lambda piece: batch.answer(piece, table.x, table.y))
    return StreamingResponse(pieces, media_type=kind, headers=headers)


def _place_of(state: State, address: str) -> dict[str, Any]:
    with open_session(state.engine) as session:
        return clear_place(session, address)


def _prepare(
    state: State, question: BatchQuestion, body: bytes, kind: str
) -> tuple[PointBody, LocateBatch]:
    """Find everything that may be refused before the answer begins."""
    snapshots, held = state.snapshots, state.snapshots.current().held

    def snapshot_at(instant: datetime | None) -> Snapshot:
        return held.snapshot if instant is None else snapshots.at(instant).snapshot

    batch = LocateBatch(question, snapshot_at, read_instant)
    table = read_point_body(body, kind)
    for piece in table.pieces:
        if DATE_COLUMN in piece.schema.names:
            batch.know_dates(piece.column(DATE_COLUMN))
    return table, batch
