"""Back up a database into one file, prove that the file is good, and restore it."""

import contextlib
import os
import secrets
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import psycopg2
from psycopg2 import sql

from gridgeo.db.postgres_url import database_name, libpq_url, program_arguments, with_database
from gridgeo.domain.errors import BadInputError, ConflictError, RefusedError, UnavailableError
from gridgeo.embedded.binaries import find_client
from gridgeo.services.migrate_database import Migration, migrate_database

ARCHIVE_SIGN = b"PGDMP"
RENAME_TRIES = 20


@dataclass(frozen=True)
class Restored:
    """What a restore did.

    Attributes
    ----------
    database : str
        Name of the database, as before.
    former : str
        Name under which the former state is kept until the next restore.
    migration : Migration
        The backup's schema revision and the one that it was brought to.
    """

    database: str
    former: str
    migration: Migration


def backup_database(url: str, target: Path, *, overwrite: bool = False) -> int:
    """Write a consistent backup, beside and then renamed, readable by this user alone.

    Parameters
    ----------
    url : str
        SQLAlchemy's URL.
    target : pathlib.Path
        File to write, in pg_dump's custom format.
    overwrite : bool
        Replace an existing file.

    Returns
    -------
    int
        Size of the file in bytes.

    Raises
    ------
    ConflictError
        The file exists.
    UnavailableError
        pg_dump is missing or failed: disk full, server gone.
    """
    if target.exists() and not overwrite:
        raise ConflictError(f"{target} exists: choose another name, or say --overwrite.")
    beside = target.with_name(f".{target.name}.{secrets.token_hex(4)}.part")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        beside.touch(mode=0o600)
        _run("pg_dump", url, "--format=custom", "--no-owner", f"--file={beside}")
        _flush_to_disk(beside)
        beside.replace(target)
    except OSError as error:
        raise UnavailableError(f"{target} cannot be written: {error.strerror}.") from error
    finally:
        beside.unlink(missing_ok=True)
    return target.stat().st_size


def verify_backup(url: str, source: Path) -> dict[str, int]:
    """Restore a backup into a scratch database, count its rows, and drop it again.

    Returns
    -------
    dict of str to int
        Rows of every table, sorted by name.

    Raises
    ------
    BadInputError
        The file is no backup, or is damaged.
    """
    with _restored_beside(url, source) as scratch:
        return _row_counts(scratch)


def restore_database(url: str, source: Path) -> Restored:
    """Replace a database by a backup: restored beside, migrated, then swapped at one stroke.

    Until the swap the present database is untouched; afterwards it is kept under another name.

    Raises
    ------
    BadInputError
        The file is no backup, or is damaged.
    RefusedError
        A newer gridgeo made the backup.
    UnavailableError
        The server does not answer, or others keep connecting.
    """
    with _restored_beside(url, source) as fresh:
        migration = migrate_database(fresh)
        present = database_name(url)
        former = f"{present}_before_restore"
        _drop(url, former)
        _swap(url, present, former, database_name(fresh))
    return Restored(present, former, migration)


@contextlib.contextmanager
def _restored_beside(url: str, source: Path) -> Iterator[str]:
    """Yield the URL of a new database filled from the file; drop it unless it was renamed."""
    _refuse_other_files(source)
    name = f"{database_name(url)}_restore_{secrets.token_hex(4)}"
    with _maintenance(url) as cursor:
        _ensure_reader(cursor)
        cursor.execute(sql.SQL("CREATE DATABASE {} TEMPLATE template0").format(_identifier(name)))
    fresh = with_database(url, name)
    try:
        _run("pg_restore", fresh, "--no-owner", "--exit-on-error", "--jobs=2", str(source))
        yield fresh
    finally:
        _drop(url, name)


def _ensure_reader(cursor: "psycopg2.extensions.cursor") -> None:
    """Make the role that the API reads as: a backup grants to it, a new server does not know it."""
    cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = 'gridgeo_app'")
    if cursor.fetchone() is None:
        cursor.execute("CREATE ROLE gridgeo_app NOLOGIN")
        cursor.execute("GRANT gridgeo_app TO CURRENT_USER")


def _refuse_other_files(source: Path) -> None:
    try:
        with source.open("rb") as file:
            sign = file.read(len(ARCHIVE_SIGN))
    except OSError as error:
        raise BadInputError(f"{source} cannot be read: {error.strerror}.") from error
    if sign != ARCHIVE_SIGN:
        raise BadInputError(f"{source} is no backup made by gridgeo db backup.")


def _swap(url: str, present: str, former: str, fresh: str) -> None:
    """Rename both databases in one transaction; connections are closed, and tried again."""
    rename = sql.SQL("ALTER DATABASE {} RENAME TO {}")
    for _ in range(RENAME_TRIES):
        try:
            with _maintenance(url, autocommit=False) as cursor:
                cursor.execute(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                    " WHERE datname IN (%s, %s) AND pid <> pg_backend_pid()",
                    (present, fresh),
                )
                cursor.execute(rename.format(_identifier(present), _identifier(former)))
                cursor.execute(rename.format(_identifier(fresh), _identifier(present)))
        except psycopg2.errors.ObjectInUse:
            # Somebody reconnected between the two statements; PostgreSQL itself waits 5 s.
            continue
        return
    raise UnavailableError(
        f"Other programs keep connecting to the database {present}: stop them (gridgeo serve, "
        "gridgeo worker) and restore again. Nothing was changed."
    )


@contextlib.contextmanager
def _maintenance(url: str, *, autocommit: bool = True) -> Iterator["psycopg2.extensions.cursor"]:
    """Yield a cursor on the server's maintenance database; commit at the end."""
    try:
        connection = psycopg2.connect(libpq_url(with_database(url, "postgres")))
    except psycopg2.OperationalError as error:
        reason = str(error).strip().splitlines()[0]
        raise UnavailableError(f"The database does not answer: {reason}.") from error
    with contextlib.closing(connection):
        connection.autocommit = autocommit
        try:
            with connection.cursor() as cursor:
                yield cursor
        except psycopg2.errors.InsufficientPrivilege as error:
            raise RefusedError(
                "The database role may not create or rename databases: grant it CREATEDB and the "
                "ownership of the database, or restore as an administrator."
            ) from error
        if not autocommit:
            connection.commit()


def _drop(url: str, name: str) -> None:
    with _maintenance(url) as cursor:
        statement = sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)")
        cursor.execute(statement.format(_identifier(name)))


def _row_counts(url: str) -> dict[str, int]:
    with (
        contextlib.closing(psycopg2.connect(libpq_url(url))) as connection,
        connection.cursor() as cursor,
    ):
        cursor.execute(
            "SELECT relname FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace"
            " WHERE nspname = 'public' AND relkind IN ('r', 'p') AND NOT relispartition"
            " AND relname <> 'spatial_ref_sys' ORDER BY relname"
        )
        counts = {}
        for (table,) in cursor.fetchall():
            cursor.execute(sql.SQL("SELECT count(*) FROM {}").format(_identifier(table)))
            [(counts[table],)] = cursor.fetchall()
    return counts


def _run(program: str, url: str, *options: str) -> None:
    argument, environment = program_arguments(url)
    command = [find_client(program), argument, "--no-password", *options]
    result = subprocess.run(
        command,
        env=environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    if result.returncode == 0:
        return
    lines = [line for line in result.stderr.splitlines() if "error:" in line]
    reason = (lines or result.stderr.splitlines() or ["no reason was given"])[0].strip()
    if program == "pg_restore":
        raise BadInputError(f"The backup cannot be restored ({reason}). Nothing was changed.")
    raise UnavailableError(f"The backup could not be made: {reason}.")


def _flush_to_disk(path: Path) -> None:
    with path.open("rb") as file:
        os.fsync(file.fileno())


def _identifier(name: str) -> sql.Identifier:
    return sql.Identifier(name)
