"""Say which database answers at a URL: versions, size and schema, never a password."""

import contextlib
from dataclasses import dataclass

import psycopg2

from gridgeo.db.postgres_url import libpq_url
from gridgeo.domain.errors import UnavailableError


@dataclass(frozen=True)
class DatabaseDescription:
    """What an operator wants to know first.

    Attributes
    ----------
    name : str
        Name of the database.
    server_version : str
        PostgreSQL's version.
    postgis_version : str or None
        None while the extension was not made.
    size_bytes : int
        Size on disk.
    revision : str or None
        Revision of the schema; None before the first migration.
    """

    name: str
    server_version: str
    postgis_version: str | None
    size_bytes: int
    revision: str | None


def describe_database(url: str) -> DatabaseDescription:
    """Describe the database at SQLAlchemy's URL.

    Raises
    ------
    UnavailableError
        It does not answer.
    """
    try:
        connection = psycopg2.connect(libpq_url(url), connect_timeout=10)
    except psycopg2.OperationalError as error:
        reason = str(error).strip().splitlines()[0]
        raise UnavailableError(f"The database does not answer: {reason}.") from error
    with contextlib.closing(connection), connection.cursor() as cursor:
        cursor.execute(
            "SELECT current_database(), current_setting('server_version'),"
            " (SELECT extversion FROM pg_extension WHERE extname = 'postgis'),"
            " pg_database_size(current_database()), to_regclass('alembic_version') IS NOT NULL"
        )
        [(name, server, postgis, size, migrated)] = cursor.fetchall()
        revision = None
        if migrated:
            cursor.execute("SELECT max(version_num) FROM alembic_version")
            [(revision,)] = cursor.fetchall()
    return DatabaseDescription(name, server, postgis, size, revision)
