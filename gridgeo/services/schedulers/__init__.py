"""Where the planner's independent parts run: threads, processes, the job queue, a Dask cluster.

The plan is the same to the bit on all of them, since each part has a seed of its own::

    with open_scheduler("processes", jobs=4) as executor:
        partition(graph, band, seed=7, jobs=4, executor=executor)
"""

from collections.abc import Iterator
from concurrent.futures import Executor
from contextlib import AbstractContextManager, contextmanager, nullcontext

from gridgeo.config import Settings, load_settings
from gridgeo.domain.errors import BadInputError

NAMES = ("threads", "processes", "queue")
_CLUSTERS = ("tcp://", "tls://", "ws://", "wss://")


@contextmanager
def open_scheduler(
    name: str = "threads", jobs: int = 1, settings: Settings | None = None
) -> Iterator[Executor | None]:
    """Give an executor for pure functions of the planner; None for threads, which it has itself.

    Parameters
    ----------
    name : str
        ``threads`` (the inner loops hold no lock), ``processes`` of this machine, ``queue`` for the
        workers of the database on any host, or the address of a Dask scheduler, ``tcp://host:8786``.
    jobs : int
        Processes; for the queue, threads of this process that help the workers.
    settings : Settings, optional
        Names the database of the queue; the environment's by default.

    Raises
    ------
    BadInputError
        If there is no such scheduler, or the extra for clusters is not installed.
    UnavailableError
        If the database or the cluster does not answer.
    """
    with _choose(name, jobs, settings) as executor:
        yield executor


def check_scheduler(name: str) -> None:
    """Refuse a name that no scheduler has.

    Raises
    ------
    BadInputError
        With the names that there are.
    """
    if name not in NAMES and not name.startswith(_CLUSTERS):
        raise BadInputError(
            f"'{name}' is no scheduler; say {', '.join(NAMES)}, or tcp://host:8786 for a cluster.",
            field="scheduler",
        )


def _choose(
    name: str, jobs: int, settings: Settings | None
) -> AbstractContextManager[Executor | None]:
    check_scheduler(name)
    if name == "threads":
        return nullcontext()
    # The others bring libraries along that most plans do without.
    if name == "processes":
        from gridgeo.services.schedulers.processes import ProcessScheduler  # noqa: PLC0415

        return _closing(ProcessScheduler(jobs))
    if name == "queue":
        from gridgeo.services.schedulers.queue import QueueScheduler  # noqa: PLC0415

        return _closing(QueueScheduler(settings or load_settings(), jobs))
    from gridgeo.services.schedulers.cluster import cluster_executor  # noqa: PLC0415

    return cluster_executor(name)


@contextmanager
def _closing(executor: Executor) -> Iterator[Executor]:
    """Wait for what runs when all is well; give it up when the plan is given up."""
    try:
        yield executor
    except BaseException:
        executor.shutdown(wait=False, cancel_futures=True)
        raise
    executor.shutdown()
