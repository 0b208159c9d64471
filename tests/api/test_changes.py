"""The change feed over HTTP, on a network that a plan has published anew."""

import pytest

from gridgeo.db.session import make_engine, open_session
from gridgeo.services.create_plan import create_plan
from gridgeo.services.publish_plan import publish_plan
from tests.support import small_town
from tests.support.small_town import LEFT, RIGHT

pytestmark = pytest.mark.db

FEED = "/api/v1/changes"
GRIDS = "/api/v1/networks/zongzhi/grids"
VERSION = "/api/v1/networks/zongzhi/versions"


@pytest.fixture(scope="module", autouse=True)
def published(town_url: str) -> int:
    """Publish a plan of both communities: the village's grid of 120 becomes part of others."""
    engine = make_engine(town_url)
    with open_session(engine) as session:
        small_town.add_units(session)
    with open_session(engine) as session:
        plan_id = create_plan(session, "zongzhi", [LEFT, RIGHT], effort="fast").plan_id
        version = publish_plan(session, plan_id).version
    engine.dispose()
    return version


def test_a_publication_is_in_the_feed_and_the_place_after_it_is_empty(public, published):
    page = public.get(FEED).json()
    (message,) = page["items"]
    assert message["topic"] == "network.published"
    assert message["data"]["network"] == "zongzhi"
    assert message["data"]["version"] == published
    assert page["more"] is False
    after = public.get(FEED, params={"since": page["next"]}).json()
    assert after == {"items": [], "next": page["next"], "more": False}
    assert public.get(FEED, params={"since": "now"}).json() == after


def test_asking_again_gives_the_same_again(public):
    assert public.get(FEED).json() == public.get(FEED, params={"since": "0"}).json()


def test_the_feed_of_another_network_is_empty(public):
    assert public.get(FEED, params={"network": "fangyi"}).json()["items"] == []


def test_a_version_says_what_it_did_to_each_grid(public, published):
    items = public.get(f"{VERSION}/{published}/changes").json()["items"]
    codes = [item["code"] for item in items]
    assert codes == sorted(codes)
    now = {grid["code"] for grid in public.get(GRIDS).json()["items"]}
    for item in items:
        assert (item["code"] in now) == (item["change"] != "closed")
    gone = [item for item in items if item["change"] == "closed"]
    for item in gone:
        assert sum(heir["area_share"] for heir in item["went_to"]) == pytest.approx(1, abs=0.02)


def test_pages_of_a_version_add_up(public, published):
    address, cursor, paged = f"{VERSION}/{published}/changes", None, []
    while True:
        params = {"limit": 1} | ({"cursor": cursor} if cursor else {})
        page = public.get(address, params=params).json()
        paged += page["items"]
        cursor = page["next"]
        if cursor is None:
            break
    assert paged == public.get(address).json()["items"]


@pytest.mark.parametrize("code", [f"{LEFT}001", f"{LEFT}002", f"{RIGHT}001", f"{RIGHT}002"])
def test_what_replaced_a_grid_holds_all_of_its_ground(public, code):
    heirs = public.get(f"{GRIDS}/{code}/replacements").json()["items"]
    assert sum(heir["area_share"] for heir in heirs) == pytest.approx(1, abs=0.02)
    for heir in heirs:
        assert public.get(f"{GRIDS}/{heir['code']}").status_code == 200


def test_before_the_change_a_grid_is_its_own_heir(public):
    address = f"{GRIDS}/{LEFT}001/replacements"
    (itself,) = public.get(address, params={"as_of": "2026-01-20"}).json()["items"]
    assert (itself["code"], itself["area_share"]) == (f"{LEFT}001", 1.0)


@pytest.mark.parametrize(
    ("address", "status", "field"),
    [
        (f"{FEED}?since=soon", 422, "since"),
        (f"{FEED}?network=nothing", 404, "network"),
        (f"{VERSION}/99/changes", 404, "version"),
        (f"{GRIDS}/nothing/replacements", 404, "code"),
        ("/api/v1/networks/nothing/grids/x/replacements", 404, "network"),
    ],
)
def test_what_is_not_there_is_a_problem_with_its_field(public, address, status, field):
    answer = public.get(address)
    assert answer.status_code == status
    assert answer.json()["field"] == field


def test_a_closed_server_tells_nobody_unknown(closed):
    assert closed.get(FEED).status_code == 401
