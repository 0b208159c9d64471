"""``kill -9`` of the database under load: nothing acknowledged is lost, and it comes back itself.

The server of this test is an embedded one of its own, as durable as in earnest.
GRIDGEO_TEST_KILLS says how often: 50 before a release.
"""

import os
import random
import signal
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field

import httpx
import pytest

from api.main import create_app
from gridgeo.config import Settings
from gridgeo.db.repositories import audit
from gridgeo.db.session import make_engine, open_session
from gridgeo.db.tables import User
from gridgeo.embedded import cluster_status, ensure_cluster, stop_cluster
from gridgeo.services.migrate_database import migrate_database
from tests.support import live_server, small_town
from tests.support.editors import key_of
from tests.support.postgis import throw_away_folder

pytestmark = [pytest.mark.db, pytest.mark.slow]

KILLS = int(os.environ.get("GRIDGEO_TEST_KILLS", "1"))
WRITERS = 4
BACK_WITHIN_S = 10.0


@dataclass
class Writer:
    """Makes accounts one after the other, and keeps those that were acknowledged."""

    address: str
    key: str
    name: str
    acknowledged: list[str] = field(default_factory=list)
    problems: set[int] = field(default_factory=set)
    stopping: threading.Event = field(default_factory=threading.Event)

    def work(self) -> None:
        """Write until told to stop; a refusal is a problem with its status, never a hang."""
        number = 0
        headers = {"X-API-Key": self.key}
        with httpx.Client(base_url=self.address, headers=headers, timeout=60) as client:
            while not self.stopping.is_set():
                number += 1
                login = f"{self.name}.{number}"
                body = {"login": login, "password": "twelve letters", "grants": []}
                answer = client.post("/api/v1/users", json=body)
                if answer.status_code == 201:
                    self.acknowledged.append(login)
                else:
                    assert answer.headers["content-type"] == "application/problem+json"
                    self.problems.add(answer.status_code)
                    time.sleep(0.05)


@pytest.fixture
def settings(postgis_server) -> Iterator[Settings]:
    with throw_away_folder() as folder:
        settings = Settings(data_dir=folder, database_url=None, db_memory_mb=256)
        try:
            yield settings
        finally:
            stop_cluster(settings)


def test_a_killed_database_loses_nothing_and_is_back_within_ten_seconds(
    settings: Settings,
) -> None:
    url = ensure_cluster(settings)
    migrate_database(url)
    engine = make_engine(url)
    with open_session(engine) as session:
        small_town.build(session)
        small_town.add_users(session)
    engine.dispose()
    rng, backs, acknowledged = random.Random(2), [], set()
    with live_server.running(create_app(settings, web_dist=settings.data_dir / "none")) as address:
        key = key_of(address)
        for kill in range(KILLS):
            writers = [Writer(address, key, f"w{kill}-{n}") for n in range(WRITERS)]
            threads = [threading.Thread(target=writer.work) for writer in writers]
            for thread in threads:
                thread.start()
            while not all(writer.acknowledged for writer in writers):
                time.sleep(0.01)
            time.sleep(rng.uniform(0.0, 1.0))
            backs.append(_kill_and_wait(settings, address, key))
            for writer, thread in zip(writers, threads, strict=True):
                writer.stopping.set()
                thread.join(60)
                assert not thread.is_alive()
                assert writer.problems <= {409, 500, 503}
                acknowledged |= set(writer.acknowledged)
            _check(settings, acknowledged)
    print(f"\n{KILLS} kills, {len(acknowledged)} accounts, back after {max(backs):.1f} s at most")  # noqa: T201
    assert max(backs) < BACK_WITHIN_S


def _kill_and_wait(settings: Settings, address: str, key: str) -> float:
    """Kill the server's first process, and give the seconds until the API writes again."""
    pid = cluster_status(settings).pid
    assert pid is not None
    os.kill(pid, signal.SIGKILL)
    killed = time.monotonic()
    with httpx.Client(base_url=address, headers={"X-API-Key": key}, timeout=30) as client:
        while client.get("/api/v1/users").status_code != 200:
            assert time.monotonic() - killed < 60, "the database did not come back"
            time.sleep(0.1)
    return time.monotonic() - killed


def _check(settings: Settings, acknowledged: set[str]) -> None:
    engine = make_engine(ensure_cluster(settings))
    with open_session(engine) as session:
        stored = {login for (login,) in session.query(User.login)}
        assert acknowledged <= stored
        assert audit.first_broken_entry(session) is None
    engine.dispose()
