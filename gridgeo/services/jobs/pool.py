"""Processes that work on jobs, and the supervisor that replaces one that ends before its time."""

import logging
import multiprocessing
import os
import signal
import threading
import time
from importlib import import_module
from multiprocessing.connection import Connection, wait
from multiprocessing.context import SpawnProcess
from types import TracebackType

from sqlalchemy.exc import SQLAlchemyError

from gridgeo.config import load_settings
from gridgeo.db.repositories import jobs
from gridgeo.db.session import make_engine, open_session
from gridgeo.domain.errors import GridgeoError
from gridgeo.embedded import ensure_cluster
from gridgeo.services.jobs.pulse import GRACE_S, PATIENCE_S
from gridgeo.services.jobs.worker import LEASE_S, JobWorker, worker_name

LOG = logging.getLogger("gridgeo.jobs")
# Named, not imported: nothing in ``gridgeo`` imports ``api``.
LOGS = "api.logs:configure"
REPLACE_PAUSE_S = 1.0  # so that a worker that cannot start does not start for ever
BACKGROUND = 5  # of niceness: answers to requests come first
STOP_S = GRACE_S + PATIENCE_S + 4.0


class WorkerPool:
    """Runs so many job workers, each a process of its own, until left.

    They stop when the pool is left and also when its process dies: each holds the end of a pipe
    that closes then.

    Parameters
    ----------
    count : int
        Processes; 0 starts none.
    """

    def __init__(self, count: int) -> None:
        self._count = count
        self._context = multiprocessing.get_context("spawn")
        self._processes: dict[SpawnProcess, Connection] = {}
        self._stopping = threading.Event()
        self._supervisor = threading.Thread(
            target=self._supervise, name="gridgeo-job-workers", daemon=True
        )

    def __enter__(self) -> "WorkerPool":
        for _ in range(self._count):
            self._start_one()
        if self._count:
            self._supervisor.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._stopping.set()
        if self._count:
            self._supervisor.join()
        for lifeline in self._processes.values():
            lifeline.close()
        deadline = time.monotonic() + STOP_S
        for process in self._processes:
            process.join(max(0.0, deadline - time.monotonic()))
            if process.is_alive():
                process.kill()
                process.join()

    @property
    def pids(self) -> list[int]:
        """Ids of the processes, sorted."""
        return sorted(process.pid for process in list(self._processes) if process.pid)

    def _start_one(self) -> None:
        held, lifeline = self._context.Pipe(duplex=False)
        process = self._context.Process(target=_work, args=(held,), name="gridgeo-job-worker")
        process.start()
        held.close()
        self._processes[process] = lifeline

    def _supervise(self) -> None:
        while not self._stopping.is_set():
            ended = wait([process.sentinel for process in self._processes], timeout=0.2)
            for process in [one for one in self._processes if one.sentinel in ended]:
                self._processes.pop(process).close()
                process.join()
                _free_jobs_of(process.pid)
                if not self._stopping.wait(REPLACE_PAUSE_S):
                    self._start_one()


def _free_jobs_of(pid: int | None) -> None:
    """Put the jobs of a dead process back at once, without waiting for its lease to end."""
    try:
        engine = make_engine(ensure_cluster(load_settings()), pool_size=1)
        try:
            with open_session(engine) as session:
                jobs.give_up_dead(session, LEASE_S, worker_name(pid))
        finally:
            engine.dispose()
    except (GridgeoError, SQLAlchemyError):
        LOG.warning("the jobs of an ended worker wait for their lease to end")


def _work(lifeline: Connection) -> None:
    """Be a worker process: until SIGTERM, or until the pool's process is no more."""
    stopping = threading.Event()
    os.nice(BACKGROUND)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C reaches the pool, which tells us
    signal.signal(signal.SIGTERM, lambda _number, _frame: stopping.set())
    threading.Thread(target=_watch, args=(lifeline, stopping), daemon=True).start()
    settings = load_settings()
    module, _, name = LOGS.partition(":")
    getattr(import_module(module), name)(settings.log_level)
    engine = make_engine(ensure_cluster(settings), pool_size=3)
    try:
        JobWorker(engine, settings, stopping, own_process=True).run()
    finally:
        engine.dispose()


def _watch(lifeline: Connection, stopping: threading.Event) -> None:
    wait([lifeline])  # readable only when the other end is closed
    stopping.set()
