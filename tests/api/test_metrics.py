"""Metrics and the limits of keys, over HTTP."""

import re

import httpx
import pytest

pytestmark = pytest.mark.db

LOOKUP = "/api/v1/locate?lon=116.31&lat=39.91"
COUNTED = 'gridgeo_http_requests_total{method="GET",route="/api/v1/networks/{network}",status="%d"}'


@pytest.fixture
def new_key(signed_in):
    administrator = signed_in("administrator")

    def make(*scopes: str, **limits: int) -> dict[str, str]:
        body = {"name": "watch", "scopes": list(scopes), **limits}
        answer = administrator.post("/api/v1/api-keys", json=body)
        assert answer.status_code == 201, answer.text
        return {"X-API-Key": answer.json()["secret"]}

    return make


def figure(text: str, name: str) -> float:
    found = re.search(rf"^{re.escape(name)} (\S+)$", text, re.MULTILINE)
    return float(found[1]) if found else 0.0


def read(client: httpx.Client, headers: dict[str, str]) -> str:
    answer = client.get("/metrics", headers=headers)
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"].startswith("text/plain")
    return answer.text


def test_answers_are_counted_by_route_and_status_and_never_by_address(closed, new_key):
    headers = new_key("metrics", "features")
    before = read(closed, headers)
    for network in ("zongzhi", "zongzhi", "somewhere"):
        closed.get(f"/api/v1/networks/{network}", headers=headers)
    closed.get("/wp-login.php")
    after = read(closed, headers)
    for status, count in ((200, 2), (404, 1)):
        name = COUNTED % status
        assert figure(after, name) - figure(before, name) == count
    assert "somewhere" not in after
    assert "wp-login" not in after


def test_versions_and_backlog_are_told(closed, new_key):
    text = read(closed, new_key("metrics"))
    assert figure(text, 'gridgeo_served_version{network="zongzhi"}') == 1
    for name in ('gridgeo_jobs{state="queued"}', "gridgeo_webhook_dead_letters"):
        assert name in text
        assert figure(text, name) == 0


def test_a_lookup_that_takes_the_fast_lane_is_counted_too(public, signed_in):
    public.get(LOOKUP)
    answer = public.post(
        "/api/v1/session", json={"name": "administrator", "password": "a password for tests only"}
    )
    assert answer.status_code == 200
    text = public.get("/metrics").text
    public.cookies.clear()
    name = 'gridgeo_http_requests_total{method="GET",route="/api/v1/locate",status="200"}'
    assert figure(text, name) >= 1


def test_metrics_need_leave_even_where_reading_is_public(public, closed, new_key):
    assert public.get("/metrics").status_code == 401
    assert closed.get("/metrics", headers=new_key("lookup")).status_code == 403


def test_a_key_may_come_as_bearer_token(closed, new_key):
    secret = new_key("metrics")["X-API-Key"]
    assert read(closed, {"Authorization": f"Bearer {secret}"})
    refused = closed.get("/metrics", headers={"Authorization": "Bearer gg_wrong"})
    assert refused.status_code == 401


def test_a_key_that_asks_too_often_is_told_when_to_come_back(closed, new_key):
    slow, other = new_key("lookup", requests_per_minute=5), new_key("lookup")
    statuses = [closed.get(LOOKUP, headers=slow).status_code for _ in range(6)]
    assert statuses == [200] * 5 + [429]
    answer = closed.get(LOOKUP, headers=slow)
    assert answer.json()["type"] == "urn:gridgeo:problem:rate-limited"
    assert 1 <= int(answer.headers["retry-after"]) <= 60
    assert closed.get(LOOKUP, headers=other).status_code == 200
