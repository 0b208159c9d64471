"""Sessions: one transaction, and a sentence for what an operator can mend."""

import pandas as pd
import psycopg2
import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import IntegrityError, OperationalError

from gridgeo.db import bulk
from gridgeo.db.session import database_url, make_engine, open_session, take_time
from gridgeo.domain.errors import BadInputError, ConflictError, UnavailableError

pytestmark = pytest.mark.db

ADD = text("INSERT INTO site_facts (name, value) VALUES (:name, 'true')")
COUNT = text("SELECT count(*) FROM site_facts")


def test_a_session_commits_at_its_end(engine: Engine) -> None:
    with open_session(engine) as session:
        session.execute(ADD, {"name": "a"})
    with open_session(engine) as session:
        assert session.scalar(COUNT) == 1


def add_twice(engine: Engine) -> None:
    with open_session(engine) as session:
        session.execute(ADD, {"name": "a"})
        session.execute(ADD, {"name": "a"})


def add_within(engine: Engine, lock_timeout: str) -> None:
    with open_session(engine) as session:
        session.execute(text(f"SET LOCAL lock_timeout = '{lock_timeout}'"))
        session.execute(ADD, {"name": "a"})


def fail_strangely(engine: Engine) -> None:
    with open_session(engine):
        raise OperationalError("", {}, _Strange())


def test_an_error_rolls_everything_back(engine: Engine) -> None:
    with pytest.raises(IntegrityError):
        add_twice(engine)
    with open_session(engine) as session:
        assert session.scalar(COUNT) == 0


def test_sessions_speak_utc_and_do_not_wait_for_ever(engine: Engine) -> None:
    with open_session(engine) as session:
        assert session.scalar(text("SHOW timezone")) == "UTC"
        assert session.scalar(text("SHOW lock_timeout")) == "10s"


def test_a_statement_that_takes_too_long_is_ended(database_url: str) -> None:
    hasty = make_engine(database_url, statement_s=1)
    with pytest.raises(UnavailableError, match="longer"), open_session(hasty) as session:
        session.execute(text("SELECT pg_sleep(30)"))
    with open_session(hasty) as session:
        take_time(session)
        session.execute(text("SELECT pg_sleep(1.2)"))
    with open_session(hasty) as session:  # it was for that transaction alone
        assert session.scalar(text("SHOW statement_timeout")) == "1s"
    hasty.dispose()


@pytest.mark.parametrize(
    ("statement", "value", "sentence"),
    [
        ("SELECT CAST(:value AS text)", "a\x00b", "NUL"),
        ("SELECT CAST(:value AS timestamptz)", "2852-12-21T17:13:53-16:08", "out of the range"),
        ("SELECT CAST(:value AS integer)", 2**40, "out of the range"),
    ],
)
def test_a_value_that_cannot_be_stored_is_bad_input(engine, statement, value, sentence) -> None:
    with pytest.raises(BadInputError, match=sentence), open_session(engine) as session:
        session.execute(text(statement), {"value": value})


def test_a_lock_that_is_not_given_is_a_conflict(engine: Engine) -> None:
    with open_session(engine) as holder:
        holder.execute(text("LOCK TABLE site_facts"))
        with pytest.raises(ConflictError, match="Somebody else"):
            add_within(engine, "50ms")


def test_a_connection_that_is_cut_is_unavailable(engine: Engine) -> None:
    with pytest.raises(UnavailableError, match="does not answer"), open_session(engine) as session:
        session.execute(text("SELECT pg_terminate_backend(pg_backend_pid())"))


def close_within(engine: Engine) -> None:
    with open_session(engine) as session:
        session.connection().connection.driver_connection.close()
        session.execute(COUNT)


def copy_when_cut(engine: Engine) -> None:
    with open_session(engine) as session:
        pid = session.scalar(text("SELECT pg_backend_pid()"))
        with open_session(engine) as other:
            other.execute(text("SELECT pg_terminate_backend(:pid, 10000)"), {"pid": pid})
        bulk.copy(session, "site_facts", pd.DataFrame({"name": ["a"], "value": ["true"]}))


def test_a_connection_that_was_closed_under_a_session_is_unavailable(engine: Engine) -> None:
    with pytest.raises(UnavailableError, match="does not answer"):
        close_within(engine)


def test_a_connection_that_is_cut_under_a_copy_is_unavailable(engine: Engine) -> None:
    """COPY goes past SQLAlchemy: the driver's own errors come out of it."""
    with pytest.raises(UnavailableError, match="does not answer"):
        copy_when_cut(engine)


def test_a_server_that_is_not_there_is_unavailable() -> None:
    engine = make_engine("postgresql://nobody@127.0.0.1:1/none")
    with pytest.raises(UnavailableError, match="does not answer"), open_session(engine) as session:
        session.execute(COUNT)


def test_a_defect_stays_a_defect(engine: Engine) -> None:
    with pytest.raises(OperationalError):
        fail_strangely(engine)


class _Strange(psycopg2.OperationalError):
    pgcode = "XX000"


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+psycopg2"])
def test_every_spelling_gets_our_driver(scheme: str) -> None:
    assert database_url(f"{scheme}://u@h:1/d").drivername == "postgresql+psycopg2"


@pytest.mark.parametrize("url", ["mysql://u@h/d", "nonsense", ""])
def test_other_databases_are_refused(url: str) -> None:
    with pytest.raises(BadInputError):
        database_url(url)
