"""Administrators manage accounts over HTTP, each within what they administer."""

import httpx
import pytest

from gridgeo.db.session import make_engine, open_session
from gridgeo.db.tables import AuditEntry
from gridgeo.services.sign_in import FAILURES_BEFORE_REST
from tests.support.small_town import DISTRICT, LEFT, RIGHT

pytestmark = pytest.mark.db

USERS = "/api/v1/users"
PLANS = "/api/v1/plans"


@pytest.fixture
def administrator(signed_in):
    return signed_in("administrator")


def make(client: httpx.Client, login: str, *grants: dict) -> dict:
    answer = client.post(USERS, json={"login": login, "grants": list(grants)})
    assert answer.status_code == 201, answer.text
    return answer.json()


def enter(client: httpx.Client, login: str, password: str) -> httpx.Response:
    answer = client.post("/api/v1/session", json={"name": login, "password": password})
    if answer.status_code == 200:
        client.headers["X-CSRF-Token"] = answer.json()["csrf_token"]
    return answer


def enter_for_good(client: httpx.Client, made: dict) -> None:
    """Sign in with the password that was made, and choose another."""
    assert enter(client, made["login"], made["password"]).status_code == 200
    wanted = {"present": made["password"], "password": "another good secret"}
    answer = client.put("/api/v1/session/password", json=wanted)
    assert answer.status_code == 200, answer.text
    client.headers["X-CSRF-Token"] = answer.json()["csrf_token"]


def test_a_new_person_chooses_a_password_before_anything_else(administrator, closed):
    made = make(administrator, "wang", {"role": "leader", "area": LEFT})
    told = enter(closed, "wang", made["password"]).json()
    assert told["must_change_password"] is True
    assert told["grants"] == [{"role": "leader", "area": LEFT, "network": None}]
    refused = closed.get(PLANS)
    assert (refused.status_code, refused.json()["field"]) == (403, "password")
    wanted = {"present": "not this one", "password": "another good secret"}
    assert closed.put("/api/v1/session/password", json=wanted).status_code == 403
    wanted["present"] = made["password"]
    told = closed.put("/api/v1/session/password", json=wanted).json()
    assert told["must_change_password"] is False
    assert closed.get(PLANS).status_code == 200


def test_accounts_are_paged_searched_and_shown(administrator):
    for login in ("page-a", "page-b", "page-c"):
        make(administrator, login, {"role": "worker"})
    first = administrator.get(USERS, params={"search": "PAGE-", "limit": 2}).json()
    assert [row["login"] for row in first["items"]] == ["page-a", "page-b"]
    rest = {"search": "page-", "cursor": first["next"]}
    assert [row["login"] for row in administrator.get(USERS, params=rest).json()["items"]] == [
        "page-c"
    ]
    assert administrator.get(f"{USERS}/{first['items'][0]['id']}").json() == first["items"][0]
    assert administrator.get(f"{USERS}/999999").status_code == 404


def test_roles_hold_from_the_next_request_on(administrator, closed):
    made = make(administrator, "zhao", {"role": "leader"})
    enter_for_good(closed, made)
    assert closed.get(PLANS).status_code == 200
    changed = administrator.put(
        f"{USERS}/{made['id']}/grants", json={"grants": [{"role": "worker"}]}
    )
    assert changed.json()["grants"] == [{"role": "worker", "area": None, "network": None}]
    assert closed.get(PLANS).status_code == 403
    unknown = {"grants": [{"role": "worker", "area": "000"}]}
    assert administrator.put(f"{USERS}/{made['id']}/grants", json=unknown).status_code == 404


def test_a_closed_account_is_out_at_once_and_may_be_opened_again(administrator, closed):
    made = make(administrator, "qian", {"role": "leader"})
    enter_for_good(closed, made)
    address = f"{USERS}/{made['id']}"
    assert administrator.patch(address, json={"active": False}).json()["sessions"] == 0
    assert closed.get(PLANS).status_code == 401
    assert enter(closed, "qian", "another good secret").status_code == 401
    assert administrator.patch(address, json={"active": True}).json()["active"] is True
    assert enter(closed, "qian", "another good secret").status_code == 200


def test_an_account_that_rests_is_unlocked_by_hand(administrator, closed):
    made = make(administrator, "sun", {"role": "leader"})
    for _ in range(FAILURES_BEFORE_REST):
        enter(closed, "sun", "wrong")
    assert enter(closed, "sun", made["password"]).status_code == 429
    address = f"{USERS}/{made['id']}"
    assert administrator.get(address).json()["locked_until"] is not None
    assert administrator.post(f"{address}/unlock").json()["locked_until"] is None
    assert enter(closed, "sun", made["password"]).status_code == 200


def test_a_new_password_signs_out_and_is_shown_once(administrator, closed):
    made = make(administrator, "li", {"role": "leader"})
    enter_for_good(closed, made)
    given = administrator.post(f"{USERS}/{made['id']}/password", json={}).json()["password"]
    assert closed.get(PLANS).status_code == 401
    assert enter(closed, "li", "another good secret").status_code == 401
    assert enter(closed, "li", given).status_code == 200
    ended = administrator.post(f"{USERS}/{made['id']}/sign-out").json()
    assert ended == {"ended": 1}
    assert closed.get(PLANS).status_code == 401


def test_the_last_administrator_of_everything_stays(administrator):
    own = administrator.get(USERS, params={"search": "administrator"}).json()["items"][0]
    refused = administrator.patch(f"{USERS}/{own['id']}", json={"active": False})
    assert refused.status_code == 409
    grants = {"grants": [{"role": "administrator", "area": LEFT}]}
    assert administrator.put(f"{USERS}/{own['id']}/grants", json=grants).status_code == 409


def test_who_administers_an_area_manages_its_accounts_alone(administrator, closed):
    enter_for_good(closed, make(administrator, "left", {"role": "administrator", "area": LEFT}))
    other = make(administrator, "other", {"role": "planner", "area": RIGHT})
    both = make(
        administrator, "both", {"role": "planner", "area": LEFT}, {"role": "planner", "area": RIGHT}
    )
    logins = {row["login"] for row in closed.get(USERS).json()["items"]}
    assert "left" in logins
    assert not logins & {"administrator", "other", "both"}
    for user in (other, both):
        for method, path, body in (
            ("GET", "", None),
            ("PATCH", "", {"active": False}),
            ("PUT", "/grants", {"grants": [{"role": "worker", "area": LEFT}]}),
            ("POST", "/password", {}),
            ("POST", "/unlock", None),
            ("POST", "/sign-out", None),
        ):
            answer = closed.request(method, f"{USERS}/{user['id']}{path}", json=body)
            assert answer.status_code == 404, (method, path)
    for grants in ([], [{"role": "worker"}], [{"role": "planner", "area": DISTRICT}]):
        refused = closed.post(USERS, json={"login": "beyond", "grants": grants})
        assert refused.status_code == 403, grants
    made = make(closed, "within", {"role": "planner", "area": LEFT, "network": "zongzhi"})
    assert closed.get(f"{USERS}/{made['id']}").json()["grants"][0]["network"] == "zongzhi"


def test_every_change_is_in_the_audit_log_and_no_password(administrator, town_url):
    made = make(administrator, "audited", {"role": "worker"})
    administrator.post(f"{USERS}/{made['id']}/password", json={"password": "a secret of twelve"})
    administrator.post(f"{USERS}/{made['id']}/unlock")
    engine = make_engine(town_url)
    with open_session(engine) as session:
        entries = session.query(AuditEntry).filter_by(object_kind="user", object_key="audited")
        found = {entry.action: str(entry.details) for entry in entries}
    engine.dispose()
    assert set(found) == {"create", "reset_password", "unlock"}
    assert made["password"] not in str(found)
    assert "a secret of twelve" not in str(found)
