"""``gridgeo worker`` as processes of their own: shared queue, kills, jobs that do not react."""

import os
import signal

import pytest
from sqlalchemy import text

from gridgeo.db.session import open_session
from gridgeo.services.jobs import read, submit_job
from tests.support.worker_pool import START_S, is_alive, wait_for, working

pytestmark = [pytest.mark.db, pytest.mark.slow]


def test_two_hundred_jobs_are_each_done_once_by_four_workers(
    database_url, engine, tmp_path, traces
):
    with open_session(engine) as session:
        submitted = [submit_job(session, "test_count", {"pause_s": 0.02}) for _ in range(200)]
    with working(database_url, tmp_path, 4):
        wait_for(lambda: len(traces()) >= 200, START_S)
    assert traces() == [(number, 1) for number in submitted]
    with open_session(engine) as session:
        pids = session.execute(text("SELECT count(DISTINCT pid) FROM job_traces")).scalar()
        states = session.execute(text("SELECT DISTINCT state FROM jobs")).scalars().all()
    assert states == ["done"]
    assert pids == 4


def test_jobs_of_killed_and_deaf_workers(database_url, engine, tmp_path, submit, job, traces):
    with working(database_url, tmp_path, 2):
        # The kernel kills the worker in the middle: its job is taken over at once.
        killed = submit("test_die_once", deaths=1)
        wait_for(lambda: job(killed)["state"] == "done", START_S)
        assert job(killed)["attempts"] == 2
        assert traces() == [(killed, 2)]

        # Killed every time: given up, and the queue goes on.
        hopeless, good = submit("test_die_once", deaths=9), submit("test_count")
        wait_for(lambda: job(hopeless)["state"] == "failed", START_S)
        assert "without a word" in job(hopeless)["error"]
        wait_for(lambda: job(good)["state"] == "done", START_S)

        # A job that never looks is ended with its process, within two seconds.
        deaf = submit("test_wait_deaf", seconds=600)
        wait_for(lambda: job(deaf)["state"] == "running", START_S)
        with open_session(engine) as session:
            read.cancel_job(session, read.EVERYTHING, deaf, actor="tests")
        assert wait_for(lambda: job(deaf)["state"] == "cancelled", 10) < 2.5
        after = submit("test_count")
        wait_for(lambda: job(after)["state"] == "done", START_S)
    assert {number for number, _ in traces()} == {killed, good, after}


def test_workers_end_with_their_pool_and_another_host_takes_their_job_over(
    database_url, engine, tmp_path, submit, job, traces
):
    job_id = submit("test_count", steps=60, pause_s=0.05)
    with working(database_url, tmp_path, 1) as pool:
        wait_for(lambda: job(job_id)["state"] == "running", START_S)
        worker = int(job(job_id)["worker"].rpartition(":")[2])
        os.kill(worker, signal.SIGSTOP)  # frozen, not dead: it holds its connection and its row
        pool.kill()
        pool.wait()
    try:
        with open_session(engine) as session:  # as if the lease had run out
            session.execute(text("UPDATE jobs SET heartbeat_at = now() - interval '1 hour'"))
        with working(database_url, tmp_path, 1):
            wait_for(lambda: job(job_id)["state"] == "done", START_S)
            os.kill(worker, signal.SIGCONT)  # it wakes up, finds its job lost, and ends
            wait_for(lambda: not is_alive(worker), 30)
    finally:
        if is_alive(worker):
            os.kill(worker, signal.SIGKILL)
    assert traces() == [(job_id, 2)]
    assert job(job_id)["attempts"] == 2
