"""The PostgreSQL job queue as an executor: workers on any number of hosts run the planner's parts.

The one who asks helps too, so that work goes on where no worker runs, or all are busy.
"""

import logging
import threading
import uuid
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Executor, Future
from inspect import signature
from typing import Any

from sqlalchemy.exc import SQLAlchemyError

from gridgeo.config import Settings
from gridgeo.db.repositories import batches, jobs
from gridgeo.db.session import make_engine, open_session
from gridgeo.domain.enums import JobState
from gridgeo.domain.errors import GridgeoError, UnavailableError
from gridgeo.embedded import ensure_cluster
from gridgeo.planner.kernels.model import STOP, make_control
from gridgeo.services.jobs.context import JobContext
from gridgeo.services.jobs.worker import JobWorker, worker_name
from gridgeo.services.schedulers.packing import function_of, name_of, pack, unpack, weigh

LOG = logging.getLogger("gridgeo.jobs")
KIND = "plan_part"
ACTOR = "scheduler"
POLL_S = 0.1
CHUNK_BYTES = 64 * 1024  # small calls share a job: it costs a few transactions
LEAVE_S = 3.0  # for helpers to hear that their part is given up
PRIORITY = 4  # before new plans: what has been begun is finished first


def run_part(context: JobContext, arguments: dict[str, Any]) -> bytes:
    """Run a chunk of calls of one function of the planner; the kind of job ``plan_part``.

    Returns
    -------
    bytes
        The packed list of results.
    """
    function = function_of(str(arguments["function"]))
    calls = unpack(context.claim.payload or b"")
    options = _stopped_with(context) if "control" in signature(function).parameters else {}
    results = []
    for number, call in enumerate(calls):
        context.progress(number, len(calls))
        results.append(function(*call, **options))
        context.check()  # what was stopped in the middle is no answer
    return pack(results)


def _stopped_with(context: JobContext) -> dict[str, Any]:
    """Give the stop sign of the planner's inner loops, to be put up when the job is stopped."""
    control = make_control()
    context.when_stopped(lambda: control.__setitem__(STOP, 1))
    return {"control": control}


class QueueScheduler(Executor):
    """Runs pure functions of the planner as jobs of one batch.

    Parameters
    ----------
    settings : Settings
        Names the database.
    helpers : int
        Threads of this process that work on the batch beside the workers.
    """

    def __init__(self, settings: Settings, helpers: int = 1) -> None:
        self._engine = make_engine(ensure_cluster(settings), pool_size=2 + 3 * helpers)
        self._batch = uuid.uuid4().hex
        self._waiting: dict[int, list[Future[Any]]] = {}
        self._lock = threading.Lock()
        self._closing = threading.Event()
        self._threads = [threading.Thread(target=self._collect, daemon=True)]
        for number in range(helpers):
            worker = JobWorker(self._engine, settings, self._closing, f"{worker_name()}/{number}")
            self._threads.append(threading.Thread(target=self._help, args=(worker,), daemon=True))
        for thread in self._threads:
            thread.start()

    @property
    def batch(self) -> str:
        """Name of the batch in the table of jobs."""
        return self._batch

    def submit(self, function: Callable[..., Any], /, *args: Any, **kwargs: Any) -> "Future[Any]":
        """Put one call into the queue; keywords are not carried."""
        if kwargs:
            raise TypeError("The queue carries positional arguments only.")
        return self._send(function, [args])[0]

    def map(
        self,
        fn: Callable[..., Any],
        *iterables: Iterable[Any],
        timeout: float | None = None,
        chunksize: int = 1,
        **options: Any,
    ) -> Iterator[Any]:
        """Put calls into the queue, small ones together, and give their results in order."""
        futures: list[Future[Any]] = []
        chunk: list[tuple[Any, ...]] = []
        size = 0
        for call in zip(*iterables, strict=False):
            chunk.append(call)
            size += weigh(call)
            if size >= CHUNK_BYTES:
                futures += self._send(fn, chunk)
                chunk, size = [], 0
        if chunk:
            futures += self._send(fn, chunk)
        return (future.result(timeout) for future in futures)

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """End the batch: what is queued goes, what runs elsewhere ends without a trace."""
        if wait and not cancel_futures:
            for future in self._unsettled():
                future.exception()
        self._closing.set()
        with open_session(self._engine) as session:
            batches.drop(session, self._batch)
        for future in self._unsettled():
            future.cancel()
        for thread in self._threads:
            thread.join(LEAVE_S if cancel_futures else None)
        if not any(thread.is_alive() for thread in self._threads):
            self._engine.dispose()

    def _send(
        self, function: Callable[..., Any], calls: list[tuple[Any, ...]]
    ) -> "list[Future[Any]]":
        futures: list[Future[Any]] = [Future() for _ in calls]
        with self._lock, open_session(self._engine) as session:
            job_id = jobs.submit(
                session,
                KIND,
                {"function": name_of(function)},
                requested_by=ACTOR,
                priority=PRIORITY,
                batch=self._batch,
                payload=pack(calls),
            )
            assert job_id is not None  # noqa: S101 - it has no key that could be taken
            self._waiting[job_id] = futures
        return futures

    def _unsettled(self) -> "list[Future[Any]]":
        with self._lock:
            return [one for futures in self._waiting.values() for one in futures]

    def _collect(self) -> None:
        """Fetch what has ended until the batch is closed; a database that is away is waited for."""
        while not self._closing.wait(POLL_S):
            try:
                with open_session(self._engine) as session:
                    ended = batches.collect(session, self._batch)
            except (GridgeoError, SQLAlchemyError):
                LOG.warning("the ended parts of a plan cannot be fetched; trying again")
                continue
            for part in ended:
                with self._lock:
                    futures = self._waiting.pop(part.id)
                _settle(futures, part)

    def _help(self, worker: JobWorker) -> None:
        while not self._closing.is_set():
            try:
                if not worker.run_one(self._batch):
                    self._closing.wait(2 * POLL_S)
            except (GridgeoError, SQLAlchemyError):
                self._closing.wait(10 * POLL_S)


def _settle(futures: "list[Future[Any]]", part: batches.EndedPart) -> None:
    """Hand the results of a chunk out, or its failure to everybody."""
    if part.state is JobState.DONE and part.output is not None:
        for future, result in zip(futures, unpack(part.output), strict=True):
            future.set_result(result)
        return
    sentence = part.error or f"A part of the plan was {part.state}, job {part.id}."
    for future in futures:
        future.set_exception(UnavailableError(sentence))
