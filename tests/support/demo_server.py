"""The demo as ``gridgeo demo`` makes and serves it, for the page's tests in a browser.

``python -m tests.support.demo_server`` makes it on a server of its own (or in a database of its own
beside those of ``GRIDGEO_DATABASE_URL``), writes one line of JSON with its address and the
passwords of its users, and serves until its standard input ends.
"""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from gridgeo.services.demo_database import DemoHome
from tests.support.postgis import PROJECT, execute, running_postgis, throw_away_folder

SEED = 990102  # nobody's own demo
START_S = 900  # a fresh build compiles its loops first, on a busy machine


def main() -> None:
    """Serve until standard input ends."""
    with ExitStack() as stack:
        url = stack.enter_context(running_postgis())
        home = DemoHome(url, stack.enter_context(throw_away_folder()), "small", SEED)
        stack.callback(_drop, home)
        address = stack.enter_context(_serving(home))
        facts = home.find()
        if facts is None:
            raise AssertionError("the demo serves without its facts")
        sys.stdout.write(json.dumps({"address": address, "passwords": facts.passwords}) + "\n")
        sys.stdout.flush()
        sys.stdin.read()


@contextmanager
def _serving(home: DemoHome) -> Iterator[str]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    gridgeo = str(Path(sys.executable).with_name("gridgeo"))
    command = [gridgeo, "demo", "--size", home.size, "--seed", str(home.seed), "--port", str(port)]
    environment = {
        **os.environ,
        "GRIDGEO_DATABASE_URL": home.server_url,
        "GRIDGEO_DATA_DIR": str(home.data_dir),
    }
    process = subprocess.Popen(command, cwd=PROJECT, env=environment, stdout=sys.stderr)
    try:
        address = f"http://127.0.0.1:{port}"
        _wait(process, f"{address}/health/ready")
        yield address
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(START_S)


def _wait(process: "subprocess.Popen[bytes]", address: str) -> None:
    deadline = time.monotonic() + START_S
    while True:
        try:
            urllib.request.urlopen(address, timeout=30).close()  # noqa: S310 - loopback
            return
        except OSError:
            pass
        if process.poll() is not None or time.monotonic() > deadline:
            raise AssertionError("the demo did not start")
        time.sleep(0.1)


def _drop(home: DemoHome) -> None:
    for name in (home.database, f"{home.database}_making"):
        execute(home.server_url, f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


if __name__ == "__main__":
    main()
