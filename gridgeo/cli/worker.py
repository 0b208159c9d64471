"""``gridgeo worker``: processes that do long work from the queue in the database."""

import signal
import threading
from typing import Annotated

import typer

from gridgeo.cli import app


@app.command()
def worker(
    jobs: Annotated[
        int,
        typer.Option("--jobs", "-j", min=1, max=64, help="Jobs at the same time, a process each."),
    ] = 1,
) -> None:
    """Run jobs until stopped with Ctrl+C: plans, exports, look-ups of many points.

    Any number of workers, on any number of hosts with the same database, share one queue. A job
    whose worker dies is done by another one. Workers and servers on several hosts need the same
    GRIDGEO_DATA_DIR for results that are files.
    """
    from gridgeo.cli.database import ready_url
    from gridgeo.cli.screen import Console
    from gridgeo.config import get_settings
    from gridgeo.services.jobs.pool import WorkerPool
    from gridgeo.services.schedulers import check_scheduler

    check_scheduler(get_settings().scheduler)
    ready_url()
    stopping = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda _number, _frame: stopping.set())
    with WorkerPool(jobs):
        shown = f"{jobs} worker" if jobs == 1 else f"{jobs} workers"
        Console(highlight=False, soft_wrap=True).print(
            f"gridgeo runs jobs with {shown} - stop with Ctrl+C", markup=False
        )
        while not stopping.wait(1.0):  # a wait without an end would hold signals back
            continue
