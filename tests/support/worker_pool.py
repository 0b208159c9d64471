"""``gridgeo worker`` as a process of its own, with the kinds of jobs for tests."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from tests.support.postgis import PROJECT

START_S = 120


@contextmanager
def working(url: str, folder: Path, count: int) -> Iterator[subprocess.Popen[str]]:
    """Run the command with the kinds of jobs for tests."""
    environment = os.environ | {"GRIDGEO_DATABASE_URL": url, "GRIDGEO_DATA_DIR": str(folder)}
    command = [sys.executable, "-m", "tests.support.job_kinds", "worker", "-j", str(count)]
    with (folder / "log").open("w") as log:
        process = subprocess.Popen(
            command, cwd=PROJECT, env=environment, stdout=log, stderr=log, text=True
        )
    try:
        yield process
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(30)
        assert process.returncode in {0, -signal.SIGKILL}


def wait_for(condition: Callable[[], object], seconds: float) -> float:
    start = time.monotonic()
    while not condition():
        assert time.monotonic() < start + seconds, "it did not come to pass"
        time.sleep(0.05)
    return time.monotonic() - start


def is_alive(pid: int) -> bool:
    with suppress(ProcessLookupError):
        os.kill(pid, 0)
        return True
    return False
