"""An ASGI application in a process of its own, on a free loopback port."""

import contextlib
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

PROJECT = Path(__file__).resolve().parents[2]
START_S = 300  # a fresh build compiles its loops first, on a busy machine


class Served(NamedTuple):
    """Where something serves, and in which process."""

    port: int
    pid: int


@contextlib.contextmanager
def serving(
    application: str,
    *,
    factory: bool = False,
    ready: str = "/",
    python: str = sys.executable,
    **environment: str,
) -> Iterator[Served]:
    """Serve ``module:name`` by uvicorn; the process is ended afterwards.

    Parameters
    ----------
    ready : str
        A path that is answered without a server error once it serves.
    python : str
        The interpreter, of another environment where the application needs one.
    """
    port = free_port()
    command = [python, "-m", "uvicorn", application, "--port", str(port), "--no-access-log"]
    command += ["--log-level", "error", *(["--factory"] if factory else [])]
    process = subprocess.Popen(
        command, cwd=PROJECT, env={**os.environ, **environment}, stderr=subprocess.DEVNULL
    )
    try:
        wait_until_answered(process, f"http://127.0.0.1:{port}{ready}")
        yield Served(port, process.pid)
    finally:
        process.terminate()
        process.wait(START_S)


def free_port() -> int:
    """Give a loopback port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def wait_until_answered(
    process: subprocess.Popen[bytes], address: str, start_s: float = START_S
) -> None:
    """Wait until an address answers without a server error; fail when its process ends first."""
    deadline = time.monotonic() + start_s
    while True:
        try:
            urllib.request.urlopen(address, timeout=30).close()  # noqa: S310 - loopback
            return
        except urllib.error.HTTPError as error:
            if error.code < 500:
                return
        except OSError:
            pass
        if process.poll() is not None or time.monotonic() > deadline:
            raise AssertionError(f"{address} does not answer")
        time.sleep(0.1)
