"""A worker in this process: what is done once, tried again, given up, cancelled, taken over."""

import threading
import time

import pytest
from sqlalchemy import text

from gridgeo.db.repositories import jobs
from gridgeo.db.session import open_session
from gridgeo.domain.errors import BadInputError, ConflictError, NotFoundError
from gridgeo.services.jobs import JobWorker, read, submit_job
from gridgeo.services.jobs.folders import job_folder
from gridgeo.services.jobs.kinds import KINDS
from gridgeo.services.jobs.retire import retire_jobs
from gridgeo.services.jobs.run import run_job

pytestmark = pytest.mark.db


@pytest.fixture
def worker(engine, settings) -> JobWorker:
    return JobWorker(engine, settings)


def wait_for(condition, seconds: float = 10.0) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not come to pass"
        time.sleep(0.02)


def make_due(engine) -> None:
    """Let pauses before further attempts be over."""
    with open_session(engine) as session:
        session.execute(text("UPDATE jobs SET available_at = now() WHERE state = 'queued'"))


def test_a_job_ends_with_what_it_wrote_and_its_result(worker, submit, job, traces):
    job_id = submit("test_count", steps=3)
    assert worker.run_waiting() == 1
    told = job(job_id)
    assert (told["state"], told["progress"], told["attempts"]) == ("done", 1.0, 1)
    assert told["result"]["counted"] == 3
    assert told["started_at"] <= told["finished_at"]
    assert traces() == [(job_id, 1)]


def test_jobs_run_by_priority_and_then_in_their_order(worker, engine, submit, traces):
    late, early = submit("test_count"), submit("test_count")
    with open_session(engine) as session:
        first = submit_job(session, "test_count", {}, priority=1)
    for expected in (first, late, early):
        worker.run_one()
        assert expected in {number for number, _ in traces()}
    assert [number for number, _ in traces()] == [late, early, first]


def test_an_unknown_kind_is_refused_and_one_of_a_newer_version_waits(worker, engine, submit, job):
    with pytest.raises(BadInputError, match="no kind of job"):
        submit("nothing")
    KINDS["test_newer"] = KINDS["test_count"]
    newer = submit("test_newer")
    del KINDS["test_newer"]
    assert worker.run_waiting() == 0
    assert job(newer)["state"] == "queued"


def test_one_key_makes_one_job(engine):
    with open_session(engine) as session:
        first = submit_job(session, "test_count", {"steps": 1}, actor="a", key="k")
        again = submit_job(session, "test_count", {"steps": 1}, actor="a", key="k")
        others = submit_job(session, "test_count", {"steps": 1}, actor="b", key="k")
        assert first == again != others
        with pytest.raises(ConflictError, match="another job"):
            submit_job(session, "test_count", {"steps": 2}, actor="a", key="k")


def test_what_is_away_is_tried_again_after_a_pause(worker, engine, submit, job, traces):
    job_id = submit("test_fail", how="away", times=2)
    assert worker.run_waiting() == 1  # the pause is not over
    assert job(job_id)["state"] == "queued"
    assert "does not answer" in job(job_id)["error"]
    assert job(job_id)["available_at"] > job(job_id)["started_at"]
    make_due(engine)
    worker.run_waiting()
    make_due(engine)
    worker.run_waiting()
    assert (job(job_id)["state"], job(job_id)["attempts"]) == ("done", 3)
    assert job(job_id)["error"] is None
    assert traces() == [(job_id, 3)]  # what failed attempts wrote is rolled back


def test_what_stays_away_is_given_up_with_its_error(worker, engine, submit, job, traces):
    job_id = submit("test_fail", how="away", times=99)
    for _ in range(5):
        make_due(engine)
        worker.run_waiting()
    told = job(job_id)
    assert (told["state"], told["attempts"]) == ("failed", told["max_attempts"])
    assert "does not answer" in told["error"]
    assert traces() == []


@pytest.mark.parametrize(
    ("how", "sentence"),
    [("refused", "The network has a gap."), ("defect", "a fault of the program (ZeroDivision")],
)
def test_what_cannot_succeed_fails_at_once_and_says_why(worker, submit, job, how, sentence):
    job_id = submit("test_fail", how=how, times=0)
    worker.run_waiting()
    told = job(job_id)
    assert (told["state"], told["attempts"]) == ("failed", 1)
    assert sentence in told["error"]
    assert "secret" not in told["error"]


def test_a_queued_job_is_cancelled_at_once_and_an_ended_one_not(worker, engine, submit, job):
    job_id = submit("test_count")
    with open_session(engine) as session:
        cancelled = read.cancel_job(session, read.EVERYTHING, job_id, actor="tests")
    assert cancelled["state"] == "cancelled"
    assert worker.run_waiting() == 0
    with open_session(engine) as session, pytest.raises(ConflictError, match="has ended"):
        read.cancel_job(session, read.EVERYTHING, job_id, actor="tests")


def test_a_running_job_is_cancelled_within_two_seconds(worker, engine, submit, job, traces):
    job_id = submit("test_count", steps=10_000, pause_s=0.01)
    thread = threading.Thread(target=worker.run_one)
    thread.start()
    wait_for(lambda: job(job_id)["progress"] > 0)
    told = job(job_id)
    assert told["note"].startswith("step")
    assert told["seconds_left"] > 10
    with open_session(engine) as session:
        read.cancel_job(session, read.EVERYTHING, job_id, actor="tests")
    start = time.monotonic()
    wait_for(lambda: job(job_id)["state"] == "cancelled")
    assert time.monotonic() - start < 2.0
    thread.join()
    assert traces() == []


def test_a_silent_worker_loses_its_job_and_commits_nothing(engine, settings, submit, job, traces):
    job_id = submit("test_count", steps=1, pause_s=1.0)
    with open_session(engine) as session:
        lost = jobs.claim(session, "silent", ["test_count"])
    with open_session(engine) as session:
        assert jobs.give_up_dead(session, lease_s=0.0) == 1
    assert JobWorker(engine, settings).run_waiting() == 1
    assert job(job_id)["state"] == "done"
    run_job(lost, engine, settings)  # it comes back from its sleep, too late
    assert traces() == [(job_id, 2)]
    assert job(job_id)["attempts"] == 2


def test_a_clock_that_is_set_back_holds_no_job_up(engine, settings, submit, job):
    waiting, silent = submit("test_count"), submit("test_count")
    with open_session(engine) as session:
        assert jobs.claim(session, "silent", ["test_count"]).id == waiting
        # As if all of this had been before the clock went back by an hour.
        session.execute(
            text("""
                UPDATE jobs SET created_at = created_at + interval '1 hour',
                    available_at = available_at + interval '1 hour',
                    heartbeat_at = heartbeat_at + interval '1 hour'
            """)
        )
    with open_session(engine) as session:
        assert jobs.give_up_dead(session, lease_s=15.0) == 1
    assert JobWorker(engine, settings).run_waiting() == 2
    assert [job(one)["state"] for one in (waiting, silent)] == ["done", "done"]


def test_a_job_that_kills_its_workers_is_given_up(engine, settings, submit, job):
    job_id = submit("test_count")
    for attempt in (1, 2, 3):
        with open_session(engine) as session:
            assert jobs.claim(session, "doomed", ["test_count"]).attempt == attempt
        with open_session(engine) as session:
            jobs.give_up_dead(session, 60.0, worker="doomed")
    assert job(job_id)["state"] == "failed"
    assert "without a word" in job(job_id)["error"]
    assert "3 times" in job(job_id)["error"]


def test_a_worker_that_is_told_to_stop_puts_its_job_back(
    engine, settings, submit, job, traces, monkeypatch
):
    monkeypatch.setattr("gridgeo.services.jobs.pulse.GRACE_S", 0.2)
    job_id = submit("test_count", steps=10_000, pause_s=0.01)
    stopping = threading.Event()
    thread = threading.Thread(target=JobWorker(engine, settings, stopping).run)
    thread.start()
    wait_for(lambda: job(job_id)["state"] == "running")
    stopping.set()
    thread.join(5)
    assert not thread.is_alive()
    told = job(job_id)
    assert told["state"] == "queued"
    assert told["max_attempts"] == 4  # the attempt is forgiven
    assert traces() == []


def test_a_file_is_kept_until_its_job_is_retired(worker, engine, settings, submit, job):
    job_id = submit("test_write_file", text="a,b\n")
    worker.run_waiting()
    assert job(job_id)["result"] == {"lines": 1}
    path = read.result_file(settings.data_dir, job(job_id))
    assert path.read_text(encoding="utf-8") == "a,b\n"
    with open_session(engine) as session:
        assert retire_jobs(session, 30) == []
        session.execute(text("UPDATE jobs SET finished_at = now() - interval '31 days'"))
    JobWorker(engine, settings).run_waiting()  # a fresh worker looks at once
    with pytest.raises(NotFoundError):
        job(job_id)
    assert not job_folder(settings.data_dir, job_id).exists()


def test_a_cancelled_job_is_not_committed_by_its_separate_transactions(engine, settings, submit):
    job_id = submit("test_count")
    with open_session(engine) as session:
        claim = jobs.claim(session, "x", ["test_count"])
    with open_session(engine) as session:
        read.cancel_job(session, read.EVERYTHING, job_id, actor="tests")
    from gridgeo.services.jobs import JobContext, JobStoppedError

    with open_session(engine) as own:
        context = JobContext(claim, engine, settings, own)
        with pytest.raises(JobStoppedError), context.session() as session:
            session.execute(text("INSERT INTO job_traces VALUES (1, 1, 1)"))
    with open_session(engine) as session:
        assert session.execute(text("SELECT count(*) FROM job_traces")).scalar() == 0
