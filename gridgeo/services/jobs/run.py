"""Run one job that was claimed: its function, its end, and what becomes of its failures."""

import logging
import threading
from typing import Any

from sqlalchemy import Engine
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as NoConnectionError

from gridgeo.config import Settings
from gridgeo.db.repositories import jobs
from gridgeo.db.repositories.jobs import Claim, Ending
from gridgeo.db.session import open_session
from gridgeo.domain.enums import JobState
from gridgeo.domain.errors import GridgeoError, UnavailableError
from gridgeo.services.jobs.context import FileResult, JobContext, JobStoppedError, StopReason
from gridgeo.services.jobs.kinds import find_kind
from gridgeo.services.jobs.pulse import HardStop, Pulse

LOG = logging.getLogger("gridgeo.jobs")
# Pauses before the second, third … attempt; the last one repeats.
PAUSES_S = (2.0, 10.0, 60.0, 300.0)
_TRANSIENT = (OperationalError, InterfaceError, NoConnectionError, UnavailableError)
_DEFECT = "The job failed by a fault of the program ({}); the worker's log has the details."


def run_job(
    claim: Claim,
    engine: Engine,
    settings: Settings,
    stopping: threading.Event | None = None,
    hard_stop: HardStop | None = None,
) -> None:
    """Run a job to its end, or put it back.

    Parameters
    ----------
    claim : Claim
        From the queue.
    engine : Engine
        At least two connections: the job's and the heartbeat's.
    settings : Settings
        For the job.
    stopping : threading.Event, optional
        Set when the worker is told to stop.
    hard_stop : callable, optional
        As in `gridgeo.services.jobs.pulse.Pulse`.
    """
    try:
        _run(claim, engine, settings, stopping or threading.Event(), hard_stop)
    except JobStoppedError as stop:
        settle_stop(engine, claim, stop.reason)
    except Exception as error:
        _settle_failure(engine, claim, error)


def _run(
    claim: Claim,
    engine: Engine,
    settings: Settings,
    stopping: threading.Event,
    hard_stop: HardStop | None,
) -> None:
    """Run the function; its transaction and the job's end are committed as one."""
    function = find_kind(claim.kind).load()
    with open_session(engine) as session:
        context = JobContext(claim, engine, settings, session)
        with Pulse(context, engine, stopping, hard_stop):
            result = function(context, claim.arguments)
        # Without a heartbeat from here on: it would wait for the row that this transaction holds.
        context.hold(session)
        jobs.finish(session, claim, _ending(result))


def _ending(result: Any) -> Ending:
    if isinstance(result, FileResult):
        return Ending(JobState.DONE, result.document, result.path.name)
    if isinstance(result, bytes):
        return Ending(JobState.DONE, output=result)
    return Ending(JobState.DONE, result)


def settle_stop(engine: Engine, claim: Claim, reason: StopReason) -> None:
    """Write down that a job was stopped; whoever has taken it over is not disturbed."""
    with open_session(engine) as session:
        if reason is StopReason.CANCELLED:
            jobs.finish(session, claim, Ending(JobState.CANCELLED))
        elif reason is StopReason.SHUTDOWN:
            jobs.put_back(session, claim, delay_s=0.0, error=None, forgiven=True)


def _settle_failure(engine: Engine, claim: Claim, error: Exception) -> None:
    sentence = _sentence(error)
    with open_session(engine) as session:
        if is_transient(error):
            pause = PAUSES_S[min(claim.attempt, len(PAUSES_S)) - 1]
            if jobs.put_back(session, claim, delay_s=pause, error=sentence):
                LOG.warning("a job will be tried again", extra=_fields(claim, sentence))
                return
        jobs.finish(session, claim, Ending(JobState.FAILED, error=sentence))
    if isinstance(error, GridgeoError):
        LOG.info("a job failed", extra=_fields(claim, sentence))
    else:
        LOG.error("a job failed", extra=_fields(claim, sentence), exc_info=error)


def is_transient(error: BaseException) -> bool:
    """Say whether the same attempt may succeed later: something outside was away or busy."""
    return isinstance(error, _TRANSIENT) or isinstance(error.__cause__, _TRANSIENT)


def _sentence(error: Exception) -> str:
    if isinstance(error, GridgeoError):
        return error.message
    return _DEFECT.format(type(error).__name__)


def _fields(claim: Claim, sentence: str) -> dict[str, Any]:
    return {"fields": {"job": claim.id, "kind": claim.kind, "reason": sentence}}
