"""Long work as jobs in PostgreSQL: submitted in a transaction, run by a worker, never twice.

**A kind of job** is a function that stands in one of the services::

    # gridgeo/services/align_job.py
    def align_job(context: JobContext, arguments: dict[str, Any]) -> dict[str, Any] | FileResult:
        with context.session() as session:  # a short transaction of its own, for reading
            task = load_task(session, arguments["network"])
        answer = align(task, progress=context.progress)  # raises when the job is cancelled
        store_answer(context.transaction, answer)  # committed with the job's end, or not at all
        return {"changed": answer.changed}  # JSON, kept as the job's result

and one line in ``KINDS`` of `gridgeo.services.jobs.kinds` names it::

    JobKind("align", "gridgeo.services.align_job:align_job", "Align networks", "网络对齐"),

**A route submits it** in the request's own transaction and answers 202 with ``Location``::

    @router.post("", operation_id="create_alignment", status_code=202)
    def make_alignment(
        session: SessionDep, caller: Writer, wanted: AlignmentRequest, response: Response
    ) -> Job:  # api.schemas.jobs.Job
        arguments = {"network": wanted.network}  # JSON; personal data do not belong here
        return accept_job(session, caller, response, "align", arguments)  # api.accept_job

**A command or service** uses ``submit_job(session, kind, arguments, actor=...)``.

A file as the result is written into ``context.folder`` and returned as
``FileResult(path, {"rows": 12})``; ``GET /api/v1/jobs/{id}/result`` then gives the file, else the
JSON. Errors: a `GridgeoError` fails the job for good and its sentence is kept; a database or other
thing that is away is tried again with growing pauses; anything else is a defect, logged and kept
as such. In a test, ``JobWorker(engine, settings).run_waiting()`` runs what is queued.
"""

from gridgeo.services.jobs.context import FileResult, JobContext, JobStoppedError
from gridgeo.services.jobs.kinds import JobKind
from gridgeo.services.jobs.submit import submit_job
from gridgeo.services.jobs.worker import JobWorker

__all__ = [
    "FileResult",
    "JobContext",
    "JobKind",
    "JobStoppedError",
    "JobWorker",
    "submit_job",
]
