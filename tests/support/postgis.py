"""A real PostGIS for the tests: an embedded cluster of their own, or GRIDGEO_DATABASE_URL.

One migrated template database a run; each test clones it, so that tests neither share rows nor
wait for migrations.
"""

import contextlib
import fcntl
import os
import re
import secrets
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import psycopg2

from gridgeo.config import Settings, load_settings
from gridgeo.db.postgres_url import database_name, libpq_url, with_database
from gridgeo.embedded import EmbeddedCluster, ensure_cluster, stop_cluster

PROJECT = Path(__file__).resolve().parents[2]
PREFIX = "gridgeo-tests-"
ROOMY = 4 << 30  # bytes; two clusters with their logs of writes take one


def _temporary() -> Path:
    """Choose where test clusters lie: in memory where there is much, since a clone is 950 files.

    Not in pytest's own folders: those are private, and the server's account could not pass.
    """
    memory = Path("/dev/shm")  # noqa: S108
    if memory.is_dir() and os.access(memory, os.W_OK) and shutil.disk_usage(memory).free > ROOMY:
        return memory
    return Path(tempfile.gettempdir())


TEMPORARY = _temporary()


@dataclass(frozen=True)
class TestServer:
    """A server with a migrated template database.

    ``admin_url`` names a database that is never cloned.
    """

    __test__ = False

    admin_url: str
    template: str

    def create_database(self) -> str:
        """Clone the template and return the new database's URL."""
        name = f"gridgeo_test_{secrets.token_hex(6)}"
        # Copied as files: cheaper than through the log as long as nobody waits for the disk.
        copy = f'CREATE DATABASE "{name}" TEMPLATE "{self.template}" STRATEGY file_copy'
        execute(self.admin_url, copy)
        return with_database(self.admin_url, name)

    def drop_database(self, url: str) -> None:
        """Drop a database of ours, and what a restore kept of it, whoever is connected."""
        name = database_name(url)
        for each in (name, f"{name}_before_restore"):
            execute(self.admin_url, f'DROP DATABASE IF EXISTS "{each}" WITH (FORCE)')


@contextlib.contextmanager
def running_test_server() -> Iterator[TestServer]:
    """Yield the server of a test run and take everything away at its end.

    Raises
    ------
    UnavailableError
        There is no PostGIS on this machine.
    """
    with running_postgis() as url, _template(url) as server:
        yield server


@contextlib.contextmanager
def running_postgis() -> Iterator[str]:
    """Yield the URL of the configured server, or of an embedded cluster that is removed afterwards.

    Raises
    ------
    UnavailableError
        There is no PostGIS on this machine.
    """
    remove_leftovers()
    configured = load_settings()
    if configured.database_url:
        yield configured.database_url
        return
    with throw_away_folder() as folder:
        settings = Settings(data_dir=folder, database_url=None)
        try:
            yield ensure_cluster(settings, durable=False)
        finally:
            stop_cluster(settings)


@contextlib.contextmanager
def throw_away_folder() -> Iterator[Path]:
    """Yield a folder that the server's account may pass; pytest's own folders are private."""
    folder = Path(tempfile.mkdtemp(prefix=f"{PREFIX}{os.getpid()}-", dir=TEMPORARY))
    folder.chmod(0o711)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def remove_leftovers() -> None:
    """Stop clusters of test runs that were killed, and remove their folders.

    Processes that start at once do so one after the other: none finds a folder half gone.
    """
    with (TEMPORARY / "gridgeo-tests.lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        _remove_leftovers()


def _remove_leftovers() -> None:
    for folder in TEMPORARY.glob(f"{PREFIX}*"):
        owner = re.fullmatch(rf"{PREFIX}(\d+)-.*", folder.name)
        mine = folder.stat().st_uid == os.geteuid()
        if not owner or not mine or Path(f"/proc/{owner.group(1)}").exists():
            continue
        for pgdata in folder.glob("**/postgres/pgdata"):
            data_dir = pgdata.parent.parent
            EmbeddedCluster.of(Settings(data_dir=data_dir, database_url=None)).stop()
        shutil.rmtree(folder, ignore_errors=True)


def execute(url: str, statement: str) -> list[tuple[object, ...]]:
    """Run one statement outside a transaction and return its rows."""
    with contextlib.closing(psycopg2.connect(libpq_url(url))) as connection:
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute(statement)
            return cursor.fetchall() if cursor.description else []


def migrate(url: str, revision: str = "head") -> None:
    """Run the project's migrations in a process of their own, as an operator would."""
    command = [sys.executable, "-m", "alembic", "upgrade", revision]
    environment = {**os.environ, "GRIDGEO_DATABASE_URL": url}
    result = subprocess.run(
        command, cwd=PROJECT, env=environment, capture_output=True, text=True, check=False
    )
    if result.returncode:
        raise AssertionError(f"the migrations failed:\n{result.stdout}\n{result.stderr}")


@contextlib.contextmanager
def _template(admin_url: str) -> Iterator[TestServer]:
    name = f"gridgeo_template_{secrets.token_hex(6)}"
    execute(admin_url, f'CREATE DATABASE "{name}" TEMPLATE template0')
    server = TestServer(admin_url, name)
    url = with_database(admin_url, name)
    try:
        execute(url, "CREATE EXTENSION IF NOT EXISTS postgis")
        if (PROJECT / "alembic.ini").is_file():
            migrate(url)
        yield server
    finally:
        server.drop_database(url)
