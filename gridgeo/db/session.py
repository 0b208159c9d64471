"""Engines and sessions: one place that knows the driver, the timeouts and who commits."""

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg2
from sqlalchemy import URL, Engine, ExceptionContext, create_engine, event, make_url, text
from sqlalchemy.exc import ArgumentError, InterfaceError, OperationalError
from sqlalchemy.orm import Session

from gridgeo.domain.errors import BadInputError, ConflictError, GridgeoError, UnavailableError

_DRIVER = "postgresql+psycopg2"
_LOCKED = ("55P03", "40P01", "40001")  # lock timeout, deadlock, serialisation
_NO_RESOURCES = ("53", "57P", "08")  # disk, memory, connections; shut down; connection lost
# A value that no column or function takes: out of range, an unknown time zone, a bad character.
_UNSTORABLE = ("22003", "22007", "22008", "22009", "22021", "22P05")
_CANCELLED = "57014"  # a statement that took too long
# COPY speaks to the driver itself, whose errors SQLAlchemy does not wrap; an interface error is a
# connection that was found closed.
_OF_DATABASE = (
    *(OperationalError, InterfaceError),
    *(psycopg2.OperationalError, psycopg2.InterfaceError),
)


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


def make_engine(url: str, *, pool_size: int = 5, statement_s: int = 0) -> Engine:
    """Make an engine whose sessions speak UTC and wait at most ten seconds for a lock.

    The lock timeout keeps a forgotten transaction from holding up everybody who follows.

    Parameters
    ----------
    statement_s : int
        How long one statement may take, unless `take_time` allows more; 0 leaves it to the server.
    """
    options = "-c timezone=UTC -c lock_timeout=10s"
    if statement_s:
        options += f" -c statement_timeout={statement_s}s"
    engine = create_engine(
        database_url(url),
        pool_size=pool_size,
        max_overflow=10,
        pool_pre_ping=True,
        connect_args={
            "connect_timeout": 10,
            "application_name": "gridgeo",
            "options": options,
        },
    )
    event.listen(engine, "handle_error", _tell_of)
    return engine


def _tell_of(context: ExceptionContext) -> None:
    """Put into a sentence what the database cannot take or finish, where nobody has looked."""
    cause = context.original_exception
    if isinstance(cause, ValueError) and "NUL (0x00)" in str(cause):  # said by the driver
        raise BadInputError("A text holds the character NUL, which cannot be stored.") from cause
    code = getattr(cause, "pgcode", None)
    if code == _CANCELLED:
        raise UnavailableError(
            "The database needs longer for this than it may take; ask for less, or again later."
        ) from cause
    if code in _UNSTORABLE:
        raise BadInputError("A value is out of the range that can be stored.") from cause


@contextmanager
def open_session(engine: Engine) -> Iterator[Session]:
    """Give one session as one transaction: committed at the end, rolled back on any error.

    Raises
    ------
    UnavailableError
        If the database cannot be reached, or has run out of room, memory or connections.
    ConflictError
        If somebody else holds what the transaction needs.
    """
    session = Session(engine, expire_on_commit=False)
    try:
        with session.begin():
            yield session
    except _OF_DATABASE as error:
        known = _explain(error)
        if known is None:
            raise
        raise known from error
    finally:
        session.close()


def _explain(error: Exception) -> GridgeoError | None:
    """Turn what operators and users can mend into a sentence; None for defects of ours."""
    cause = getattr(error, "orig", None) or error
    code = getattr(cause, "pgcode", None)
    reason = str(cause).strip().partition("\n")[0]
    if code in _LOCKED:
        return ConflictError(
            "Somebody else is changing the same data; nothing was done. Try again in a moment."
        )
    if code is None or code.startswith(_NO_RESOURCES):
        return UnavailableError(f"The database does not answer: {reason}")
    return None


def read_one_state(session: Session) -> None:
    """Let all queries of the session see the same state; to be called before the first of them."""
    session.connection(execution_options={"isolation_level": "REPEATABLE READ"})


def take_time(session: Session) -> None:
    """Let the statements of this transaction take as long as they do."""
    session.execute(text("SET LOCAL statement_timeout = 0"))
