"""The job queue as a scheduler: the same plan with helpers only, with workers, and with a death."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine, text

from gridgeo.config import Settings
from gridgeo.db.session import open_session
from gridgeo.domain.errors import UnavailableError
from gridgeo.planner.plan_task import plan_task
from gridgeo.services.jobs import submit_job
from gridgeo.services.schedulers import open_scheduler
from gridgeo.services.schedulers.queue import QueueScheduler
from tests.support import scheduled
from tests.support.postgis import PROJECT

pytestmark = pytest.mark.db

START_S = 60


@pytest.fixture(scope="module")
def alone():
    return scheduled.plan()


@pytest.fixture
def settings(database_url: str, tmp_path: Path) -> Settings:
    return Settings(database_url=database_url, data_dir=tmp_path)


def count(engine: Engine, state: str = "%", batch: str = "%") -> int:
    """Count the jobs of a state and a batch; patterns as of LIKE."""
    counted = text(
        "SELECT count(*) FROM jobs WHERE state LIKE :state AND coalesce(batch, '') LIKE :batch"
    )
    with open_session(engine) as session:
        return session.execute(counted, {"state": state, "batch": batch}).scalar()


def wait_until(condition, seconds: float = START_S) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not come to pass"
        time.sleep(0.05)


def test_without_any_worker_the_one_who_asks_does_it_all(alone, settings, engine):
    with open_scheduler("queue", 2, settings) as executor:
        assert scheduled.same(scheduled.plan(executor), alone)
    assert count(engine) == 0  # nothing is left behind


@pytest.fixture
def small_chunks(monkeypatch):
    """Let every domain be a job of its own."""
    monkeypatch.setattr("gridgeo.services.schedulers.queue.CHUNK_BYTES", 1)


@pytest.mark.usefixtures("small_chunks")
def test_what_is_given_up_leaves_no_jobs(settings, engine):
    def give_up() -> None:
        assert count(engine) > 0
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt), open_scheduler("queue", 1, settings) as executor:
        scheduled.plan(executor, give_up)
    wait_until(lambda: count(engine) == 0)


def test_a_part_that_fails_fails_the_plan_with_its_sentence(settings):
    with open_scheduler("queue", 1, settings) as executor:
        future = executor.submit(plan_task, "no task")
        with pytest.raises(UnavailableError, match="fault of the program"):
            future.result(30)


def test_only_functions_of_the_planner_are_run(settings):
    with open_scheduler("queue", 1, settings) as executor:
        future = executor.submit(os.getcwd)
        with pytest.raises(UnavailableError, match="nothing of the planner"):
            future.result(30)


@pytest.fixture
def workers(database_url: str, tmp_path: Path, engine: Engine) -> Iterator[list[int]]:
    """Process ids of two workers of ``gridgeo worker`` that are ready."""
    environment = os.environ | {
        "GRIDGEO_DATABASE_URL": database_url,
        "GRIDGEO_DATA_DIR": str(tmp_path),
    }
    command = [sys.executable, "-m", "tests.support.job_kinds", "worker", "-j", "2"]
    with (tmp_path / "log").open("w") as log:
        pool = subprocess.Popen(command, cwd=PROJECT, env=environment, stdout=log, stderr=log)
    try:
        wait_until(lambda: len(busy_workers(engine)) == 2)
        yield busy_workers(engine)
    finally:
        pool.send_signal(signal.SIGTERM)
        pool.wait(30)


def busy_workers(engine: Engine) -> list[int]:
    """Keep the workers busy until both have taken a job, and give their process ids."""
    from tests.support import job_kinds  # noqa: F401 - registers its kinds

    with open_session(engine) as session:
        session.execute(
            text("CREATE TABLE IF NOT EXISTS job_traces (job bigint, attempt int, pid int)")
        )
        submit_job(session, "test_count", {"steps": 1, "pause_s": 0.05})
        rows = session.execute(
            text("SELECT DISTINCT split_part(worker, ':', 2) FROM jobs WHERE worker IS NOT NULL")
        )
        return sorted(int(pid) for pid in rows.scalars())


@pytest.mark.slow
@pytest.mark.usefixtures("small_chunks")
def test_workers_give_the_same_plan_though_one_is_killed_in_the_middle(
    alone, settings, engine, workers
):
    wait_until(lambda: count(engine) == count(engine, "done"))
    killed: list[int] = []
    executor = QueueScheduler(settings, helpers=0)
    try:
        answer = scheduled.plan(
            executor, lambda: killed.append(kill_one_at_work(engine, executor.batch))
        )
    finally:
        executor.shutdown()
    assert killed
    assert killed[0] in workers
    assert scheduled.same(answer, alone)
    assert count(engine, batch="_%") == 0


def kill_one_at_work(engine: Engine, batch: str) -> int:
    """Kill a worker that is running a part of the batch just now."""
    wait_until(lambda: count(engine, "running", batch) > 0)
    of_batch = text("SELECT worker FROM jobs WHERE batch = :batch AND state = 'running'")
    with open_session(engine) as session:
        names = session.execute(of_batch, {"batch": batch})
        return scheduled.kill_first([int(name.split(":")[1]) for name in names.scalars()])
