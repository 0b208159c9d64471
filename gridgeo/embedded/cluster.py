"""The embedded cluster as the rest of gridgeo sees it: ask for it, and it runs."""

import contextlib
import fcntl
import os
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import psycopg2
from psycopg2.errors import DuplicateDatabase, UniqueViolation

from gridgeo.config import DRIVER, Settings
from gridgeo.domain.errors import UnavailableError
from gridgeo.embedded.binaries import find_binaries
from gridgeo.embedded.layout import ClusterLayout, choose_layout
from gridgeo.embedded.postmaster import Postmaster, running_postmaster, starting_pid
from gridgeo.embedded.server import ADMIN, Server
from gridgeo.embedded.tuning import machine_memory_mb

DATABASE = "gridgeo"
# Longer than a first start with recovery takes.
LOCK_TIMEOUT_S = 420


@dataclass(frozen=True)
class ClusterStatus:
    """What ``gridgeo db status`` shows; holds no password."""

    running: bool
    folder: Path
    account: str
    pid: int | None = None
    port: int | None = None
    socket_folder: Path | None = None
    version: int | None = None


@dataclass(frozen=True)
class EmbeddedCluster:
    """One embedded cluster, running or not."""

    settings: Settings
    layout: ClusterLayout
    durable: bool = True

    @classmethod
    def of(cls, settings: Settings, *, durable: bool = True) -> "EmbeddedCluster":
        """Return the cluster of these settings without touching it.

        Parameters
        ----------
        settings : Settings
            ``data_dir``, ``postgres_bin`` and ``db_memory_mb`` are used.
        durable : bool
            False for throw-away clusters of tests, which need not survive a power cut.
        """
        return cls(settings, choose_layout(settings.data_dir), durable)

    def ensure(self) -> str:
        """Start the server unless it runs, and return the URL of its database.

        Commands that come at once share one server: the first starts it, the others wait.
        """
        postmaster = running_postmaster(self.layout.pgdata)
        if postmaster is None or not postmaster.ready or not self._has_database(postmaster):
            with self._locked():
                postmaster = self._started()
                self._make_database(postmaster)
        return self.url(postmaster)

    def stop(self) -> bool:
        """Stop the server; return whether it had been running."""
        if running_postmaster(self.layout.pgdata) is None:
            return False
        with self._locked():
            self._server().stop()
        return True

    def status(self) -> ClusterStatus:
        """Return the state without changing it."""
        postmaster = running_postmaster(self.layout.pgdata)
        version_file = self.layout.pgdata / "PG_VERSION"
        return ClusterStatus(
            running=postmaster is not None,
            folder=self.layout.home,
            account=self.layout.account.name,
            pid=postmaster.pid if postmaster else None,
            port=postmaster.port if postmaster else None,
            socket_folder=postmaster.socket_folder if postmaster else None,
            version=int(version_file.read_text()) if self.layout.exists else None,
        )

    def url(self, postmaster: Postmaster, database: str = DATABASE) -> str:
        """Return SQLAlchemy's URL of a database, by way of the unix socket."""
        folder = quote(str(postmaster.socket_folder), safe="/")
        password = quote(self.layout.password(), safe="")
        return f"{DRIVER}://{ADMIN}:{password}@/{database}?host={folder}&port={postmaster.port}"

    def _started(self) -> Postmaster:
        self.layout.prepare()
        server = self._server()
        if starting_pid(self.layout.pgdata):
            # Somebody's server is recovering, or on its way out: then ours follows.
            with contextlib.suppress(UnavailableError):
                return server.wait_until_ready()
        if not self.layout.exists:
            server.initialise()
        return server.start()

    def _server(self) -> Server:
        major = None
        if self.layout.exists:
            major = int((self.layout.pgdata / "PG_VERSION").read_text())
        return Server(
            layout=self.layout,
            binaries=find_binaries(self.settings.postgres_bin, major),
            memory_mb=self.settings.db_memory_mb or machine_memory_mb(),
            durable=self.durable,
        )

    def _has_database(self, postmaster: Postmaster) -> bool:
        try:
            self._connect(postmaster, DATABASE).close()
        except psycopg2.OperationalError:
            return False
        return True

    def _make_database(self, postmaster: Postmaster) -> None:
        """Make our database from the empty template, so that a site's template1 cannot matter."""
        with contextlib.closing(self._connect(postmaster, "postgres")) as connection:
            connection.autocommit = True
            with connection.cursor() as cursor:
                cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", (DATABASE,))
                if cursor.fetchone() is None:
                    # A killed command's statement goes on without it and may be done first.
                    with contextlib.suppress(DuplicateDatabase, UniqueViolation):
                        cursor.execute(f"CREATE DATABASE {DATABASE} TEMPLATE template0")

    def _connect(self, postmaster: Postmaster, database: str) -> "psycopg2.extensions.connection":
        return psycopg2.connect(
            host=str(postmaster.socket_folder),
            port=postmaster.port,
            user=ADMIN,
            password=self.layout.password(),
            dbname=database,
            connect_timeout=30,
        )

    @contextlib.contextmanager
    def _locked(self) -> Iterator[None]:
        """Hold the cluster's lock; the system frees it when its holder is killed."""
        self.layout.prepare()
        descriptor = os.open(self.layout.lock_file, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            _acquire(descriptor, self.layout.home)
            yield
        finally:
            os.close(descriptor)


def ensure_cluster(settings: Settings, *, durable: bool = True) -> str:
    """Return the URL of the database, starting the embedded cluster when it is needed.

    Parameters
    ----------
    settings : Settings
        With ``database_url`` set, that URL is returned and nothing is started.
    durable : bool
        False for throw-away clusters of tests.

    Raises
    ------
    UnavailableError
        PostgreSQL or PostGIS is missing, or the server does not start; the sentence says why.
    """
    if settings.database_url:
        return settings.database_url
    return EmbeddedCluster.of(settings, durable=durable).ensure()


def stop_cluster(settings: Settings) -> bool:
    """Stop the embedded cluster; return whether it had been running."""
    return EmbeddedCluster.of(settings).stop()


def cluster_status(settings: Settings) -> ClusterStatus:
    """Return the state of the embedded cluster without changing it."""
    return EmbeddedCluster.of(settings).status()


def _acquire(descriptor: int, home: Path) -> None:
    deadline = time.monotonic() + LOCK_TIMEOUT_S
    while True:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() > deadline:
                raise UnavailableError(
                    f"Another command has been starting or stopping the database in {home} for "
                    "seven minutes: end it and try again."
                ) from None
            time.sleep(0.05)
        else:
            return
