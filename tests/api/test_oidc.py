"""Signing in through a real provider over HTTP: codes, PKCE, signed tokens; and what is refused."""

from collections.abc import Iterator

import httpx
import orjson
import pytest

from api.main import create_app
from gridgeo.config import Settings
from gridgeo.db.session import make_engine, open_session
from gridgeo.db.tables import User
from gridgeo.domain.errors import BadInputError
from gridgeo.services.manage_users import link_user
from gridgeo.services.oidc.people import read_rules
from tests.support import live_server
from tests.support.oidc_server import CLIENT_ID, CLIENT_SECRET, Provider, running_provider
from tests.support.small_town import LEFT

pytestmark = pytest.mark.db

BEGIN = "/api/v1/session/oidc"
RULES = [
    {"claim": "groups", "value": "planners", "role": "planner", "area": LEFT},
    {"claim": "title", "value": "head", "role": "leader"},
]


@pytest.fixture(scope="module")
def provider() -> Iterator[Provider]:
    with running_provider() as provider:
        yield provider


@pytest.fixture(scope="module")
def address(town_url, provider, tmp_path_factory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("oidc")
    settings = Settings(
        database_url=town_url,
        data_dir=folder,
        oidc_issuer=provider.address,
        oidc_client_id=CLIENT_ID,
        oidc_client_secret=CLIENT_SECRET,
        oidc_rules=orjson.dumps(RULES).decode(),
    )
    with live_server.running(create_app(settings, web_dist=folder / "none")) as address:
        yield address


@pytest.fixture
def browser(address, provider) -> Iterator[httpx.Client]:
    provider.spoil = None
    with httpx.Client(base_url=address, timeout=60) as client:
        yield client


def go(browser: httpx.Client) -> httpx.Response:
    """Follow the ways there and back, up to the answer of our own callback."""
    there = browser.get(BEGIN)
    assert there.status_code == 302, there.text
    back = httpx.get(there.headers["location"])
    return browser.get(back.headers["location"])


def test_a_rule_lets_somebody_in_with_its_roles(browser, provider):
    provider.claims = {
        "sub": "1001", "preferred_username": "chen", "name": "陈", "groups": ["x", "planners"],
    }  # fmt: skip
    entered = go(browser)
    assert (entered.status_code, entered.headers["location"]) == (302, "/")
    told = browser.get("/api/v1/session").json()
    assert (told["name"], told["display_name"], told["roles"]) == ("chen", "陈", ["planner"])
    assert told["grants"][0]["area"] == LEFT
    assert browser.get("/api/v1/plans").status_code == 200
    headers = {"X-CSRF-Token": told["csrf_token"]}
    assert browser.delete("/api/v1/session", headers=headers).status_code == 204
    assert browser.get("/api/v1/plans").status_code == 401


def test_roles_follow_what_the_provider_says(browser, provider):
    provider.claims = {"sub": "1002", "preferred_username": "deng", "title": "head"}
    go(browser)
    assert browser.get("/api/v1/session").json()["roles"] == ["leader"]
    provider.claims = {"sub": "1002", "preferred_username": "deng"}
    go(browser)
    assert browser.get("/api/v1/session").json()["roles"] == []
    assert browser.get("/api/v1/plans").status_code == 403


def test_a_name_that_is_taken_is_not_taken_over(browser, provider):
    provider.claims = {"sub": "1003", "preferred_username": "administrator", "title": "head"}
    go(browser)
    told = browser.get("/api/v1/session").json()
    assert (told["name"], told["roles"]) == ("administrator.2", ["leader"])


def test_whom_no_rule_knows_stays_out_until_linked(browser, provider, town_url):
    provider.claims = {"sub": "1004", "preferred_username": "reviewer"}
    assert go(browser).status_code == 401
    engine = make_engine(town_url)
    with open_session(engine) as session:
        user = session.query(User).filter_by(login="reviewer").one()
        link_user(session, None, user.id, provider.address, "1004", actor="tests")
    engine.dispose()
    assert go(browser).status_code == 302
    assert browser.get("/api/v1/session").json()["roles"] == ["reviewer"]


@pytest.mark.parametrize(
    "spoilt", ["issuer", "audience", "nonce", "age", "party", "key", "algorithm"]
)
def test_a_token_with_one_thing_wrong_opens_nothing(browser, provider, spoilt):
    provider.claims = {"sub": "1005", "title": "head"}
    provider.spoil = spoilt
    answer = go(browser)
    assert (answer.status_code, answer.json()["type"]) == (401, "urn:gridgeo:problem:not-signed-in")
    assert browser.get("/api/v1/session").status_code == 401


def test_keys_may_be_changed_at_any_time(browser, provider):
    provider.claims = {"sub": "1006", "title": "head"}
    assert go(browser).status_code == 302
    provider.change_keys()
    assert go(browser).status_code == 302


def test_an_answer_belongs_to_the_browser_that_asked(browser, provider, address):
    provider.claims = {"sub": "1007", "title": "head"}
    back = httpx.get(browser.get(BEGIN).headers["location"]).headers["location"]
    with httpx.Client(base_url=address, timeout=60) as other:
        assert other.get(back).status_code == 401
        other.get(BEGIN)
        assert other.get(back).status_code == 401  # another state
    assert browser.get(back).status_code == 302
    assert browser.get(back).status_code == 401  # good once


def test_without_a_provider_there_is_none(closed):
    assert closed.get(BEGIN).status_code == 404


@pytest.mark.parametrize(
    "text", ["{", '[{"claim": "x"}]', '[{"claim": "a", "value": "b", "role": "king"}]']
)
def test_rules_that_are_none_are_told_of(text):
    with pytest.raises(BadInputError, match="GRIDGEO_OIDC_RULES"):
        read_rules(text)
