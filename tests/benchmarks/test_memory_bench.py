"""Memory of a serving process that holds seven networks of 20,000 grids."""

from pathlib import Path

import httpx
import numpy as np
import pytest
import uvloop

from gridgeo.db.session import make_engine, open_session
from tests.benchmarks.http_load import ask
from tests.support.asgi_process import serving
from tests.support.bench import say
from tests.support.many_grids import NETWORKS, SOUTH, WEST, add_many_grids

pytestmark = [pytest.mark.bench, pytest.mark.slow, pytest.mark.db]

SIDE = 141  # squared: 19,881 grids
MOST_MB = 600
POINTS = 20_000  # asked one by one in all networks: what answers leave behind counts too


def memory_mb(pid: int) -> dict[str, float]:
    """Give what the kernel counts of a process: all of it, and what files could be read again."""
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    found = dict(line.split(":", 1) for line in lines if line.startswith(("VmRSS", "VmHWM", "Rss")))
    return {name: int(value.split()[0]) / 1024 for name, value in found.items()}


def random_places() -> list[str]:
    """Give addresses of places all over the ground of all networks."""
    lons, lats = np.random.default_rng(5).uniform(0.0, 1.0, (2, POINTS))
    return [
        f"/api/v1/locate?lon={WEST + lon:.6f}&lat={SOUTH + lat:.6f}"
        for lon, lat in zip(lons.tolist(), lats.tolist(), strict=True)
    ]


def test_seven_networks_fit_a_worker(module_database_url, tmp_path_factory, capsys):
    engine = make_engine(module_database_url)
    with open_session(engine) as session:
        add_many_grids(session, SIDE, len(NETWORKS))
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
        place = {"lon": WEST + 0.5, "lat": SOUTH + 0.5}
        address = f"http://127.0.0.1:{running.port}/api/v1/locate"
        answers = httpx.get(address, params=place, timeout=60).json()["answers"]
        loaded = memory_mb(running.pid)
        asked = uvloop.run(ask(running.port, 4, 0, random_places()))
        held = memory_mb(running.pid)
    assert asked["statuses"] == {200: POINTS}
    assert len(answers) == len(NETWORKS)
    assert all(answer["inside"] for answer in answers)
    say(
        capsys,
        f"{len(NETWORKS)} networks of {SIDE * SIDE:,} grids: {held['VmRSS']:.0f} MB a worker "
        f"({held['RssFile']:.0f} MB of it files; {held['VmHWM']:.0f} MB at most; "
        f"{loaded['VmRSS']:.0f} MB before {POINTS:,} points were asked for)",
    )
    assert held["VmRSS"] < MOST_MB
