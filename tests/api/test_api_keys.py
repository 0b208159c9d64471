import pytest

from gridgeo.db.session import make_engine, open_session
from gridgeo.db.tables import ApiKey

pytestmark = pytest.mark.db

LOOKUP = "/api/v1/locate?lon=116.31&lat=39.91"


@pytest.fixture
def new_key(signed_in):
    """Make a key with some scopes as administrator and give the answer."""
    administrator = signed_in("administrator")

    def make(*scopes: str) -> dict:
        body = {"name": "12345 hotline", "scopes": list(scopes)}
        answer = administrator.post("/api/v1/api-keys", json=body)
        assert answer.status_code == 201, answer.text
        return answer.json()

    return make


def test_a_key_opens_its_scopes_and_nothing_else(closed, new_key):
    headers = {"X-API-Key": new_key("lookup")["secret"]}
    assert closed.get(LOOKUP, headers=headers).status_code == 200
    refused = closed.get("/api/v1/networks", headers=headers)
    assert refused.status_code == 403
    assert "scope" in refused.json()["detail"]


def test_a_key_needs_no_csrf_token(closed, new_key):
    headers = {"X-API-Key": new_key("admin")["secret"]}
    body = {"name": "second", "scopes": ["tiles"]}
    assert closed.post("/api/v1/api-keys", json=body, headers=headers).status_code == 201


def test_a_revoked_key_is_refused_at_once(closed, signed_in, new_key):
    key = new_key("lookup")
    headers = {"X-API-Key": key["secret"]}
    assert closed.get(LOOKUP, headers=headers).status_code == 200
    ended = signed_in("administrator").delete(f"/api/v1/api-keys/{key['id']}")
    assert ended.json()["revoked_at"] is not None
    answer = closed.get(LOOKUP, headers=headers)
    assert answer.status_code == 401
    assert answer.json()["field"] == "X-API-Key"


def test_the_secret_is_shown_once_and_stored_nowhere(signed_in, new_key, town_url):
    key = new_key("features")
    listed = signed_in("administrator").get("/api/v1/api-keys")
    assert key["secret"] not in listed.text
    assert key["id"] in [item["id"] for item in listed.json()["items"]]
    engine = make_engine(town_url)
    with open_session(engine) as session:
        row = session.get(ApiKey, key["id"])
        assert row is not None
        assert key["secret"].encode() not in row.key_hash
        assert len(row.prefix) < 12
    engine.dispose()


@pytest.mark.parametrize("secret", ["gg_wrong", "x" * 5000])
def test_a_wrong_key_is_refused_even_where_reading_is_public(public, secret):
    answer = public.get(LOOKUP, headers={"X-API-Key": secret})
    assert answer.status_code == 401


def test_only_administrators_manage_keys(signed_in):
    for role in ("planner", "leader"):
        client = signed_in(role)
        assert client.get("/api/v1/api-keys").status_code == 403
        body = {"name": "mine", "scopes": ["lookup"]}
        assert client.post("/api/v1/api-keys", json=body).status_code == 403


def test_an_unknown_scope_is_named(signed_in):
    body = {"name": "odd", "scopes": ["everything"]}
    answer = signed_in("administrator").post("/api/v1/api-keys", json=body)
    assert answer.status_code == 422
    assert answer.json()["field"] == "scopes"


def test_an_unknown_key_cannot_be_revoked(signed_in):
    assert signed_in("administrator").delete("/api/v1/api-keys/999999").status_code == 404
