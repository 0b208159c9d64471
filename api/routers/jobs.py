"""Jobs: what became of long work; for those who asked for it, and for administrators."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query
from starlette.responses import FileResponse, Response

from api.accept_job import show_job
from api.access import Action, Caller
from api.deps import SessionDep, StateDep, allow
from api.idempotency import WriteRoute
from api.params import Cursor, Limit
from api.responses import Json
from api.schemas.common import RowId
from api.schemas.jobs import Job, JobList
from gridgeo.domain.enums import JobState, Role
from gridgeo.services.jobs import read

router = APIRouter(prefix="/jobs", tags=["jobs"], route_class=WriteRoute)

Asker = Annotated[Caller, Depends(allow(Action.JOBS))]
KindFilter = Annotated[
    str | None, Query(max_length=64, pattern=r"^[a-z_]+$", description="Only of this kind")
]
_RESULTS: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "The document, or the file, that the job left",
        "content": {"application/json": {}, "application/octet-stream": {}},
    }
}


@router.get("", operation_id="list_jobs")
def read_jobs(
    session: SessionDep,
    caller: Asker,
    state: Annotated[JobState | None, Query(description="Only in this state")] = None,
    kind: KindFilter = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> JobList:
    """Your jobs, the latest first; an administrator sees everybody's."""
    items, following = read.list_jobs(
        session, _viewer(caller), state=state, kind=kind, cursor=cursor, limit=limit
    )
    return JobList(items=[show_job(row) for row in items], next=following)


@router.get("/{job_id}", operation_id="get_job")
def read_job(session: SessionDep, caller: Asker, job_id: RowId) -> Job:
    """One job: how far it is, how long it will take, how it ended. Ask again every second or so."""
    return show_job(read.get_job(session, _viewer(caller), job_id))


@router.post("/{job_id}/cancel", operation_id="cancel_job")
def cancel(session: SessionDep, caller: Asker, job_id: RowId) -> Job:
    """Cancel a job: a queued one at once, a running one within about two seconds.

    What it had not committed is rolled back. One that has ended is left as it is (409).
    """
    return show_job(read.cancel_job(session, _viewer(caller), job_id, actor=caller.name))


@router.get(
    "/{job_id}/result", operation_id="get_job_result", response_class=Response, responses=_RESULTS
)
def read_result(session: SessionDep, state: StateDep, caller: Asker, job_id: RowId) -> Response:
    """Fetch what a job left: its file where there is one, else its document; 409 before the end."""
    job = read.get_job(session, _viewer(caller), job_id)
    path = read.result_file(state.settings.data_dir, job)
    if path is None:
        return Json(job["result"] or {})
    return FileResponse(path, filename=path.name)


def _viewer(caller: Caller) -> read.Viewer:
    """Say whose jobs a caller may see; a key without the scope ``admin`` sees its own alone."""
    if caller.scopes is not None and "admin" not in caller.scopes:
        return read.Viewer(user_id=caller.user_id, requested_by=caller.name)
    # Jobs lie in no area and no network: only an administrator of everything sees all.
    if any(grant.everywhere and grant.role is Role.ADMINISTRATOR for grant in caller.grants):
        return read.EVERYTHING
    return read.Viewer(user_id=caller.user_id)
