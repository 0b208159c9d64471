"""Lookups over HTTP beside a bare ASGI "hello" on the same server, and batches in Arrow.

Real server processes over loopback, asked by ``wrk`` (package ``wrk``); each figure in turn with
hello's, because the machine may be busy.
"""

import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import numpy as np
import pyarrow as pa
import pytest

from gridgeo.db.session import make_engine, open_session
from tests.support.many_grids import NETWORKS, SOUTH, WEST, add_many_grids

pytestmark = [pytest.mark.bench, pytest.mark.slow, pytest.mark.db]

SIDE = 141  # squared: 19,881 grids
ROUNDS = 3
SECONDS = 4
POINTS = 1_000_000
HELLO = """
async def app(scope, receive, send):
    if scope["type"] == "lifespan":
        while True:
            kind = (await receive())["type"]
            await send({"type": f"{kind}.complete"})
            if kind.endswith("shutdown"):
                return
    headers = [(b"content-type", b"text/plain"), (b"content-length", b"5")]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": b"hello"})
"""
RANDOM_PLACES = """
request = function()
   local lon, lat = %f + math.random() * 0.98, %f + math.random() * 0.98
   return wrk.format("GET", string.format(
      "/api/v1/locate?lon=%%.6f&lat=%%.6f&network=%s", lon, lat))
end
"""


def wait_for(address: str) -> None:
    deadline = time.monotonic() + 180
    while time.monotonic() < deadline:
        try:
            httpx.get(address)
        except httpx.TransportError:
            time.sleep(0.2)
        else:
            return
    raise AssertionError(f"nothing serves at {address}")


@pytest.fixture(scope="module")
def hello(tmp_path_factory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("hello")
    (folder / "hello.py").write_text(HELLO)
    command = [sys.executable, "-m", "uvicorn", "hello:app", "--port", "8911"]
    options = ["--app-dir", str(folder), "--no-access-log", "--no-server-header"]
    server = subprocess.Popen([*command, *options, "--log-level", "warning"])
    wait_for("http://127.0.0.1:8911/")
    yield "http://127.0.0.1:8911/"
    server.terminate()
    server.wait(30)


@pytest.fixture(scope="module")
def served(module_database_url, tmp_path_factory) -> Iterator[str]:
    engine = make_engine(module_database_url)
    with open_session(engine) as session:
        add_many_grids(session, SIDE)
    engine.dispose()
    environment = {
        **os.environ,
        "GRIDGEO_DATABASE_URL": module_database_url,
        "GRIDGEO_DATA_DIR": str(tmp_path_factory.mktemp("data")),
        "GRIDGEO_PUBLIC_READ": "1",
        "GRIDGEO_LOG_LEVEL": "WARNING",
    }
    command = [str(Path(sys.executable).with_name("gridgeo")), "serve", "--port", "8912"]
    server = subprocess.Popen(command, env=environment)
    wait_for("http://127.0.0.1:8912/health/ready")
    yield "http://127.0.0.1:8912"
    server.terminate()
    server.wait(60)


def wrk(address: str, *options: str) -> tuple[float, float]:
    """Requests a second, and the 99th percentile in milliseconds."""
    command = ["wrk", "-t1", "-c8", f"-d{SECONDS}", "--latency", *options, address]
    text = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    assert "Non-2xx" not in text, text
    value, unit = re.search(r"99%\s+([\d.]+)(us|ms|s)", text).groups()
    factor = {"us": 0.001, "ms": 1.0, "s": 1000.0}[unit]
    return float(re.search(r"Requests/sec:\s+([\d.]+)", text)[1]), float(value) * factor


@pytest.mark.skipif(shutil.which("wrk") is None, reason="wrk is not installed")
def test_a_lookup_takes_less_than_twice_a_hello(hello, served, tmp_path, capsys):
    script = tmp_path / "places.lua"
    script.write_text(RANDOM_PLACES % (WEST + 0.01, SOUTH + 0.01, NETWORKS[0]))
    rounds = [(wrk(hello), wrk(served, "-s", str(script))) for _ in range(ROUNDS)]
    best_hello, best = (
        max(rates) for rates in zip(*[(h[0], o[0]) for h, o in rounds], strict=True)
    )
    with capsys.disabled():
        for (theirs, hello_p99), (ours, p99) in rounds:
            print(  # noqa: T201
                f"\n  requests a second: hello {theirs:,.0f} (99 %: {hello_p99:.1f} ms),"
                f" lookup {ours:,.0f} (99 %: {p99:.1f} ms)",
                end="",
            )
        print(f"\n  load of the machine {os.getloadavg()[0]:.1f}")  # noqa: T201
    assert best >= 0.5 * best_hello


def test_a_batch_in_arrow_comes_back_whole_and_says_its_rate(served, capsys):
    rng = np.random.default_rng(3)
    columns = {
        "id": np.arange(POINTS),
        "lon": WEST + rng.random(POINTS),
        "lat": SOUTH + rng.random(POINTS),
    }
    table, sink = pa.table(columns), pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, table.schema) as writer:
        writer.write_table(table)
    headers = {"Content-Type": "application/vnd.apache.arrow.stream"}
    address = f"{served}/api/v1/locate/batch?network={NETWORKS[0]}"
    rates = []
    for _ in range(ROUNDS):
        started = time.perf_counter()
        answer = httpx.post(
            address, content=sink.getvalue().to_pybytes(), headers=headers, timeout=60
        )
        rates.append(POINTS / (time.perf_counter() - started))
        assert pa.ipc.open_stream(answer.content).read_all().num_rows == POINTS
    with capsys.disabled():
        print(f"\n  points a second over HTTP, Arrow: {max(rates):,.0f}")  # noqa: T201
