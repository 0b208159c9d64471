"""Where a command's planning runs: the option ``--scheduler``."""

from collections.abc import Iterator
from concurrent.futures import Executor
from contextlib import contextmanager
from typing import Annotated

import typer

Scheduler = Annotated[
    str,
    typer.Option(
        "--scheduler",
        help="Where to plan: threads, processes, queue (workers of the database) or the address of"
        " a Dask cluster, tcp://host:8786. The plan is the same.",
    ),
]


@contextmanager
def scheduling(name: str, jobs: int) -> "Iterator[Executor | None]":
    """Give the executor of a scheduler; None for threads, which the planner has itself.

    Raises
    ------
    BadInputError
        If there is no such scheduler.
    UnavailableError
        If the database or the cluster does not answer.
    """
    from gridgeo.services.schedulers import check_scheduler, open_scheduler

    check_scheduler(name)
    if name == "queue":
        from gridgeo.cli.database import ready_url

        ready_url()
    with open_scheduler(name, jobs) as executor:
        yield executor
