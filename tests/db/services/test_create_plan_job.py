"""The planner as a job: kept with the job's end, on any scheduler, given up within seconds."""

import threading
import time

import pytest
from sqlalchemy import text

from gridgeo.config import Settings
from gridgeo.db.repositories import jobs
from gridgeo.db.session import make_engine, open_session
from gridgeo.services.import_layers import import_areas, import_units
from gridgeo.services.import_network import import_network
from gridgeo.services.jobs import JobWorker, submit_job
from gridgeo.services.jobs.read import EVERYTHING, cancel_job, get_job
from gridgeo.services.jobs.run import run_job
from tests.support import square_town

pytestmark = [pytest.mark.db, pytest.mark.slow]

WANTED = {"network": "zongzhi", "areas": [square_town.TOWN], "seed": 3, "name": None}


@pytest.fixture
def town(database_url):
    engine = make_engine(database_url)
    with open_session(engine) as session:
        square_town.build(session, 6)
    yield engine
    engine.dispose()


@pytest.fixture
def large_community(database_url):
    """One community of 96 units: as few as 12 have too few divisions to be searched for long."""
    engine = make_engine(database_url)
    with open_session(engine) as session:
        ground = square_town.areas(8)
        import_areas(session, ground.iloc[:2].assign(geometry=ground.geometry.iloc[0]))
        import_units(session, square_town.units(8).assign(area_code=square_town.community(0)))
        import_network(session, square_town.NETWORK, None)
    yield engine
    engine.dispose()


def submit(engine, **change) -> int:
    with open_session(engine) as session:
        return submit_job(session, "create_plan", {**WANTED, "effort": "fast", **change})


def read(engine, job_id: int) -> dict:
    with open_session(engine) as session:
        return get_job(session, EVERYTHING, job_id)


def assignment(engine, plan_id: int) -> list[tuple]:
    rows = text(
        "SELECT unit_id, grid_number FROM plan_units WHERE plan_id = :plan ORDER BY unit_id"
    )
    with open_session(engine) as session:
        return [tuple(row) for row in session.execute(rows, {"plan": plan_id})]


def count_plans(engine) -> int:
    with open_session(engine) as session:
        return session.execute(text("SELECT count(*) FROM plans")).scalar()


def test_a_plan_is_the_same_from_threads_and_from_the_queue(town, database_url, tmp_path):
    plans = []
    for scheduler in ("threads", "queue"):
        settings = Settings(database_url=database_url, data_dir=tmp_path, scheduler=scheduler)
        job_id = submit(town)
        JobWorker(town, settings).run_one()
        job = read(town, job_id)
        assert job["state"] == "done", job["error"]
        plans.append(assignment(town, job["result"]["plan_id"]))
    assert plans[0] == plans[1]
    assert len(plans[0]) == 6 * 12


def test_a_plan_is_given_up_when_its_job_is_cancelled(large_community, database_url, tmp_path):
    settings = Settings(database_url=database_url, data_dir=tmp_path)
    job_id = submit(large_community, effort="600")  # ten minutes of search
    thread = threading.Thread(target=JobWorker(large_community, settings).run_one)
    thread.start()
    deadline = time.monotonic() + 60
    while read(large_community, job_id)["progress"] == 0:
        assert time.monotonic() < deadline, "it tells no progress"
        time.sleep(0.05)
    with open_session(large_community) as session:
        cancel_job(session, EVERYTHING, job_id, actor="tests")
    thread.join(60)
    assert not thread.is_alive()
    assert read(large_community, job_id)["state"] == "cancelled"
    assert count_plans(large_community) == 0


def test_a_worker_that_lost_its_job_leaves_no_second_plan(town, database_url, tmp_path):
    settings = Settings(database_url=database_url, data_dir=tmp_path)
    job_id = submit(town)
    with open_session(town) as session:
        frozen = jobs.claim(session, "frozen", ["create_plan"])
    with open_session(town) as session:
        jobs.give_up_dead(session, lease_s=0.0)
    JobWorker(town, settings).run_waiting()
    run_job(frozen, town, settings)  # it plans again, and may not keep it
    assert count_plans(town) == 1
    assert read(town, job_id)["attempts"] == 2
