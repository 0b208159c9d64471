"""``gridgeo serve`` as a process of its own."""

import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

import httpx

from tests.support.postgis import PROJECT

START_S = 90
PROGRAM = ("-c", "from gridgeo.cli import main; main()")


@contextmanager
def serving(
    url: str, folder: Path, *options: str, program: Sequence[str] = PROGRAM, job_workers: int = 0
) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """Start the command, wait until it is ready and give it with its address."""
    environment = os.environ | {
        "GRIDGEO_DATABASE_URL": url,
        "GRIDGEO_DATA_DIR": str(folder),
        "GRIDGEO_PUBLIC_READ": "1",
        "GRIDGEO_JOB_WORKERS": str(job_workers),
        "PYTHONUNBUFFERED": "1",
    }
    command = [sys.executable, *program, "serve", *options]
    with (folder / "log").open("w") as log:
        process = subprocess.Popen(
            command, cwd=PROJECT, env=environment, stdout=subprocess.PIPE, stderr=log, text=True
        )
    try:
        assert process.stdout is not None
        line = process.stdout.readline()
        found = re.search(r"http://127\.0\.0\.1:\d+", line)
        assert found, line + (folder / "log").read_text()
        wait_ready(found.group())
        yield process, found.group()
    finally:
        process.terminate()
        process.wait(30)
        if process.stdout:
            process.stdout.close()


def wait_ready(address: str) -> None:
    deadline = time.monotonic() + START_S
    while time.monotonic() < deadline:
        with suppress(httpx.TransportError):  # not listening yet
            if httpx.get(f"{address}/health/ready", timeout=5).status_code == 200:
                return
        time.sleep(0.2)
    raise AssertionError("the server did not become ready")
