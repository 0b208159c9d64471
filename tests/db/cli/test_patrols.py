"""``gridgeo patrols`` as a user types it."""

import pytest
from sqlalchemy import text

from gridgeo.db.session import make_engine, open_session
from tests.support import patrolled_town as town
from tests.support import small_town
from tests.support.commands import Commands

pytestmark = pytest.mark.db


@pytest.fixture
def run(commands: Commands, database_url: str):
    def run_command(*arguments: object) -> tuple[int, str]:
        ended = commands.run("patrols", *arguments, GRIDGEO_DATABASE_URL=database_url)
        return ended.returncode, ended.stdout + ended.stderr

    return run_command


def test_files_are_stored_reckoned_and_reported(database_url, run, tmp_path):
    engine = make_engine(database_url)
    with open_session(engine) as session:
        small_town.build(session)
        small_town.add_units(session)
        town.add_people(session)
    file = tmp_path / "walk.csv"
    town.walk(lat=39.9025).to_csv(file, index=False)
    status, told = run("import", file, "--no-reckon")
    assert (status, "180 points, 180 new" in told) == (0, True), told
    status, told = run("import", file, "--no-reckon")
    assert (status, "180 points, 0 new" in told) == (0, True), told
    status, told = run("reckon")
    assert (status, "1 day" in told) == (0, True), told
    used = text("SELECT used FROM patrol_days")
    with open_session(engine) as session:
        assert session.scalar(used) == 180
    status, told = run("rules", "--set", "max_accuracy_m=4")  # the walk states 5 m
    assert (status, "max_accuracy_m = 4\n" in told) == (0, True), told
    assert "1 day" in run("reckon")[1]
    with open_session(engine) as session:
        assert session.scalar(used) == 0
    status, told = run("rules", "--set", "radius_m=10")
    assert (status, "set it for the network" in told) == (2, True), told
    assert "max_accuracy_m = 50\n" in run("rules", "--defaults")[1]
    run("reckon")
    with open_session(engine) as session:
        assert session.scalar(used) == 180
    engine.dispose()
    status, told = run("report", "zongzhi", "-o", tmp_path / "heat.png")
    assert status == 0, told
    assert (tmp_path / "heat.png").read_bytes().startswith(b"\x89PNG")
    status, told = run("report", "zongzhi", "-o", tmp_path / "heat.doc")
    assert (status, "ends in .html, .pdf, .png" in told) == (2, True), told
