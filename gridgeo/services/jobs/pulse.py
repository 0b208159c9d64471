"""The heartbeat of a running job: a thread of its own that writes progress and hears of the end."""

import logging
import threading
import time
from collections.abc import Callable
from types import TracebackType

from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from gridgeo.db.repositories import jobs
from gridgeo.db.session import open_session
from gridgeo.domain.errors import GridgeoError
from gridgeo.services.jobs.context import JobContext, StopReason

LOG = logging.getLogger("gridgeo.jobs")
BEAT_S = 0.5
PATIENCE_S = 1.0  # for a job to notice that it must stop, before its process is ended
GRACE_S = 5.0  # for a job to end by itself when the worker is told to stop

HardStop = Callable[[StopReason], None]


class Pulse:
    """Beats while a job runs.

    Parameters
    ----------
    context : JobContext
        Of the job.
    engine : Engine
        For connections beside the job's own.
    stopping : threading.Event
        Set when the worker is told to stop.
    hard_stop : callable, optional
        Ends the process, where the worker has one of its own, when the job does not react.
    """

    def __init__(
        self,
        context: JobContext,
        engine: Engine,
        stopping: threading.Event,
        hard_stop: HardStop | None = None,
    ) -> None:
        self._context = context
        self._engine = engine
        self._stopping = stopping
        self._hard_stop = hard_stop
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._beat_on, name="gridgeo-pulse", daemon=True)
        self._reason: StopReason | None = None
        self._deadline = 0.0
        self._told_at: float | None = None

    def __enter__(self) -> "Pulse":
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._ended.set()
        self._thread.join()

    def _beat_on(self) -> None:
        while not self._ended.wait(BEAT_S):
            self._look_at_the_worker()
            self._beat()
            if self._reason and self._hard_stop and time.monotonic() > self._deadline:
                self._hard_stop(self._reason)

    def _beat(self) -> None:
        try:
            with open_session(self._engine) as session:
                cancelled = jobs.beat(session, self._context.claim, *self._context.pace.read())
        except (GridgeoError, SQLAlchemyError):
            # The job may go on: its commit is fenced, whoever has taken it over by then.
            LOG.warning("a heartbeat did not reach the database", extra=self._fields())
            return
        if cancelled is None and not self._ended.is_set():
            self._stop(StopReason.LOST)
        elif cancelled:
            self._stop(StopReason.CANCELLED)

    def _look_at_the_worker(self) -> None:
        """Leave the job its grace to end by itself; after that it goes back into the queue."""
        if not self._stopping.is_set():
            return
        now = time.monotonic()
        self._told_at = now if self._told_at is None else self._told_at
        if now > self._told_at + GRACE_S:
            self._stop(StopReason.SHUTDOWN)

    def _stop(self, reason: StopReason) -> None:
        if self._reason is None:
            self._reason = reason
            self._deadline = time.monotonic() + PATIENCE_S
            self._context.stop(reason)

    def _fields(self) -> dict[str, object]:
        return {"fields": {"job": self._context.claim.id}}
