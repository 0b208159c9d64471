"""Crosswalks and repairs over HTTP."""

from io import BytesIO

import geopandas as gpd
import openpyxl
import pytest
from sqlalchemy import text

from gridgeo.db.session import make_engine, open_session
from tests.support import small_town
from tests.support.finish_jobs import finish_jobs
from tests.support.small_town import LEFT, RIGHT

pytestmark = pytest.mark.db

CROSSWALKS, REPAIRS = "/api/v1/crosswalks", "/api/v1/repairs"
BOTH = {"a": {"network": "zongzhi"}, "b": {"network": "fangyi"}}


@pytest.fixture(scope="module", autouse=True)
def units(town_url: str) -> None:
    """Give the town its units and homes."""
    engine = make_engine(town_url)
    with open_session(engine) as session:
        small_town.add_units(session)
    engine.dispose()


@pytest.fixture
def run(town_url, closed_folder):
    """Send a request for a job, wait for its end, and give its document and its file."""

    def run_job(client, path, body):
        answer = client.post(path, json=body)
        assert answer.status_code == 202, answer.text
        finish_jobs(town_url, closed_folder)
        job = client.get(answer.headers["location"]).json()
        assert job["state"] == "done", job["error"]
        return job["result"], client.get(job["links"]["result"])

    return run_job


def test_a_small_crosswalk_is_answered_at_once(signed_in):
    answer = signed_in("leader").get(CROSSWALKS, params={"a": "zongzhi", "b": "fangyi"})
    assert answer.status_code == 200, answer.text
    walk = answer.json()
    assert walk["households"] == 16 * 50 + 16 * 25
    assert sum(row["households"] for row in walk["rows"]) == walk["households"]
    pairs = {(row["a"], row["b"]): row for row in walk["rows"]}
    assert pairs[f"{LEFT}001", f"{LEFT}901"]["kind"] == "inside"
    assert pairs[f"{RIGHT}001", ""]["kind"] == "outside"
    assert 0 < walk["agreement"] < 1


def test_any_crosswalk_is_a_job_with_a_file(signed_in, run):
    document, file = run(signed_in("planner"), CROSSWALKS, BOTH)
    assert document["households"] == 16 * 50 + 16 * 25
    assert openpyxl.load_workbook(BytesIO(file.content)).sheetnames
    _, text = run(signed_in("planner"), CROSSWALKS, BOTH | {"format": "csv"})
    assert f"{LEFT}001" in text.text


def test_a_repair_is_a_dry_run_with_a_file(signed_in, run, tmp_path):
    planner = signed_in("planner")
    before = planner.get("/api/v1/networks/zongzhi").json()["version"]
    document, file = run(planner, REPAIRS, {"network": "zongzhi", "filler": "older"})
    assert document["changes"] == document["left"] == 0
    (tmp_path / "repaired.gpkg").write_bytes(file.content)
    grids = gpd.read_file(tmp_path / "repaired.gpkg", layer="grids")
    assert len(grids) == document["grids"] == 4
    assert planner.get("/api/v1/networks/zongzhi").json()["version"] == before


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [
        (CROSSWALKS, {"a": {"network": "zongzhi"}}, 422),
        (CROSSWALKS, BOTH | {"a": {}}, 422),
        (CROSSWALKS, BOTH | {"a": {"network": "zongzhi", "plan": 1}}, 422),
        (CROSSWALKS, BOTH | {"format": "pdf"}, 422),
        (REPAIRS, {"network": "nothing"}, 404),
        (REPAIRS, {"network": "zongzhi", "winner": "loudest"}, 422),
        (REPAIRS, {"network": "zongzhi", "filler": "loudest"}, 422),
    ],
)
def test_what_cannot_be_meant_is_refused(signed_in, path, body, status):
    answer = signed_in("planner").post(path, json=body)
    assert answer.status_code == status, answer.text


def test_a_failed_job_says_why(signed_in, town_url, closed_folder):
    client = signed_in("planner")
    body = {"network": "zongzhi", "locked": ["nobody"]}
    address = client.post(REPAIRS, json=body).headers["location"]
    finish_jobs(town_url, closed_folder)
    job = client.get(address).json()
    assert job["state"] == "failed"
    assert "no grid 'nobody' to lock" in job["error"]


def test_three_households_are_told_to_those_alone_who_may_see_them(town_url, signed_in, run):
    engine = make_engine(town_url)
    units = [f"{RIGHT}-{number:02d}" for number in range(16) if number % 4 >= 2]
    east = [f"H{code}" for code in units]
    with open_session(engine) as session:
        three = "UPDATE households SET households = 3, persons = 7 WHERE code = :code"
        session.execute(text(three), {"code": east[0]})
        gone = "DELETE FROM households WHERE code = ANY(:codes)"
        session.execute(text(gone), {"codes": east[1:]})
        empty = "UPDATE units SET households = 0, persons = 0 WHERE code = ANY(:codes)"
        session.execute(text(empty), {"codes": units})
    engine.dispose()

    def ask(role):
        answer = signed_in(role).get(CROSSWALKS, params={"a": "zongzhi", "b": "fangyi"}).json()
        return {row["a"]: (row["households"], row["persons_share_of_a"]) for row in answer["rows"]}

    assert ask("administrator")[f"{RIGHT}002"] == (3, 1.0)
    told = ask("leader")
    assert told[f"{RIGHT}002"] == told[f"{RIGHT}001"] == (None, None)  # their sum is known
    assert told[f"{LEFT}001"][0] == 400
    _, seen = run(signed_in("planner"), CROSSWALKS, BOTH | {"format": "csv"})
    _, hidden = run(signed_in("reviewer"), CROSSWALKS, BOTH | {"format": "csv"})
    [shown, bare] = [
        next(line for line in file.text.splitlines() if line.startswith(f"{RIGHT}002,"))
        for file in (seen, hidden)
    ]
    assert ",3,1.0" in shown
    assert ",3,1.0" not in bare
    _, book = run(signed_in("reviewer"), CROSSWALKS, BOTH)
    assert openpyxl.load_workbook(BytesIO(book.content)).sheetnames
