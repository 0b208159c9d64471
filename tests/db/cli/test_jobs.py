"""``gridgeo jobs`` as a user types it."""

import subprocess
import sys

import pytest

from gridgeo.db.session import make_engine, open_session
from gridgeo.services.jobs import submit_job

pytestmark = pytest.mark.db


@pytest.fixture
def run(cli_environment):
    def run_command(*arguments: str) -> tuple[int, str]:
        command = [sys.executable, "-c", "from gridgeo.cli import main; main()", "jobs", *arguments]
        ended = subprocess.run(
            command,
            env=cli_environment | {"COLUMNS": "200"},
            capture_output=True,
            text=True,
            check=False,
        )
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
