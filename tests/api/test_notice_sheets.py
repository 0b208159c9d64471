"""Notice sheets over HTTP and from the command line."""

import re
from pathlib import Path

import pytest
from sqlalchemy import text

from gridgeo.db.session import make_engine, open_session
from tests.support import small_town
from tests.support.commands import Commands

pytestmark = pytest.mark.db

PAGES = re.compile(rb"/Type\s*/Page\b")
GRID = f"{small_town.LEFT}001"


def sheets(client, **wanted):
    return client.get("/api/v1/notice-sheets", params={"network": "zongzhi", **wanted})


def test_all_sheets_of_a_community_and_one_as_a_picture(signed_in, town_url) -> None:
    leader = signed_in("leader")
    made = sheets(leader, area=small_town.LEFT)
    assert made.status_code == 200, made.text
    assert made.headers["content-type"] == "application/pdf"
    assert "no-store" in made.headers["cache-control"]
    assert len(PAGES.findall(made.content)) == 2
    picture = sheets(leader, grid=GRID, form="png", paper="a3")
    assert picture.content[1:4] == b"PNG"
    engine = make_engine(town_url)
    with open_session(engine) as session:
        read = session.execute(
            text("SELECT actor, object_key FROM audit_log WHERE object_kind = 'notice_sheets'")
        ).all()
    engine.dispose()
    assert ("leader", small_town.LEFT) in [tuple(row) for row in read]


@pytest.mark.parametrize(
    ("wanted", "status"),
    [
        ({}, 422),
        ({"area": small_town.LEFT, "grid": GRID}, 422),
        ({"area": small_town.TOWN}, 422),  # a community at a time
        ({"area": small_town.LEFT, "form": "png"}, 422),
        ({"grid": "999"}, 404),
        ({"area": "999"}, 404),
        ({"grid": GRID, "paper": "letter"}, 422),
    ],
)
def test_what_cannot_be_written_is_a_problem(signed_in, wanted, status) -> None:
    assert sheets(signed_in("administrator"), **wanted).status_code == status


def test_names_are_not_for_everybody(signed_in) -> None:
    assert sheets(signed_in("worker"), grid=GRID).status_code == 403


def test_the_command_writes_a_whole_town(commands: Commands, town_url, tmp_path: Path) -> None:
    file = tmp_path / "town.pdf"
    arguments = ("notice", "zongzhi", "--area", small_town.TOWN, "-o", file)
    done = commands.run(*arguments, GRIDGEO_DATABASE_URL=town_url)
    assert done.returncode == 0, done.stderr
    assert "4 notice sheets" in done.stdout
    assert len(PAGES.findall(file.read_bytes())) == 4
