"""``gridgeo jobs`` as a user types it."""

import pytest

from gridgeo.db.session import make_engine, open_session
from gridgeo.services.jobs import submit_job
from tests.support.commands import Commands

pytestmark = pytest.mark.db


@pytest.fixture
def run(commands: Commands, database_url: str):
    def run_command(*arguments: str) -> tuple[int, str]:
        ended = commands.run("jobs", *arguments, GRIDGEO_DATABASE_URL=database_url)
        return ended.returncode, ended.stdout + ended.stderr

    return run_command


def test_jobs_are_listed_shown_and_cancelled(database_url, run):
    engine = make_engine(database_url)
    arguments = {"network": "zongzhi", "areas": ["110199001001"]}
    with open_session(engine) as session:
        job_id = str(submit_job(session, "create_plan", arguments, actor="planner"))
    engine.dispose()
    status, told = run("list", "--state", "queued")
    assert status == 0
    assert "create_plan" in told
    assert "planner" in told
    status, told = run("show", job_id)
    assert status == 0
    assert "state: queued" in told
    assert "requested by: planner" in told
    assert run("cancel", job_id) == (0, f"Job {job_id} is cancelled.\n")
    status, told = run("cancel", job_id)
    assert status == 1
    assert "has ended (cancelled)" in told
    assert "create_plan" not in run("list", "--state", "queued")[1]


@pytest.mark.parametrize("command", ["show", "cancel"])
def test_a_job_that_is_not_there_is_a_sentence(run, command):
    status, told = run(command, "99")
    assert status == 2
    assert told == "gridgeo: There is no job 99.\n"
