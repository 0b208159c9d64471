"""Lookups over HTTP beside a bare ASGI "hello" on the same server, and batches in Arrow.

Real server processes over loopback. Rates are of requests in a second of the server's processor
time, which other work on the machine leaves alone; waiting is by the clock.
"""

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator

import httpx
import numpy as np
import pyarrow as pa
import pytest

from gridgeo.db.session import make_engine, open_session
from tests.support.asgi_process import Served, serving
from tests.support.many_grids import NETWORKS, SOUTH, WEST, add_many_grids
from tests.support.processor_time import processor_s

pytestmark = [pytest.mark.bench, pytest.mark.slow, pytest.mark.db]

SIDE = 141  # squared: 19,881 grids
ROUNDS = 3
SECONDS, CONNECTIONS = 3, 8
POINTS = 1_000_000
PLACES = 20_000


@pytest.fixture(scope="module")
def served(module_database_url, tmp_path_factory) -> Iterator[Served]:
    engine = make_engine(module_database_url)
    with open_session(engine) as session:
        add_many_grids(session, SIDE)
    engine.dispose()
    with serving(
        "api.main:create_app_from_environment",
        factory=True,
        ready="/health/ready",
        GRIDGEO_DATABASE_URL=module_database_url.replace("+psycopg2", ""),
        GRIDGEO_DATA_DIR=str(tmp_path_factory.mktemp("data")),
        GRIDGEO_PUBLIC_READ="1",
        GRIDGEO_LOG_LEVEL="WARNING",
    ) as running:
        yield running


@pytest.fixture(scope="module")
def questions(tmp_path_factory):
    rng = np.random.default_rng(5)
    places = rng.uniform((WEST + 0.01, SOUTH + 0.01), (WEST + 0.99, SOUTH + 0.99), (PLACES, 2))
    file = tmp_path_factory.mktemp("questions") / "places.txt"
    file.write_text(
        "\n".join(
            f"/api/v1/locate?lon={lon:.6f}&lat={lat:.6f}&network={NETWORKS[0]}"
            for lon, lat in places
        )
    )
    return file


def load(served, file, *rate, connections=CONNECTIONS):
    """Ask by the client in a process of its own; say what a core of the server does."""
    command = [sys.executable, "-m", "tests.benchmarks.http_load", str(served.port)]
    command += [str(connections), str(SECONDS), str(file), *map(str, rate)]
    before = processor_s(served.pid)
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=120)
    took = processor_s(served.pid) - before
    answer = json.loads(done.stdout)
    assert set(answer["statuses"]) == {"200"}, answer
    return answer | {"a_core": sum(answer["statuses"].values()) / took}


def test_a_lookup_takes_less_than_twice_a_hello(served, questions, capsys):
    with serving("tests.benchmarks.tile_peers:hello") as peer:
        rounds = [(load(peer, questions), load(served, questions)) for _ in range(ROUNDS)]
        by_clock = max(one["rate"] for _, one in rounds)
        halves = [
            [load(one, questions, by_clock / 2) for one in (peer, served)] for _ in range(ROUNDS)
        ]
    hello, ours = (max(one["a_core"] for one in side) for side in zip(*rounds, strict=True))
    waited, half = (
        min(side, key=lambda answer: answer["p99_ms"]) for side in zip(*halves, strict=True)
    )
    with capsys.disabled():
        print(  # noqa: T201
            f"\n  requests a second of a core: hello {hello:,.0f}, lookup {ours:,.0f};"
            f" by the clock {by_clock:,.0f}"
            f"\n  at half load ({half['rate']:,.0f} a second): median {half['p50_ms']:.2f} ms,"
            f" 99 of 100 under {half['p99_ms']:.2f} ms, of hello under {waited['p99_ms']:.2f} ms;"
            f" load {os.getloadavg()[0]:.1f}"
        )
    assert ours >= 0.5 * hello
    assert half["p99_ms"] < 5


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
    address = f"http://127.0.0.1:{served.port}/api/v1/locate/batch?network={NETWORKS[0]}"
    by_clock, of_a_core = [], []
    for _ in range(ROUNDS):
        started, before = time.perf_counter(), processor_s(served.pid)
        answer = httpx.post(
            address, content=sink.getvalue().to_pybytes(), headers=headers, timeout=60
        )
        by_clock.append(POINTS / (time.perf_counter() - started))
        of_a_core.append(POINTS / (processor_s(served.pid) - before))
        assert pa.ipc.open_stream(answer.content).read_all().num_rows == POINTS
    with capsys.disabled():
        print(  # noqa: T201
            f"\n  points over HTTP, Arrow: {max(of_a_core):,.0f} in a second of a core,"
            f" {max(by_clock):,.0f} by the clock"
        )
    assert max(of_a_core) >= 500_000
