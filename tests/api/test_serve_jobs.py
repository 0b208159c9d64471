"""Long work beside ``gridgeo serve``: done by a process of its own, cancelled, gone at the end."""

import signal
import time
from pathlib import Path

import httpx
import pytest
from sqlalchemy import text

from gridgeo.db.repositories.accounts import user_by_login
from gridgeo.db.session import make_engine, open_session
from gridgeo.services.jobs import submit_job
from tests.support import job_kinds, small_town
from tests.support.served import serving
from tests.support.small_town import LEFT, RIGHT

pytestmark = [pytest.mark.db, pytest.mark.slow]

WANTED = {"network": "zongzhi", "areas": [LEFT, RIGHT], "effort": "fast"}
START_S = 90
PROGRAM = ("-m", "tests.support.job_kinds")  # knows the kinds of jobs for tests


def wait_for(client: httpx.Client, address: str, states: set[str]) -> dict:
    deadline = time.monotonic() + START_S
    while (job := client.get(address).json())["state"] not in states:
        assert time.monotonic() < deadline, job
        time.sleep(0.05)
    return job


def submit_for(url: str, login: str, kind: str, arguments: dict) -> str:
    """Submit a job as a route would, and give its address."""
    engine = make_engine(url)
    with open_session(engine) as session:
        user = user_by_login(session, login)
        job_id = submit_job(session, kind, arguments, actor=login, user_id=user.id)
    engine.dispose()
    return f"/api/v1/jobs/{job_id}"


def worker_of(url: str, job_id: int) -> int:
    engine = make_engine(url)
    with open_session(engine) as session:
        name = session.execute(
            text("SELECT worker FROM jobs WHERE id = :id"), {"id": job_id}
        ).scalar()
    engine.dispose()
    return int(name.rpartition(":")[2])


def test_serve_plans_cancels_and_ends_with_its_worker(town_url: str, tmp_path: Path):
    engine = make_engine(town_url)
    with open_session(engine) as session:
        small_town.add_units(session)
    job_kinds.make_traces(engine)
    engine.dispose()
    with (
        serving(town_url, tmp_path, program=PROGRAM, job_workers=1) as (
            process,
            address,
        ),
        httpx.Client(base_url=address, timeout=30) as client,
    ):
        credentials = {"name": "planner", "password": small_town.PASSWORD}
        answer = client.post("/api/v1/session", json=credentials)
        client.headers["X-CSRF-Token"] = answer.json()["csrf_token"]

        planned = client.post("/api/v1/plans", json=WANTED).headers["location"]
        job = wait_for(client, planned, {"done", "failed"})
        assert job["state"] == "done", job
        assert client.get(job["links"]["plan"]).json()["in_band"] > 0

        long = submit_for(town_url, "planner", "test_count", {"steps": 9000, "pause_s": 0.1})
        wait_for(client, long, {"running"})
        asked = time.monotonic()
        assert client.post(f"{long}/cancel").status_code == 200
        wait_for(client, long, {"cancelled"})
        assert time.monotonic() - asked < 2.0

        worker = worker_of(town_url, job["id"])
        assert Path(f"/proc/{worker}").exists()
        process.send_signal(signal.SIGTERM)
        process.wait(30)
        deadline = time.monotonic() + 15
        while Path(f"/proc/{worker}").exists():
            assert time.monotonic() < deadline, "the worker outlives its server"
            time.sleep(0.1)
