"""Jobs on several workers: largest first, progress told while they run, stopped at a wish."""

from collections.abc import Callable, Sequence
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from queue import Empty, SimpleQueue
from time import monotonic
from typing import Generic, TypeVar

from gridgeo.planner.graph import Integers
from gridgeo.planner.kernels.model import MOVES, STOP, make_control

Progress = Callable[[int, int], None]  # units done, units in all; may raise to cancel
Payload = TypeVar("Payload")
Answer = TypeVar("Answer")
LOOK_S = 0.1  # between two looks at the workers: progress is told, an interrupt is noticed
MOST_RUNNING = 0.95  # share of a job that is told as done while it runs


@dataclass(frozen=True, slots=True)
class Job(Generic[Payload]):
    """One piece of work: what it is about, how much of the whole, and how many moves it makes."""

    payload: Payload
    units: float
    moves: int


class Workers:
    """Runs jobs on threads of its own, or on a given executor.

    Threads use several cores because the inner loops hold no lock. They share a stop sign with
    their caller, so an exception in it (Ctrl+C, a ``progress`` that raises) ends them within a
    fraction of a second. On a given executor the jobs that still wait are cancelled; those that run
    there come to their own end.

    Parameters
    ----------
    jobs : int
        Threads.
    executor : concurrent.futures.Executor, optional
        Where to run instead.
    progress : callable, optional
        Told ten times a second how much is done.
    total : int
        Units in all.
    """

    def __init__(
        self, jobs: int, executor: Executor | None, progress: Progress | None, total: int
    ) -> None:
        self._executor = executor
        self._threads = ThreadPoolExecutor(jobs)  # starts threads only for what is submitted
        self._progress = progress
        self._total = total
        self._done = 0.0
        self._told = 0

    def run(self, work: Callable[..., Answer], jobs: Sequence[Job[Payload]]) -> list[Answer]:
        """Do all jobs, and give their answers in the order of the jobs.

        Parameters
        ----------
        work : callable
            A function of a module, so that it can be sent to other processes. It takes a payload
            and, on own threads, also the ``control`` of the inner loops.
        jobs : sequence of Job
            What to do.
        """
        order = sorted(range(len(jobs)), key=lambda place: (-jobs[place].units, place))
        start = self._run_there if self._executor is not None else self.run_here
        found = dict(zip(order, start(work, [jobs[place] for place in order]), strict=True))
        self._done += sum(job.units for job in jobs)
        return [found[place] for place in range(len(jobs))]

    def _run_there(self, work: Callable[..., Answer], jobs: Sequence[Job[Payload]]) -> list[Answer]:
        """Send the jobs to the given executor; progress is told as they end."""
        assert self._executor is not None  # noqa: S101
        answers: list[Answer] = []
        done = self._done
        for job, answer in zip(
            jobs, self._executor.map(work, [job.payload for job in jobs]), strict=True
        ):
            answers.append(answer)
            done += job.units
            self._tell(done)
        return answers

    def run_here(self, work: Callable[..., Answer], jobs: Sequence[Job[Payload]]) -> list[Answer]:
        """Run jobs on own threads in their order, and look at them ten times a second.

        For work that is not worth sending elsewhere; it is not added to what is done.
        """
        controls = [make_control() for _ in jobs]
        futures: list[Future[Answer]] = []
        ended: SimpleQueue[Future[Answer]] = SimpleQueue()
        try:
            for job, control in zip(jobs, controls, strict=True):
                futures.append(self._threads.submit(work, job.payload, control))
                futures[-1].add_done_callback(ended.put)
            waiting, look = len(jobs), monotonic() + LOOK_S
            while waiting:
                with suppress(Empty):
                    ended.get(timeout=max(look - monotonic(), 0.0)).result()  # or its failure
                    waiting -= 1
                if monotonic() >= look or not waiting:
                    self._tell(self._done + _count_done(jobs, futures, controls))
                    look = monotonic() + LOOK_S
            return [future.result() for future in futures]
        except BaseException:
            for control in controls:
                control[STOP] = 1
            for future in futures:
                future.cancel()
            raise

    def close(self) -> None:
        """Wait for the own threads to end."""
        self._threads.shutdown(wait=True, cancel_futures=True)

    def _tell(self, done: float) -> None:
        self._told = max(self._told, min(round(done), self._total))
        if self._progress is not None:
            self._progress(self._told, self._total)


def _count_done(
    jobs: Sequence[Job[Payload]], futures: Sequence["Future[Answer]"], controls: Sequence[Integers]
) -> float:
    done = 0.0
    for job, future, control in zip(jobs, futures, controls, strict=True):
        running = min(float(control[MOVES]) / max(job.moves, 1), MOST_RUNNING)
        done += job.units * (1.0 if future.done() else running)
    return done
