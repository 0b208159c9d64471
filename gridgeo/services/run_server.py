"""The HTTP server: a listening socket on a free port, and uvicorn on it until it is told to stop.

The application is named, not imported: nothing in ``gridgeo`` imports ``api``.
"""

import errno
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from tempfile import TemporaryDirectory

import uvicorn
from uvicorn.supervisors import Multiprocess

from gridgeo.domain.errors import BadInputError, UnavailableError
from gridgeo.services.jobs.pool import WorkerPool

APPLICATION = "api.main:create_app_from_environment"
FIRST_PORT = 8000
LAST_PORT = 8099
BACKLOG = 2048
# Running requests may end; who takes longer is cut off, so that a restart never hangs.
GRACE_S = 20
# A worker that does not answer its supervisor for so long hangs and is replaced. On a busy machine
# the interpreter alone takes more than uvicorn's 5 seconds to start: workers would be replaced for
# ever before any of them serves, and a server told to stop would first wait for a new one.
SILENT_S = 30


def open_listener(host: str, port: int | None = None) -> socket.socket:
    """Listen on a port, or on the first free one from 8000 on.

    Parameters
    ----------
    host : str
        Name or address of an interface of this machine.
    port : int, optional
        None takes the first free port from 8000 to 8099.

    Raises
    ------
    BadInputError
        If this machine has no such interface.
    UnavailableError
        If the port is taken or not allowed, or all of them are.
    """
    candidates = range(FIRST_PORT, LAST_PORT + 1) if port is None else [port]
    family, _, _, _, address = _resolve(host)
    for candidate in candidates:
        listener = socket.socket(family, socket.SOCK_STREAM)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((address[0], candidate, *address[2:]))
            # Listening at once, not only bound: a second server must see the port as taken.
            listener.listen(BACKLOG)
        except OSError as error:
            listener.close()
            if port is not None or error.errno != errno.EADDRINUSE:
                raise _refusal(host, candidate, error) from error
        else:
            return listener
    raise UnavailableError(
        f"All ports from {FIRST_PORT} to {LAST_PORT} on {host} are taken; name another: --port.",
        field="port",
    )


def address_of(listener: socket.socket) -> str:
    """Give the address to open in a browser."""
    host, port = listener.getsockname()[:2]
    shown = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(host, f"[{host}]" if ":" in host else host)  # noqa: S104
    return f"http://{shown}:{port}"


def run_server(listener: socket.socket, workers: int = 1, job_workers: int = 0) -> None:
    """Serve until SIGINT or SIGTERM; running requests may end.

    Parameters
    ----------
    listener : socket.socket
        From :func:`open_listener`.
    workers : int
        Processes; each holds a snapshot of its own and follows publications by itself.
    job_workers : int
        Further processes for long work, so that it never slows an answer.

    Raises
    ------
    GridgeoError
        Whatever keeps the application from being made.
    """
    config = uvicorn.Config(
        APPLICATION,
        factory=True,
        workers=workers,
        log_config=None,  # the application logs JSON lines (api/logs.py)
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=GRACE_S,
        timeout_worker_healthcheck=SILENT_S,
    )
    if workers > 1:
        with WorkerPool(job_workers), _shared_by(workers):
            Multiprocess(config, sockets=[listener]).run()
        return
    config.load()  # here and not in the server, so that what is missing is said in one sentence
    with WorkerPool(job_workers):
        uvicorn.Server(config).run(sockets=[listener])


@contextmanager
def _shared_by(workers: int) -> Iterator[None]:
    """Tell the processes how many they are, and where they add up their metrics."""
    with TemporaryDirectory(prefix="gridgeo-metrics-") as folder:
        os.environ |= {"GRIDGEO_PROCESSES": str(workers), "PROMETHEUS_MULTIPROC_DIR": folder}
        yield


def _resolve(host: str) -> tuple[int, int, int, str, tuple]:  # type: ignore[type-arg]
    try:
        return socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)[0]
    except (socket.gaierror, UnicodeError) as error:
        raise BadInputError(f"There is no host '{host}'.", field="host") from error


def _refusal(host: str, port: int, error: OSError) -> BadInputError | UnavailableError:
    if error.errno == errno.EADDRNOTAVAIL:
        return BadInputError(f"'{host}' is no address of this machine.", field="host")
    if error.errno == errno.EADDRINUSE:
        sentence = f"Port {port} on {host} is taken; choose another with --port."
    elif error.errno in (errno.EACCES, errno.EPERM):
        sentence = f"You may not listen on port {port}; choose one above 1023 with --port."
    else:
        sentence = f"Port {port} on {host} cannot be used: {error.strerror}."
    return UnavailableError(sentence, field="port")
