"""An engine for jobs and their heartbeats, settings with a folder of their own."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine, text

from gridgeo.config import Settings
from gridgeo.db.session import make_engine, open_session
from gridgeo.services.jobs import submit_job
from gridgeo.services.jobs.read import EVERYTHING, get_job
from tests.support import job_kinds

Submit = Callable[..., int]


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    engine = make_engine(database_url, pool_size=5)
    job_kinds.make_traces(engine)
    yield engine
    engine.dispose()


@pytest.fixture
def settings(database_url: str, tmp_path: Path) -> Settings:
    return Settings(database_url=database_url, data_dir=tmp_path)


@pytest.fixture
def submit(engine: Engine) -> Submit:
    """Submit a job in a transaction of its own."""

    def submit_one(kind: str, **arguments: object) -> int:
        with open_session(engine) as session:
            return submit_job(session, kind, arguments)

    return submit_one


@pytest.fixture
def job(engine: Engine) -> Callable[[int], dict]:
    """Read a job."""

    def read(job_id: int) -> dict:
        with open_session(engine) as session:
            return get_job(session, EVERYTHING, job_id)

    return read


@pytest.fixture
def traces(engine: Engine) -> Callable[[], list[tuple[int, int]]]:
    """Read what jobs have committed: job and attempt."""

    def read() -> list[tuple[int, int]]:
        with open_session(engine) as session:
            rows = session.execute(text("SELECT job, attempt FROM job_traces ORDER BY 1, 2"))
            return [(row.job, row.attempt) for row in rows]

    return read
