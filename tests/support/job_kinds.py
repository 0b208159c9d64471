"""Kinds of jobs for tests: each leaves a trace in the table ``job_traces``.

Importing this module registers them, in the worker processes too (``python -m`` runs it there).
"""

import os
import signal
import time
from typing import Any

from sqlalchemy import Engine, text
from sqlalchemy.exc import OperationalError

from gridgeo.db.repositories import audit
from gridgeo.db.session import open_session
from gridgeo.domain.errors import RefusedError
from gridgeo.services.jobs import FileResult, JobContext, JobKind
from gridgeo.services.jobs.kinds import KINDS

PAUSE_S = 0.02


def make_traces(engine: Engine) -> None:
    """Make the table that the jobs write to."""
    with open_session(engine) as session:
        session.execute(text("CREATE TABLE job_traces (job bigint, attempt int, pid int)"))


def leave_trace(context: JobContext) -> None:
    """Write a row in the job's own transaction."""
    values = {"job": context.claim.id, "attempt": context.claim.attempt, "pid": os.getpid()}
    context.transaction.execute(
        text("INSERT INTO job_traces VALUES (:job, :attempt, :pid)"), values
    )


def count(context: JobContext, arguments: dict[str, Any]) -> dict[str, Any]:
    """Leave a trace, then count to ``steps`` with a pause each."""
    leave_trace(context)
    for step in range(arguments.get("steps", 1)):
        context.progress(step, arguments.get("steps", 1), f"step {step}")
        time.sleep(arguments.get("pause_s", 0.0))
    return {"pid": os.getpid(), "counted": arguments.get("steps", 1)}


def note(context: JobContext, arguments: dict[str, Any]) -> dict[str, Any]:
    """Count, with a trace before and a line of the audit log after it."""
    counted = count(context, arguments)
    audit.append(context.transaction, "tests", "count", "job", str(context.claim.id), {})
    return counted


def wait_deaf(context: JobContext, arguments: dict[str, Any]) -> dict[str, Any]:
    """Leave a trace and sleep without ever looking whether to stop."""
    leave_trace(context)
    time.sleep(arguments["seconds"])
    return {}


def die_once(context: JobContext, arguments: dict[str, Any]) -> dict[str, Any]:
    """Leave a trace; in the first attempt be killed before the end."""
    leave_trace(context)
    if context.claim.attempt <= arguments["deaths"]:
        os.kill(os.getpid(), signal.SIGKILL)
    return {"attempt": context.claim.attempt}


def fail(context: JobContext, arguments: dict[str, Any]) -> dict[str, Any]:
    """Fail as told: ``refused``, ``away`` so many times, or a defect."""
    leave_trace(context)
    if arguments["how"] == "refused":
        raise RefusedError("The network has a gap.")
    if arguments["how"] == "away" and context.claim.attempt <= arguments["times"]:
        raise OperationalError("SELECT 1", {}, Exception("gone"))
    if arguments["how"] == "defect":
        raise ZeroDivisionError("secret of somebody")
    return {"attempt": context.claim.attempt}


def write_file(context: JobContext, arguments: dict[str, Any]) -> FileResult:
    """Leave a file."""
    path = context.folder / "lines.csv"
    path.write_text(arguments["text"], encoding="utf-8")
    return FileResult(path, {"lines": 1})


for function in (count, wait_deaf, die_once, fail, write_file):
    name = f"test_{function.__name__}"
    KINDS[name] = JobKind(name, f"{__name__}:{function.__name__}", "Test", "测试")


KINDS["test_note"] = JobKind("test_note", f"{__name__}:note", "Test", "测试", max_attempts=1000)


if __name__ == "__main__":
    from gridgeo.cli import main

    main()
