"""A full disk under the database: a clear problem, and recovery as soon as there is room."""

import contextlib
import os
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from api.main import create_app
from gridgeo.config import Settings
from gridgeo.db.repositories import audit
from gridgeo.db.session import make_engine, open_session
from gridgeo.db.tables import User
from gridgeo.embedded import ensure_cluster, stop_cluster
from gridgeo.services.migrate_database import migrate_database
from tests.support import live_server, small_town
from tests.support.editors import key_of
from tests.support.postgis import throw_away_folder

pytestmark = [pytest.mark.db, pytest.mark.slow]

SIZE_MB = 320
BACK_WITHIN_S = 30.0


@pytest.fixture
def small_disk(postgis_server) -> Iterator[Path]:
    """A file system of a few hundred megabytes, which only root can make."""
    if os.geteuid() != 0:
        pytest.skip("only root can mount a small file system")
    with throw_away_folder() as folder:
        disk = folder / "disk"
        disk.mkdir()
        options = f"size={SIZE_MB}m,mode=0711"
        mount = ["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(disk)]
        if subprocess.run(mount, capture_output=True, check=False).returncode != 0:
            pytest.skip("this machine lets nobody mount a file system")
        try:
            yield disk
        finally:
            stop_cluster(Settings(data_dir=disk, database_url=None))
            subprocess.run(["umount", "-l", str(disk)], check=True)


def test_a_full_disk_is_told_of_and_passes_without_help(small_disk: Path) -> None:
    settings = Settings(data_dir=small_disk, database_url=None, db_memory_mb=256)
    url = ensure_cluster(settings)
    migrate_database(url)
    engine = make_engine(url)
    with open_session(engine) as session:
        small_town.build(session)
        small_town.add_users(session)
    ballast = small_disk / "ballast"
    acknowledged = []
    with live_server.running(create_app(settings, web_dist=small_disk / "none")) as address:
        headers = {"X-API-Key": key_of(address)}
        with httpx.Client(base_url=address, headers=headers, timeout=60) as client:
            acknowledged.append(_make_user(client, "before"))
            _fill(ballast)
            refused = _write_until_refused(client, acknowledged)
            assert refused.status_code == 503, refused.text
            assert refused.headers["content-type"] == "application/problem+json"
            assert refused.headers["retry-after"]
            assert client.get("/api/v1/locate?lon=116.31&lat=39.91").status_code == 200
            ballast.unlink()
            freed = time.monotonic()
            while client.post("/api/v1/users", json=_account("after")).status_code != 201:
                assert time.monotonic() - freed < BACK_WITHIN_S, "it did not recover"
                time.sleep(0.2)
            acknowledged.append("after")
    engine.dispose()
    engine = make_engine(ensure_cluster(settings))
    with open_session(engine) as session:
        assert set(acknowledged) <= {login for (login,) in session.query(User.login)}
        assert audit.first_broken_entry(session) is None
    engine.dispose()


def _account(login: str) -> dict[str, object]:
    # A long name fills the log sooner.
    return {"login": login, "display_name": "n" * 100, "password": "twelve letters", "grants": []}


def _make_user(client: httpx.Client, login: str) -> str:
    answer = client.post("/api/v1/users", json=_account(login))
    assert answer.status_code == 201, answer.text
    return login


def _fill(ballast: Path) -> None:
    # No room any more: that is what was wanted.
    with ballast.open("wb", buffering=0) as file, contextlib.suppress(OSError):
        while True:
            file.write(bytes(1 << 20))


def _write_until_refused(client: httpx.Client, acknowledged: list[str]) -> httpx.Response:
    """Write until what was reserved is used up; a file of new pages needs room at once."""
    for number in range(2000):
        answer = client.post("/api/v1/users", json=_account(f"more.{number}"))
        if answer.status_code != 201:
            return answer
        acknowledged.append(f"more.{number}")
    raise AssertionError("nothing was refused")
