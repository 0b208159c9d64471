"""Jobs for those who may see them: their owner and administrators."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import RowMapping
from sqlalchemy.orm import Session

from gridgeo.db.repositories import audit, browse_jobs, jobs
from gridgeo.domain.enums import JobState
from gridgeo.domain.errors import ConflictError, ForbiddenError, NotFoundError
from gridgeo.services.jobs.folders import job_folder
from gridgeo.services.jobs.kinds import KINDS
from gridgeo.services.read_rows import Row, cut_page, read_number_cursor


@dataclass(frozen=True, slots=True)
class Viewer:
    """Whose jobs may be seen.

    Attributes
    ----------
    everything : bool
        All jobs of all people.
    user_id : int or None
        Only those of this account.
    requested_by : str or None
        Only those that this one key of the account asked for.
    """

    everything: bool = False
    user_id: int | None = None
    requested_by: str | None = None


EVERYTHING = Viewer(everything=True)


def list_jobs(
    session: Session,
    viewer: Viewer,
    *,
    state: JobState | None = None,
    kind: str | None = None,
    cursor: str | None = None,
    limit: int = 50,
) -> tuple[list[dict[str, Any]], str | None]:
    """Give a page of jobs, the latest first, and the next page's cursor.

    Raises
    ------
    BadInputError
        If the cursor is none of ours.
    """
    rows = browse_jobs.list_jobs(
        session,
        user_id=None if viewer.everything else viewer.user_id,
        requested_by=None if viewer.everything else viewer.requested_by,
        state=None if state is None else state.value,
        kind=kind,
        before=read_number_cursor(cursor),
        limit=limit + 1,
    )
    shown, following = cut_page(rows, limit)
    return [_describe(row) for row in shown], following


def get_job(session: Session, viewer: Viewer, job_id: int) -> dict[str, Any]:
    """Give one job.

    Raises
    ------
    NotFoundError
        If there is no such job, said to those who may see all.
    ForbiddenError
        If it is not the viewer's, or not there: which of the two is not told.
    """
    row = browse_jobs.get_job(session, job_id)
    if viewer.everything and row is None:
        raise NotFoundError(f"There is no job {job_id}.", field="job_id")
    if row is None or not _may_see(viewer, row):
        raise ForbiddenError(f"Job {job_id} is none of yours.", field="job_id")
    return _describe(row)


def cancel_job(session: Session, viewer: Viewer, job_id: int, *, actor: str) -> dict[str, Any]:
    """Cancel a job: a queued one at once, a running one within about two seconds.

    Raises
    ------
    NotFoundError, ForbiddenError
        As `get_job`.
    ConflictError
        If it has ended.
    """
    state = get_job(session, viewer, job_id)["state"]
    if not jobs.request_cancel(session, job_id):
        raise ConflictError(f"Job {job_id} has ended ({state}); there is nothing to cancel.")
    audit.append(session, actor, "cancel", "job", str(job_id))
    return get_job(session, viewer, job_id)


def result_file(data_dir: Path, job: dict[str, Any]) -> Path | None:
    """Give the file that a job left, None where its result is a document.

    Raises
    ------
    ConflictError
        If the job is not done.
    NotFoundError
        If the file is no longer there.
    """
    if job["state"] != JobState.DONE.value:
        raise ConflictError(f"Job {job['id']} has no result: it is {job['state']}.")
    if job["result_file"] is None:
        return None
    path = job_folder(data_dir, job["id"]) / str(job["result_file"])
    if not path.is_file():
        raise NotFoundError(
            f"The file of job {job['id']} is not on this server; workers and servers must share"
            " GRIDGEO_DATA_DIR.",
            field="job_id",
        )
    return path


def _may_see(viewer: Viewer, row: RowMapping) -> bool:
    if viewer.everything:
        return True
    mine = viewer.user_id is not None and row["user_id"] == viewer.user_id
    return mine and viewer.requested_by in (None, row["requested_by"])


def _describe(row: Row) -> dict[str, Any]:
    kind = KINDS.get(row["kind"])
    titles = (kind.title, kind.title_zh) if kind else (row["kind"], row["kind"])
    return {**row, "title": titles[0], "title_zh": titles[1]}
