"""The demo as ``gridgeo demo`` makes and serves it, for the page's tests in a browser.

``python -m tests.support.demo_server`` makes it on a server of its own (or in a database of its own
beside those of ``GRIDGEO_DATABASE_URL``), writes one line of JSON with its address and the
passwords of its users, and serves until its standard input ends.
"""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from gridgeo.services.demo_database import DemoHome
from tests.support.asgi_process import free_port, wait_until_answered
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
    port = free_port()
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
        wait_until_answered(process, f"{address}/health/ready", START_S)
        yield address
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(START_S)


def _drop(home: DemoHome) -> None:
    for name in (home.database, f"{home.database}_making"):
        execute(home.server_url, f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


if __name__ == "__main__":
    main()
