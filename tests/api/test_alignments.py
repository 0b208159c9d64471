"""Alignments over HTTP, from the request to a published version."""

from io import BytesIO

import openpyxl
import pytest

from gridgeo.db.session import make_engine, open_session
from tests.support import small_town
from tests.support.finish_jobs import finish_jobs
from tests.support.reviewed import review_plan
from tests.support.small_town import LEFT, RIGHT

pytestmark = pytest.mark.db

ALIGNMENTS = "/api/v1/alignments"
# fangyi has the left community as one grid, zongzhi two strips there.
WANTED = {"network": "fangyi", "model": "zongzhi", "relation": "same_as", "areas": [LEFT]}


@pytest.fixture(scope="module", autouse=True)
def units(town_url: str) -> None:
    """Give the town its units and homes."""
    engine = make_engine(town_url)
    with open_session(engine) as session:
        small_town.add_units(session)
    engine.dispose()


@pytest.fixture
def made(signed_in, town_url, closed_folder) -> str:
    """Let a planner align a network, and give the alignment's address."""
    client = signed_in("planner")
    answer = client.post(ALIGNMENTS, json=WANTED)
    assert answer.status_code == 202, answer.text
    finish_jobs(town_url, closed_folder)
    job = client.get(answer.headers["location"]).json()
    assert job["state"] == "done", job["error"]
    return f"{ALIGNMENTS}/{job['result']['alignment_id']}"


def test_an_alignment_is_read_with_its_proposals(made, signed_in):
    leader = signed_in("leader")
    alignment = leader.get(made).json()
    assert alignment["summary"]["households"] == 16 * 50
    assert alignment["summary"]["moved_households"] == 8 * 50
    assert leader.get(ALIGNMENTS, params={"network": "fangyi"}).json()["items"][0] == alignment
    first = leader.get(f"{made}/proposals", params={"limit": 1}).json()
    rest = leader.get(f"{made}/proposals", params={"cursor": first["next"]}).json()
    assert [one["kind"] for one in first["items"] + rest["items"]] == ["redrawn", "created"]
    assert rest["next"] is None
    features = leader.get(f"{made}/features").json()
    assert features["type"] == "FeatureCollection"
    assert alignment["summary"]["cut_units"] == 0
    assert leader.get(f"{made}/cut-units").json() == {"items": [], "next": None}
    assert [one["geometry"]["type"] for one in features["features"]] == ["MultiPolygon"] * 2


def test_the_handover_list_comes_in_three_forms(made, signed_in):
    leader = signed_in("leader")
    lines = leader.get(f"{made}/handover").json()["items"]
    assert [(one["giver"], one["households"]) for one in lines] == [(f"{LEFT}901", 8 * 50)]
    text = leader.get(f"{made}/handover", params={"format": "csv"})
    assert text.content.decode("utf-8-sig").splitlines()[0].startswith("移出网格,移入网格,户数")
    book = leader.get(f"{made}/handover", params={"format": "xlsx"})
    assert "attachment" in book.headers["content-disposition"]
    assert openpyxl.load_workbook(BytesIO(book.content)).sheetnames == ["移交清单"]


def test_households_are_listed_to_those_whose_task_they_are(made, signed_in, town_url):
    assert signed_in("leader").get(f"{made}/households").status_code == 403
    planner = signed_in("planner")
    everything = planner.get(f"{made}/households").json()["items"]
    first = planner.get(f"{made}/households", params={"limit": 1}).json()
    assert first["items"] == everything[:1]
    assert {one["giver"] for one in everything} == {f"{LEFT}901"}
    engine = make_engine(town_url)
    with open_session(engine) as session:
        small_town.add_scoped_planner(session, "right-planner", RIGHT)
    engine.dispose()
    elsewhere = signed_in("right-planner")
    assert elsewhere.get(f"{made}/households").status_code == 403
    assert elsewhere.post(f"{made}/accept", json={}).status_code == 403
    assert elsewhere.post(ALIGNMENTS, json=WANTED).status_code == 403


def test_what_is_accepted_is_a_plan_that_a_reviewer_publishes(made, signed_in):
    planner = signed_in("planner")
    refused = planner.post(f"{made}/accept", json={"codes": ["nobody"]})
    assert refused.status_code == 422
    assert refused.json()["field"] == "codes"
    answer = planner.post(f"{made}/accept", json={"name": "防疫并网"})
    assert answer.status_code == 201, answer.text
    plan = answer.headers["location"]
    assert planner.get(plan).json()["name"] == "防疫并网"
    assert planner.get(made).json()["plan_id"] == answer.json()["plan_id"]
    review_plan(signed_in, plan)
    published = signed_in("reviewer").post(f"{plan}/publish", json={})
    assert published.status_code == 200, published.text
    again = planner.post(f"{made}/accept", json={})
    assert again.status_code == 409  # the network is another one now


@pytest.mark.parametrize(
    ("change", "status", "field"),
    [
        ({"network": "nothing"}, 404, "network"),
        ({"model": "nothing"}, 404, "network"),
        ({"model": None}, 422, "model"),
        ({"relation": None}, 422, "relation"),
        ({"relation": "free"}, 422, "relation"),
        ({"areas": []}, 422, "areas"),
        ({"areas": ["000000000000"]}, 404, "areas"),
    ],
)
def test_a_request_that_cannot_be_met_is_a_problem_with_its_field(signed_in, change, status, field):
    answer = signed_in("planner").post(ALIGNMENTS, json=WANTED | change)
    assert answer.status_code == status, answer.text
    assert answer.json()["field"] == field


def test_an_alignment_that_is_not_there_is_not_found(signed_in):
    client = signed_in("planner")
    for path in ("", "/proposals", "/features", "/handover", "/households", "/cut-units"):
        assert client.get(f"{ALIGNMENTS}/999999{path}").status_code == 404
    assert client.post(f"{ALIGNMENTS}/999999/accept", json={}).status_code == 404
