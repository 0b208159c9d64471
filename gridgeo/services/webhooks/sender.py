"""The thread that delivers: looks for what is due, sends it, rests, until it is told to stop."""

import logging
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import httpx
from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from gridgeo.domain.errors import GridgeoError
from gridgeo.services.webhooks.deliver import TIMEOUT_S, deliver_due, make_client

LOG = logging.getLogger("gridgeo.webhooks")
REST_S = 2.0  # between looks at an idle feed; one indexed query each


@contextmanager
def sending(engine: Engine, allowed_hosts: Sequence[str]) -> Iterator[None]:
    """Deliver in a thread of its own while the block runs; any number of processes may do so.

    Where the operator allows no host, there is nothing to do and no thread.
    """
    if not allowed_hosts:
        yield
        return
    stop = threading.Event()
    thread = threading.Thread(
        target=_run, args=(engine, allowed_hosts, stop), name="webhooks", daemon=True
    )
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join(TIMEOUT_S)


def _run(engine: Engine, allowed_hosts: Sequence[str], stop: threading.Event) -> None:
    with make_client() as client:
        while not stop.is_set():
            if not _deliver(engine, client, allowed_hosts):
                stop.wait(REST_S)


def _deliver(engine: Engine, client: httpx.Client, allowed_hosts: Sequence[str]) -> int:
    try:
        return deliver_due(engine, client, allowed_hosts)
    except (GridgeoError, SQLAlchemyError) as error:
        # The database is away for a moment: what was not noted is sent again.
        LOG.warning("delivery interrupted", extra={"fields": {"error": type(error).__name__}})
        return 0
