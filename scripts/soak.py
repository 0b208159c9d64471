"""Mixed load on a server with several workers, each answer checked: lookups, tiles, publications.

    python scripts/soak.py --seconds 600 --workers 2

Starts a server on a database of its own, which it fills with `--side` squared grids in a network.
Every `--publish-s` seconds a version is published in which every grid has another name,
``<version>:<code>``. A lookup must name the grid that the geometry says, and a version that was in
force while it was asked; a tile must carry one version alone, and so must a batch. Ends with
status 1 and the first wrong answers when there is any.
"""

import argparse
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from contextlib import suppress
from pathlib import Path

import httpx

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from gridgeo.config import Settings
from gridgeo.db.session import make_engine, open_session
from gridgeo.embedded import ensure_cluster, stop_cluster
from gridgeo.services.migrate_database import migrate_database
from scripts.soak_load import Soak
from tests.support.many_grids import add_many_grids

MOST_SHOWN = 10
STOP_S = 90  # running requests may end, then job workers
START_S = 300  # where the loops must be compiled first, on a busy machine


def main() -> int:
    """Run the load and print what came of it as JSON."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--seconds", type=float, default=600)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--clients", type=int, default=4)
    parser.add_argument("--publish-s", type=float, default=20)
    parser.add_argument("--late-s", type=float, default=2, help="a worker may be so late")
    parser.add_argument("--side", type=int, default=60, help="squared: the number of grids")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="gridgeo-soak-") as folder:
        settings = Settings(data_dir=Path(folder), database_url=None)
        url = ensure_cluster(settings)
        try:
            soak = _run(url, Path(folder), given)
        finally:
            stop_cluster(settings)
            shutil.rmtree(folder, ignore_errors=True)
    report = {
        "answers": dict(soak.counts),
        "waited_ms": soak.waits_ms(),
        "faults": len(soak.faults),
    }
    print(json.dumps(report))  # noqa: T201
    for fault in soak.faults[:MOST_SHOWN]:
        print(fault, file=sys.stderr)  # noqa: T201
    return 1 if soak.faults or not soak.counts["lookup"] else 0


def _run(url: str, folder: Path, given: argparse.Namespace) -> Soak:
    migrate_database(url)
    engine = make_engine(url)
    with open_session(engine) as session:
        polygons = add_many_grids(session, given.side)
    port = random.randrange(20_000, 30_000)  # noqa: S311
    server = _serve(url, folder, port, given.workers)
    try:
        address = f"http://127.0.0.1:{port}"
        _wait(address, server)
        soak = Soak(address, polygons, given.seconds, given.late_s)
        threads = [threading.Thread(target=soak.ask, args=(n,)) for n in range(given.clients)]
        threads.append(threading.Thread(target=soak.publish, args=(engine, given.publish_s)))
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    finally:
        engine.dispose()
        _stop(server)
    return soak


def _serve(url: str, folder: Path, port: int, workers: int) -> subprocess.Popen[bytes]:
    environment = {
        **os.environ,
        "GRIDGEO_DATABASE_URL": url,
        "GRIDGEO_DATA_DIR": str(folder),
        "GRIDGEO_PUBLIC_READ": "1",
        "GRIDGEO_LOG_LEVEL": "WARNING",
    }
    command = [str(Path(sys.executable).with_name("gridgeo")), "serve", "--port", str(port)]
    return subprocess.Popen([*command, "--workers", str(workers)], env=environment)


def _wait(address: str, server: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + START_S
    while time.monotonic() < deadline and server.poll() is None:
        with suppress(httpx.HTTPError):
            if httpx.get(f"{address}/health/ready").status_code == 200:
                return
        time.sleep(0.2)
    raise SystemExit("the server did not start")


def _stop(server: subprocess.Popen[bytes]) -> None:
    """Stop a server as an operator does; one that does not is a fault of its own."""
    server.terminate()
    try:
        server.wait(STOP_S)
    except subprocess.TimeoutExpired:
        server.kill()
        server.wait()
        raise SystemExit(f"the server did not stop within {STOP_S} s") from None


if __name__ == "__main__":
    raise SystemExit(main())
