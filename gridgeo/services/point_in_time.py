"""Recovery to a point in time: write-ahead logs kept in a folder, copies of the data, going back.

A copy (base backup) holds the data folder as it was; the logs since lead from there to any later
instant. Both lie below one folder, ``wal`` and ``base-<time>``.
"""

import contextlib
import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import chain, count
from pathlib import Path

import psycopg2

from gridgeo.config import Settings
from gridgeo.db.postgres_url import libpq_url, program_arguments, with_database
from gridgeo.domain.errors import BadInputError, RefusedError, UnavailableError
from gridgeo.embedded import EmbeddedCluster
from gridgeo.embedded.binaries import find_client

REPLICATION = "local replication all scram-sha-256\n"
RECOVERED_WITHIN_S = 3600
_STAMP = "%Y%m%dT%H%M%SZ"
_SETTINGS = (
    *("restore_command", "recovery_target_time", "recovery_target_action"),
    "recovery_target_timeline",
)


@dataclass(frozen=True, slots=True)
class Recovered:
    """What a recovery did: the copy that it began with, and where the former data folder lies."""

    base: Path
    former: Path


def keep_logs(settings: Settings, folder: Path) -> None:
    """Let the server copy each finished log into a folder, at least once a minute; restarts it.

    Raises
    ------
    RefusedError
        The server is somebody else's.
    UnavailableError
        The folder cannot be made, or the server's account may not write there.
    """
    cluster = _own(settings)
    wal = _folder(folder) / "wal"
    try:
        wal.mkdir(parents=True, exist_ok=True)
        cluster.layout.account.own(wal, 0o700)
    except OSError as error:
        raise UnavailableError(f"{wal} cannot be made: {error.strerror}.") from error
    if cluster.layout.account.run(["test", "-w", str(wal)]).returncode != 0:
        raise UnavailableError(
            f"The server's account {cluster.layout.account.name} may not write to {wal}."
        )
    url = cluster.ensure()
    hba = cluster.layout.pgdata / "pg_hba.conf"
    if REPLICATION not in hba.read_text():
        with hba.open("a") as file:
            file.write(REPLICATION)
    # Copied beside and renamed: a log under its final name is whole, and is never written twice.
    command = f'test ! -f "{wal}/%f" && cp "%p" "{wal}/.%f.part" && mv "{wal}/.%f.part" "{wal}/%f"'
    with _cursor(url) as cursor:
        cursor.execute("ALTER SYSTEM SET archive_mode = 'on'")
        cursor.execute("ALTER SYSTEM SET archive_timeout = '60s'")
        cursor.execute("ALTER SYSTEM SET archive_command = %s", (command,))
    cluster.stop()
    cluster.ensure()


def copy_base(settings: Settings, folder: Path) -> Path:
    """Copy the data folder of the running server beside the logs, and give the copy's folder.

    Raises
    ------
    RefusedError
        The server is somebody else's, or keeps no logs.
    UnavailableError
        The copy failed: disk full, server gone.
    """
    cluster = _own(settings)
    url = cluster.ensure()
    with _cursor(url) as cursor:
        cursor.execute("SHOW archive_mode")
        if cursor.fetchall() != [("on",)]:
            raise RefusedError("No logs are kept yet; run gridgeo db keep-logs FOLDER first.")
    home = _folder(folder)
    target = home / f"base-{datetime.now(UTC):{_STAMP}}"
    beside = home / f".{target.name}.part"
    argument, environment = program_arguments(url)
    command = [
        *(find_client("pg_basebackup", settings.postgres_bin), argument, "--no-password"),
        *("--pgdata", str(beside), "--checkpoint", "fast", "--wal-method", "stream"),
    ]
    try:
        result = subprocess.run(
            command, env=environment, capture_output=True, text=True, check=False
        )
        if result.returncode:
            lines = result.stderr.strip().splitlines() or ["no reason was given"]
            raise UnavailableError(f"The copy could not be made: {lines[-1]}.")
        beside.rename(target)
    finally:
        shutil.rmtree(beside, ignore_errors=True)
    return target


def recover(settings: Settings, folder: Path, to: datetime | None) -> Recovered:
    """Bring the database back to an instant, or to the end of the logs; the server is restarted.

    The present data folder is kept beside, under another name.

    Raises
    ------
    BadInputError
        No copy is older than the instant.
    RefusedError
        The server is somebody else's.
    UnavailableError
        The logs do not reach the instant; the former data is back in its place.
    """
    cluster = _own(settings)
    base = _base_before(_folder(folder), to)
    pgdata = cluster.layout.pgdata
    former = _unused(pgdata.with_name(f"pgdata-before-{datetime.now(UTC):{_STAMP}}"))
    cluster.stop()
    pgdata.rename(former)
    try:
        shutil.copytree(base, pgdata, symlinks=True)
        _prepare(cluster, folder / "wal", to)
        _replay(cluster)
    except BaseException:
        with contextlib.suppress(UnavailableError):
            cluster.stop()
        shutil.rmtree(pgdata, ignore_errors=True)
        former.rename(pgdata)
        cluster.ensure()
        raise
    with _cursor(cluster.ensure()) as cursor:
        for name in _SETTINGS:
            cursor.execute(f"ALTER SYSTEM RESET {name}")
    return Recovered(base, former)


def _unused(wanted: Path) -> Path:
    """Give a name that nothing has: two recoveries may fall in one second."""
    numbered = (wanted.with_name(f"{wanted.name}-{number}") for number in count(2))
    return next(one for one in chain([wanted], numbered) if not one.exists())


def _base_before(folder: Path, to: datetime | None) -> Path:
    found = sorted(folder.glob("base-*Z"))
    if to is not None:
        found = [one for one in found if one.name <= f"base-{to.astimezone(UTC):{_STAMP}}"]
    if not found:
        raise BadInputError(
            f"There is no copy in {folder}{'' if to is None else ' that is older'}; make them with"
            " gridgeo db copy-base.",
            field="folder",
        )
    return found[-1]


def _prepare(cluster: EmbeddedCluster, wal: Path, to: datetime | None) -> None:
    """Tell the copy where the logs are and where to stop, and give it to the server's account."""
    pgdata = cluster.layout.pgdata
    lines = [f'restore_command = \'cp "{wal}/%f" "%p"\'', "recovery_target_action = 'promote'"]
    lines.append("recovery_target_timeline = 'latest'")
    if to is not None:
        lines.append(f"recovery_target_time = '{to.astimezone(UTC).isoformat(sep=' ')}'")
    with (pgdata / "postgresql.auto.conf").open("a") as file:
        file.write("\n".join(lines) + "\n")
    (pgdata / "recovery.signal").touch()
    (pgdata / "postmaster.pid").unlink(missing_ok=True)
    account = cluster.layout.account
    if account.step_down:
        for parent, folders, files in os.walk(pgdata):
            for name in (*folders, *files):
                os.chown(Path(parent) / name, account.uid, account.gid, follow_symlinks=False)
    account.own(pgdata, 0o700)


def _replay(cluster: EmbeddedCluster) -> None:
    """Start the copy and wait until it has replayed its logs.

    A server whose logs end too early opens for readers first and then shuts down: any question to
    it, those of its start too, may be the one that is cut off.
    """
    try:
        _wait_until_recovered(cluster.ensure())
    except (psycopg2.OperationalError, psycopg2.InterfaceError) as error:
        raise UnavailableError(
            "The database ended before it had come to that instant: the logs do not reach it."
        ) from error


def _wait_until_recovered(url: str) -> None:
    deadline = time.monotonic() + RECOVERED_WITHIN_S
    while time.monotonic() < deadline:
        with _cursor(url) as cursor:
            cursor.execute("SELECT pg_is_in_recovery()")
            if cursor.fetchall() == [(False,)]:
                return
        time.sleep(0.2)
    raise UnavailableError("The recovery did not come to its end within an hour.")


def _own(settings: Settings) -> EmbeddedCluster:
    if settings.database_url:
        raise RefusedError(
            "GRIDGEO_DATABASE_URL is set: that server's own tools keep its logs and copies."
        )
    return EmbeddedCluster.of(settings)


def _folder(folder: Path) -> Path:
    if set(str(folder)) & set("'\"%\\"):
        raise BadInputError("The folder's path must hold no quotes, percent or backslash.")
    return folder.absolute()


@contextlib.contextmanager
def _cursor(url: str) -> Iterator["psycopg2.extensions.cursor"]:
    connection = psycopg2.connect(libpq_url(with_database(url, "postgres")))
    with contextlib.closing(connection):
        connection.autocommit = True
        with connection.cursor() as cursor:
            yield cursor
