import httpx
import pytest

from api.main import create_app
from gridgeo.config import Settings
from gridgeo.db.repositories.audit import first_broken_entry
from gridgeo.db.session import make_engine, open_session
from gridgeo.db.tables import AuditEntry, User
from gridgeo.services.sign_in import FAILURES_BEFORE_REST, hash_password
from tests.support import live_server
from tests.support.small_town import PASSWORD

pytestmark = pytest.mark.db

GRIDS = "/api/v1/networks/zongzhi/grids"


def attempt(client: httpx.Client, name: str, password: str) -> httpx.Response:
    return client.post("/api/v1/session", json={"name": name, "password": password})


def change(url: str, login: str, **values: object) -> None:
    engine = make_engine(url)
    with open_session(engine) as session:
        user = session.query(User).filter_by(login=login).one()
        for name, value in values.items():
            setattr(user, name, value)
    engine.dispose()


def test_a_closed_server_answers_nobody(closed):
    for path in [GRIDS, "/api/v1/networks", "/api/v1/locate?lon=116.31&lat=39.91", "/api/v1/areas"]:
        answer = closed.get(path)
        assert answer.status_code == 401
        assert "www-authenticate" in answer.headers


def test_health_and_info_need_no_sign_in(closed):
    for path in ["/health/live", "/health/ready", "/api/v1/info", "/api/v1/openapi.json"]:
        assert closed.get(path).status_code == 200


def test_a_right_password_opens_and_signing_out_closes(closed):
    answer = attempt(closed, "leader", PASSWORD)
    assert answer.status_code == 200
    assert answer.json()["roles"] == ["leader"]
    cookie = answer.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=lax" in cookie
    assert closed.get(GRIDS).status_code == 200
    token = closed.get("/api/v1/session").json()["csrf_token"]
    assert closed.delete("/api/v1/session", headers={"X-CSRF-Token": token}).status_code == 204
    assert closed.get(GRIDS).status_code == 401


def test_unknown_name_and_wrong_password_are_answered_alike(closed):
    unknown = attempt(closed, "nobody", "wrong").json()
    wrong = attempt(closed, "leader", "wrong").json()
    for body in (unknown, wrong):
        body.pop("instance")
    assert unknown == wrong
    assert wrong["status"] == 401


def test_a_forged_cookie_opens_nothing(closed):
    closed.cookies.set("gridgeo_session", "eyJ1c2VyX2lkIjogMX0=.forged.signature")
    assert closed.get(GRIDS).status_code == 401


def test_a_write_without_the_token_is_refused(signed_in):
    client = signed_in("administrator")
    body = {"name": "hotline", "scopes": ["lookup"]}
    for token in ("", "wrong"):
        answer = client.post("/api/v1/api-keys", json=body, headers={"X-CSRF-Token": token})
        assert answer.status_code == 403
        assert answer.json()["field"] == "X-CSRF-Token"
    assert client.post("/api/v1/api-keys", json=body).status_code == 201


def test_many_wrong_passwords_rest_the_account_even_for_the_right_one(closed):
    for _ in range(FAILURES_BEFORE_REST):
        assert attempt(closed, "worker", "wrong").status_code == 401
    answer = attempt(closed, "worker", PASSWORD)
    assert answer.status_code == 429
    assert answer.json()["type"] == "urn:gridgeo:problem:too-many-attempts"


def test_a_name_that_nobody_has_rests_like_an_account(closed):
    """Otherwise nine wrong passwords tell which names have accounts."""
    told = [attempt(closed, "nobody-at-all", "wrong") for _ in range(FAILURES_BEFORE_REST + 1)]
    assert [one.status_code for one in told] == [401] * FAILURES_BEFORE_REST + [429]
    assert told[-1].json()["type"] == "urn:gridgeo:problem:too-many-attempts"


def test_a_cookie_kept_from_before_the_sign_out_opens_nothing(closed, signed_in):
    client = signed_in("leader")
    kept = client.cookies["gridgeo_session"]
    assert client.delete("/api/v1/session").status_code == 204
    closed.cookies.set("gridgeo_session", kept)
    assert closed.get(GRIDS).status_code == 401


def test_one_address_cannot_guess_at_many_names(town_url, tmp_path):
    settings = Settings(database_url=town_url, data_dir=tmp_path)
    with (
        live_server.running(create_app(settings, web_dist=tmp_path / "none")) as address,
        httpx.Client(base_url=address, timeout=60) as client,
    ):
        create = [attempt(client, f"name{n}", "wrong").status_code for n in range(31)]
    assert create == [401] * 30 + [429]


def test_a_new_password_ends_the_sessions_of_the_old_one(signed_in, town_url):
    client = signed_in("reviewer")
    assert client.get(GRIDS).status_code == 200
    change(town_url, "reviewer", password_hash=hash_password("another password"))
    assert client.get(GRIDS).status_code == 401
    change(town_url, "reviewer", password_hash=hash_password(PASSWORD))


def test_a_closed_account_is_signed_out_at_once(signed_in, town_url):
    client = signed_in("integrator")
    change(town_url, "integrator", active=False)
    assert client.get(GRIDS).status_code == 401
    change(town_url, "integrator", active=True)


def test_roles_see_what_their_task_needs(signed_in):
    assert signed_in("leader").get("/api/v1/findings").status_code == 200
    refused = signed_in("integrator").get("/api/v1/findings")
    assert refused.status_code == 403
    assert refused.json()["type"] == "urn:gridgeo:problem:forbidden"


def test_attempts_are_kept_in_the_audit_log_and_its_chain_holds(closed, town_url):
    attempt(closed, "planner", "wrong")
    attempt(closed, "planner", PASSWORD)
    engine = make_engine(town_url)
    with open_session(engine) as session:
        entries = session.query(AuditEntry).filter_by(actor="planner").order_by(AuditEntry.id)
        assert [entry.action for entry in entries] == ["sign_in_failed", "sign_in"]
        assert first_broken_entry(session) is None
    engine.dispose()
