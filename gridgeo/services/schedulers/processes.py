"""A pool of processes that survives the death of one of them: what was running is run again."""

import multiprocessing
import signal
import threading
from collections.abc import Callable
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from typing import Any

from gridgeo.domain.errors import UnavailableError

MOST_DEATHS = 3  # of one task, before it is taken to be the cause


class ProcessScheduler(Executor):
    """Runs pure functions in processes of this machine.

    A killed process breaks a pool of the standard library for good. Here a new pool takes its
    place and every unfinished call is made again, which for a pure function changes nothing.

    Parameters
    ----------
    jobs : int
        Processes.
    """

    def __init__(self, jobs: int) -> None:
        self._jobs = jobs
        self._lock = threading.Lock()
        self._closed = False
        self._pool = self._make_pool()

    def submit(self, function: Callable[..., Any], /, *args: Any, **kwargs: Any) -> "Future[Any]":
        """Call a function in one of the processes."""
        outer: Future[Any] = Future()
        self._send(outer, lambda pool: pool.submit(function, *args, **kwargs), 0)
        return outer

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """End the processes; at once where the calls are cancelled."""
        with self._lock:
            self._closed = True
            pool = self._pool
        if cancel_futures:
            for process in list((pool._processes or {}).values()):
                process.terminate()
        pool.shutdown(wait, cancel_futures=cancel_futures)

    @property
    def pids(self) -> list[int]:
        """Ids of the processes that have been started, sorted."""
        return sorted(self._pool._processes or {})

    def _make_pool(self) -> ProcessPoolExecutor:
        # Spawned: a fork would take the locks of this process's threads along.
        return ProcessPoolExecutor(
            self._jobs, mp_context=multiprocessing.get_context("spawn"), initializer=prepare
        )

    def _send(
        self,
        outer: "Future[Any]",
        call: Callable[[ProcessPoolExecutor], "Future[Any]"],
        deaths: int,
    ) -> None:
        with self._lock:
            pool = self._pool
            try:
                inner = call(pool)
            except BrokenProcessPool:  # it broke since; nothing of this call has been run
                pool = self._pool = self._make_pool()
                inner = call(pool)
        inner.add_done_callback(lambda done: self._settle(outer, done, call, deaths, pool))

    def _settle(
        self,
        outer: "Future[Any]",
        inner: "Future[Any]",
        call: Callable[[ProcessPoolExecutor], "Future[Any]"],
        deaths: int,
        pool: ProcessPoolExecutor,
    ) -> None:
        error = None if inner.cancelled() else inner.exception()
        if isinstance(error, BrokenProcessPool) and not self._closed and not outer.cancelled():
            if deaths + 1 < MOST_DEATHS:
                with self._lock:
                    if self._pool is pool:
                        self._pool = self._make_pool()
                self._send(outer, call, deaths + 1)
                return
            error = UnavailableError(
                f"A planning process was killed {MOST_DEATHS} times; the machine may be short of"
                " memory: use fewer with -j."
            )
        _copy(outer, inner, error)


def prepare() -> None:
    """Get a process ready: Ctrl+C is the parent's to handle, the planner is loaded."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    import gridgeo.planner.partition  # noqa: F401, PLC0415 - what loading it does is meant


def _copy(outer: "Future[Any]", inner: "Future[Any]", error: BaseException | None) -> None:
    if inner.cancelled():
        outer.cancel()
    elif not outer.set_running_or_notify_cancel():
        return  # nobody waits for it any more
    elif error is not None:
        outer.set_exception(error)
    else:
        outer.set_result(inner.result())
