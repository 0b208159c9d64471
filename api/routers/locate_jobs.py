"""Tables of points too large for one answer, looked up as a job."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request, Response
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException

from api.accept_job import accept_job
from api.access import Action, Caller
from api.deps import SessionDep, StateDep, allow
from api.idempotency import WriteRoute
from api.params import AsOf
from api.places import Crs
from api.point_bodies import ARROW, CSV, KINDS, PARQUET
from api.point_uploads import keep_upload
from api.routers.locate import Networks
from api.schemas.jobs import Job
from gridgeo.geometry.point_system import PointSystem

router = APIRouter(
    tags=["locate"], dependencies=[Depends(allow(Action.LOOKUP))], route_class=WriteRoute
)

Asker = Annotated[Caller, Depends(allow(Action.JOBS))]
TABLES = (CSV, ARROW, PARQUET)


def _table_bodies() -> dict[str, Any]:
    content = {kind: {"schema": {"type": "string", "format": "binary"}} for kind in TABLES}
    return {"requestBody": {"required": True, "content": content}}


@router.post(
    "/locate/jobs", operation_id="create_locate_job", status_code=202, openapi_extra=_table_bodies()
)
async def locate_as_job(
    request: Request,
    response: Response,
    session: SessionDep,
    state: StateDep,
    caller: Asker,
    as_of: AsOf,
    network: Networks = None,
    crs: Crs = "4326",
) -> Job:
    """Have a table of any number of points looked up as a job; its result is the answered table.

    The same columns as of a batch, for CSV, Arrow and Parquet. What is published when the job
    begins answers every row without a date of its own.
    """
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind not in TABLES:
        raise HTTPException(415)
    arguments = {
        "networks": network,
        "system": PointSystem.named(crs).name,
        "as_of": None if as_of is None else as_of.isoformat(),
        "kind": KINDS[kind],
    }
    async with keep_upload(request, state.settings.data_dir) as upload:
        job = await run_in_threadpool(accept_job, session, caller, response, "locate", arguments)
        upload.give_to(job.id)
    return job
