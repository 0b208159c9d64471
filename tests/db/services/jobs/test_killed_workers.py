"""``kill -9`` of workers at random moments under load: no job is lost, none has an effect twice.

GRIDGEO_TEST_KILLS says how often: 50 before a release.
"""

import os
import random
import signal
import time
from dataclasses import dataclass, field

import psutil
import pytest
from sqlalchemy import Engine, text

from gridgeo.db.repositories import audit
from gridgeo.db.session import open_session
from gridgeo.services.jobs import submit_job
from tests.support.worker_pool import START_S, wait_for, working

pytestmark = [pytest.mark.db, pytest.mark.slow]

KILLS = int(os.environ.get("GRIDGEO_TEST_KILLS", "3"))
WORKERS = 2
WAITING = 10  # jobs that wait at any time, so that every worker has something to do
BACK_WITHIN_S = 10.0

_RUNNING = text("SELECT split_part(worker, ':', 2)::int FROM jobs WHERE state = 'running'")
_QUEUED = text("SELECT count(*) FROM jobs WHERE state = 'queued'")
_LEFT = text("SELECT count(*) FROM jobs WHERE state IN ('queued', 'running')")
_ENDS = text("SELECT id, state, attempts FROM jobs ORDER BY id")
_NOTED = text("SELECT object_key::bigint FROM audit_log WHERE action = 'count' ORDER BY 1")


@dataclass
class Load:
    """Jobs of random length that are put into the queue as fast as they are done."""

    engine: Engine
    rng: random.Random
    submitted: list[int] = field(default_factory=list)

    def top_up(self) -> None:
        """Fill the queue up."""
        with open_session(self.engine) as session:
            for _ in range(WAITING - session.scalar(_QUEUED)):
                steps = {"steps": self.rng.randint(1, 20), "pause_s": 0.02}
                self.submitted.append(submit_job(session, "test_note", steps))

    def working(self) -> set[int]:
        """Give the processes that have a job now."""
        self.top_up()
        with open_session(self.engine) as session:
            return set(session.scalars(_RUNNING))


def worker_pids(pool: int) -> set[int]:
    """Give the worker processes of a pool, those among them that have only just been started."""
    children = psutil.Process(pool).children()
    return {one.pid for one in children if "multiprocessing.spawn" in " ".join(one.cmdline())}


def kill_one(pool: int, load: Load) -> float:
    """Kill any worker at any moment, and give the seconds until another one works in its place."""
    known = worker_pids(pool)
    time.sleep(load.rng.uniform(0.0, 0.5))
    killed = load.rng.choice(sorted(known))
    os.kill(killed, signal.SIGKILL)
    return wait_for(lambda: load.working() - known, START_S)


def test_killed_workers_lose_no_job_and_do_none_twice(database_url, engine, tmp_path, traces):
    load = Load(engine, random.Random(3))
    with working(database_url, tmp_path, WORKERS) as pool:
        wait_for(lambda: len(load.working()) == WORKERS, START_S)
        backs = [kill_one(pool.pid, load) for _ in range(KILLS)]
        with open_session(engine) as session:
            wait_for(lambda: session.scalar(_LEFT) == 0, START_S)
    with open_session(engine) as session:
        ends = session.execute(_ENDS).all()
        assert [(job, state) for job, state, _ in ends] == [(job, "done") for job in load.submitted]
        assert traces() == [(job, attempts) for job, _, attempts in ends]
        assert session.scalars(_NOTED).all() == load.submitted
        assert audit.first_broken_entry(session) is None
    taken_over = sum(attempts > 1 for _, _, attempts in ends)
    print(  # noqa: T201
        f"\n{KILLS} kills, {len(ends)} jobs, {taken_over} of them taken over,"
        f" another worker after {max(backs):.1f} s at most"
    )
    assert max(backs) < BACK_WITHIN_S
