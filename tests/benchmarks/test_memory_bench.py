"""Memory of a serving process that holds seven networks of 20,000 grids."""

from pathlib import Path

import httpx
import pytest

from gridgeo.db.session import make_engine, open_session
from tests.support.asgi_process import serving
from tests.support.bench import say
from tests.support.many_grids import NETWORKS, SOUTH, WEST, add_many_grids

pytestmark = [pytest.mark.bench, pytest.mark.slow, pytest.mark.db]

SIDE = 141  # squared: 19,881 grids
MOST_MB = 600


def memory_mb(pid: int) -> dict[str, float]:
    """Give what the kernel counts of a process: all of it, and what files could be read again."""
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    found = dict(line.split(":", 1) for line in lines if line.startswith(("VmRSS", "VmHWM", "Rss")))
    return {name: int(value.split()[0]) / 1024 for name, value in found.items()}


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
        held = memory_mb(running.pid)
    assert len(answers) == len(NETWORKS)
    assert all(answer["inside"] for answer in answers)
    say(
        capsys,
        f"{len(NETWORKS)} networks of {SIDE * SIDE:,} grids: {held['VmRSS']:.0f} MB a worker "
        f"({held['RssFile']:.0f} MB of it files; {held['VmHWM']:.0f} MB at most)",
    )
    assert held["VmRSS"] < MOST_MB
