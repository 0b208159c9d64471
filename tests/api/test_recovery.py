"""A database that goes away for a while: clear problems, and recovery without help.

GRIDGEO_TEST_AWAY_S says for how long: 30 before a release.
"""

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager

import httpx
import pytest
from sqlalchemy.engine import make_url

from tests.support import small_town
from tests.support.postgis import TestServer, execute

pytestmark = pytest.mark.db

GRIDS = "/api/v1/networks/zongzhi/grids"
LOOKUP = "/api/v1/locate?lon=116.31&lat=39.91"
ACCOUNT = {"name": "planner", "password": small_town.PASSWORD}
AWAY_S = float(os.environ.get("GRIDGEO_TEST_AWAY_S", "1"))


@contextmanager
def database_away(server: TestServer, url: str) -> Iterator[None]:
    name = make_url(url).database
    try:
        execute(server.admin_url, f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS false')
        execute(
            server.admin_url,
            f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'",  # noqa: S608 - the name is our own
        )
        yield
    finally:
        execute(server.admin_url, f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS true')


def test_without_its_database_the_server_says_so_goes_on_looking_up_and_recovers(
    public: httpx.Client, postgis_server: TestServer, town_url: str
):
    assert public.get(GRIDS).status_code == 200
    with database_away(postgis_server, town_url):
        answer = public.get(GRIDS)
        assert answer.status_code == 503
        assert answer.headers["content-type"] == "application/problem+json"
        assert answer.headers["retry-after"]
        assert "gridgeo_test" not in answer.text
        assert public.get("/health/ready").status_code == 503
        assert public.get("/health/live").status_code == 200
        gone = time.monotonic()
        while time.monotonic() < gone + AWAY_S:
            assert public.get(LOOKUP).status_code == 200
            refused = public.post("/api/v1/session", json=ACCOUNT)
            assert refused.status_code == 503, refused.text
            time.sleep(0.1)
    deadline = time.monotonic() + 60
    while public.get(GRIDS).status_code != 200:
        assert time.monotonic() < deadline, "the server did not recover"
        time.sleep(0.2)
    assert public.get("/health/ready").status_code == 200
    assert public.post("/api/v1/session", json=ACCOUNT).status_code == 200
