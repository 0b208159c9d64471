"""Answer a request for long work with 202 and the job that does it."""

from typing import Any

from sqlalchemy.orm import Session
from starlette.responses import Response

from api.access import Caller
from api.chinese import in_chinese
from api.schemas.jobs import Job
from gridgeo.domain.enums import JobState
from gridgeo.services.jobs import submit_job
from gridgeo.services.jobs.read import EVERYTHING, get_job

JOBS = "/api/v1/jobs"


def accept_job(
    session: Session,
    caller: Caller,
    response: Response,
    kind: str,
    arguments: dict[str, Any],
    *,
    priority: int = 5,
) -> Job:
    """Put a job into the queue for a caller; it is there when the request's transaction commits.

    Parameters
    ----------
    session : Session
        The request's.
    caller : Caller
        Who may see, cancel and fetch it, beside administrators.
    response : Response
        Gets the status 202 and ``Location``, the job's address.
    kind : str
        One of `gridgeo.services.jobs.kinds.KINDS`.
    arguments : dict
        For the job's function.
    priority : int
        Lower runs first.
    """
    job_id = submit_job(
        session, kind, arguments, actor=caller.name, user_id=caller.user_id, priority=priority
    )
    response.status_code = 202
    response.headers["Location"] = f"{JOBS}/{job_id}"
    return show_job(get_job(session, EVERYTHING, job_id))


def show_job(row: dict[str, Any]) -> Job:
    """Write a job as its schema says, with the addresses that go on from it."""
    address = f"{JOBS}/{row['id']}"
    links = {"self": address}
    if row["state"] in (JobState.QUEUED.value, JobState.RUNNING.value):
        links["cancel"] = f"{address}/cancel"
    if row["state"] == JobState.DONE.value:
        links["result"] = f"{address}/result"
        plan_id = (row["result"] or {}).get("plan_id")
        if plan_id is not None:
            links["plan"] = f"/api/v1/plans/{plan_id}"
    error = row["error"]
    told = {name: row[name] for name in Job.model_fields if name in row}
    return Job(**told, error_zh=None if error is None else in_chinese(error), links=links)
