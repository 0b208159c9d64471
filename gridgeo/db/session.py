"""Engines and sessions: one place that knows the driver, the timeouts and who commits."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import URL, Engine, create_engine, make_url
from sqlalchemy.exc import ArgumentError, OperationalError
from sqlalchemy.orm import Session

from gridgeo.domain.errors import BadInputError, UnavailableError

_DRIVER = "postgresql+psycopg2"


def database_url(text: str) -> URL:
    """Read a database URL in any of its usual spellings and put our driver in.

    Raises
    ------
    BadInputError
        If it is no URL of a PostgreSQL database.
    """
    try:
        url = make_url(text)
    except ArgumentError as error:
        raise BadInputError(
            "The database URL cannot be read; write postgresql://user@host:port/name.",
            field="GRIDGEO_DATABASE_URL",
        ) from error
    if url.drivername.split("+")[0] not in ("postgresql", "postgres"):
        raise BadInputError(
            f"gridgeo needs PostgreSQL with PostGIS, not '{url.drivername}'.",
            field="GRIDGEO_DATABASE_URL",
        )
    return url.set(drivername=_DRIVER)


def make_engine(url: str, *, pool_size: int = 5) -> Engine:
    """Make an engine whose sessions speak UTC and wait at most ten seconds for a lock.

    The lock timeout keeps a forgotten transaction from holding up everybody who follows.
    """
    return create_engine(
        database_url(url),
        pool_size=pool_size,
        max_overflow=10,
        pool_pre_ping=True,
        connect_args={
            "connect_timeout": 10,
            "application_name": "gridgeo",
            "options": "-c timezone=UTC -c lock_timeout=10s",
        },
    )


@contextmanager
def open_session(engine: Engine) -> Iterator[Session]:
    """Give one session as one transaction: committed at the end, rolled back on any error.

    Raises
    ------
    UnavailableError
        If the database cannot be reached.
    """
    session = Session(engine, expire_on_commit=False)
    try:
        with session.begin():
            yield session
    except OperationalError as error:
        if error.connection_invalidated or getattr(error.orig, "pgcode", None) is None:
            raise UnavailableError(
                f"The database does not answer: {str(error.orig).strip().splitlines()[0]}"
            ) from error
        raise
    finally:
        session.close()
