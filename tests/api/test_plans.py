import pytest

from gridgeo.db.session import make_engine, open_session
from tests.support import small_town
from tests.support.finish_jobs import finish_jobs
from tests.support.reviewed import review_plan
from tests.support.small_town import LEFT, RIGHT, TOWN

pytestmark = pytest.mark.db

PLANS = "/api/v1/plans"
WANTED = {"network": "zongzhi", "areas": [LEFT, RIGHT], "effort": "fast", "name": "春季调整"}


@pytest.fixture(scope="module", autouse=True)
def units(town_url: str) -> None:
    """Give the town its units and homes."""
    engine = make_engine(town_url)
    with open_session(engine) as session:
        small_town.add_units(session)
    engine.dispose()


@pytest.fixture
def plan(signed_in, town_url, tmp_path) -> dict:
    """Let a planner make a plan for both communities."""
    planner = signed_in("planner")
    answer = planner.post(PLANS, json=WANTED)
    assert answer.status_code == 202, answer.text
    assert (answer.json()["state"], answer.json()["kind"]) == ("queued", "create_plan")
    finish_jobs(town_url, tmp_path)
    job = planner.get(answer.headers["location"]).json()
    assert (job["state"], job["progress"]) == ("done", 1.0), job
    return planner.get(job["links"]["plan"]).json()


def test_a_plan_conserves_households_and_keeps_the_band(plan):
    assert plan["state"] == "draft"
    assert plan["households"] == 16 * 50 + 16 * 25
    assert plan["in_band"] == plan["grids"] > 0
    assert sum(grid["households"] for grid in plan["grid_list"]) == plan["households"]
    assert sum(grid["units"] for grid in plan["grid_list"]) == 32
    assert plan["created_by"] == "planner"


def test_a_plan_can_be_read_and_is_listed_first(plan, signed_in):
    leader = signed_in("leader")
    assert leader.get(f"{PLANS}/{plan['id']}").json() == plan
    page = leader.get(PLANS, params={"network": "zongzhi", "limit": 1}).json()
    assert page["items"][0]["id"] == plan["id"]
    assert page["items"][0]["areas"] == [LEFT, RIGHT]


def test_a_check_finds_nothing_wrong_with_a_fresh_plan(plan, signed_in):
    answer = signed_in("planner").post(f"{PLANS}/{plan['id']}/check")
    assert answer.status_code == 200, answer.text
    assert answer.json()["errors"] == 0
    findings = signed_in("leader").get("/api/v1/findings", params={"plan": plan["id"]})
    assert findings.json()["items"] == answer.json()["findings"]


def test_a_planner_may_not_publish_and_a_reviewer_may(plan, signed_in):
    address = f"{PLANS}/{plan['id']}/publish"
    assert signed_in("planner").post(address, json={}).status_code == 403
    reviewer = signed_in("reviewer")
    review_plan(signed_in, f"{PLANS}/{plan['id']}")
    answer = reviewer.post(address, json={})
    assert answer.status_code == 200, answer.text
    version = answer.json()["version"]
    assert version > 1
    assert reviewer.get("/api/v1/networks/zongzhi").json()["version"] == version
    assert reviewer.get(f"{PLANS}/{plan['id']}").json()["state"] == "published"
    again = reviewer.post(address, json={})
    assert again.status_code == 409
    assert again.json()["type"] == "urn:gridgeo:problem:conflict"


@pytest.mark.parametrize(
    ("change", "status", "field"),
    [
        ({"network": "nothing"}, 404, "network"),
        ({"areas": ["000000000000"]}, 404, "areas"),
        ({"areas": []}, 422, "areas"),
        ({"seed": -1}, 422, "seed"),
        ({"effort": "for ever"}, 422, "effort"),
        ({"keep": 1.1}, 422, "keep"),
        ({"locked": [""]}, 422, "locked.0"),
        ({"reserve_on": "soon"}, 422, "reserve_on"),
        ({"unknown": 1}, 422, "unknown"),
    ],
)
def test_a_plan_that_cannot_be_made_is_a_problem_with_its_field(signed_in, change, status, field):
    answer = signed_in("planner").post(PLANS, json=WANTED | change)
    assert answer.status_code == status, answer.text
    assert answer.json()["field"] == field


def test_a_planner_of_one_community_plans_no_other(signed_in, town_url):
    engine = make_engine(town_url)
    with open_session(engine) as session:
        small_town.add_scoped_planner(session, "left-planner", LEFT)
    engine.dispose()
    client = signed_in("left-planner")
    assert client.post(PLANS, json=WANTED).status_code == 403
    assert client.post(PLANS, json=WANTED | {"areas": [TOWN]}).status_code == 403
    assert client.post(PLANS, json=WANTED | {"areas": [LEFT]}).status_code == 202


def test_a_plan_that_is_not_there_is_not_found(signed_in):
    client = signed_in("reviewer")
    assert client.get(f"{PLANS}/999999").status_code == 404
    assert client.post(f"{PLANS}/999999/check").status_code == 404
    assert client.post(f"{PLANS}/999999/publish", json={}).status_code == 404
    assert client.get(f"{PLANS}/{2**70}").status_code == 422


def test_a_plan_explains_itself(plan):
    told = plan["explanation"]
    assert {one["community"] for one in told["communities"]} == {LEFT, RIGHT}
    assert all(one["feasible"][0] <= one["grids"] for one in told["communities"])
    assert all("make at least" in one["parts"][0]["why"] for one in told["communities"])
    assert told["misses"] == []
    assert told["disruption"]["grids"].keys() == {"unchanged", "changed", "gone", "new"}
    moved = sum(move["households"] for move in told["disruption"]["moves"])
    assert moved == told["disruption"]["households"]


def test_alternatives_become_drafts_that_can_be_compared(signed_in, town_url, tmp_path):
    planner = signed_in("planner")
    answer = planner.post(PLANS, json=WANTED | {"alternatives": True})
    finish_jobs(town_url, tmp_path)
    job = planner.get(answer.headers["location"]).json()
    assert job["state"] == "done", job
    made = job["result"]["alternatives"]
    assert made[0]["name"] == "compact"
    for one in made:
        draft = planner.get(f"{PLANS}/{one['plan_id']}").json()
        assert (draft["state"], draft["grids"]) == ("draft", one["grids"])
