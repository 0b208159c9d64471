"""Which grid of each network a point falls in, from the snapshot in memory."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from api.access import Action
from api.answers import locate_answer
from api.deps import StateDep, allow
from api.params import AsOf
from api.places import Place
from api.responses import Json
from api.schemas.common import NetworkCode
from api.schemas.locate import Located

router = APIRouter(tags=["locate"], dependencies=[Depends(allow(Action.LOOKUP))])

MOST_ACCURACY_M = 5000


@router.get(
    "/locate",
    operation_id="locate_point",
    response_class=Json,
    responses={200: {"model": Located}},
)
async def locate_point(
    state: StateDep,
    place: Place,
    as_of: AsOf,
    network: Annotated[
        list[NetworkCode] | None,
        Query(max_length=50, description="Only these networks, in this order; all when left out"),
    ] = None,
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
    Positions may be given in several coordinate systems; ``lon`` and ``lat``, or ``x`` and ``y``.
    """
    held = (
        state.snapshots.current().held
        if as_of is None
        else await run_in_threadpool(state.snapshots.at, as_of)
    )
    body = locate_answer(held, place, network, accuracy_m, as_of)
    return Response(body, media_type=Json.media_type)
