"""Findings over HTTP: filters, counts, exceptions with leave and without."""

import httpx
import pytest
from sqlalchemy import text

from gridgeo.db.session import make_engine, open_session
from gridgeo.services.check_network import check_network
from tests.support import small_town

pytestmark = pytest.mark.db

GRID = f"{small_town.LEFT}002"  # 520 households: over the band


@pytest.fixture(scope="module")
def town_url(module_database_url: str) -> str:
    """A town whose network was checked: one grid over the band, no address to say why."""
    engine = make_engine(module_database_url)
    with open_session(engine) as session:
        small_town.build(session)
        small_town.add_users(session)
        check_network(session, "zongzhi")
    engine.dispose()
    return module_database_url


def items(client: httpx.Client, **wanted: object) -> list[dict]:
    answer = client.get("/api/v1/findings", params=wanted)
    assert answer.status_code == 200, answer.text
    return answer.json()["items"]


def over(client: httpx.Client, **wanted: object) -> dict:
    (one,) = items(client, rule="band", grid=GRID, **wanted)
    return one


def test_a_finding_says_what_is_wrong_where_and_what_mends_it(signed_in) -> None:
    one = over(signed_in("planner"))
    assert one["grids"] == [GRID]
    assert one["may_be_accepted"] is True
    assert one["fixes"][0]["households"] >= 20
    assert one["geometry"]["type"] == "MultiPolygon"
    assert "520" in one["sentence_zh"]


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ({"area": small_town.LEFT}, True),
        ({"area": small_town.RIGHT}, False),
        ({"bbox": "116.311,39.901,116.312,39.902"}, True),
        ({"bbox": "116.331,39.901,116.332,39.902"}, False),
        ({"severity": "warning"}, True),
        ({"severity": "error"}, False),
        ({"network": "fangyi"}, False),
        ({"accepted": True}, False),
    ],
)
def test_filters(signed_in, wanted, found) -> None:
    hits = items(signed_in("leader"), rule="band", **wanted)
    assert any(one["grids"] == [GRID] for one in hits) is found


def test_counts_by_rule_add_up_to_the_list(signed_in) -> None:
    client = signed_in("leader")
    counts = client.get("/api/v1/findings/counts", params={"network": "zongzhi"}).json()["items"]
    found = items(client, network="zongzhi")
    assert sum(row["findings"] for row in counts) == len(found) > 0
    assert {row["rule"] for row in counts} == {one["rule"] for one in found}


def test_pages_follow_each_other_without_loss(signed_in) -> None:
    client = signed_in("leader")
    whole, page, seen = items(client), {"next": None}, []
    while True:
        wanted = {"limit": 1, **({"cursor": page["next"]} if page["next"] else {})}
        page = client.get("/api/v1/findings", params=wanted).json()
        seen += page["items"]
        if page["next"] is None:
            break
    assert seen == whole


@pytest.mark.parametrize("role", ["planner", "reviewer", "administrator"])
def test_who_plans_accepts_and_withdraws_and_the_log_says_so(signed_in, town_url, role) -> None:
    client = signed_in(role)
    path = f"/api/v1/findings/{over(client)['id']}/exception"
    granted = client.post(path, json={"reason": "在建小区，明年拆分"})
    assert granted.status_code == 201, granted.text
    assert granted.json()["granted_by"] == role
    assert items(client, rule="band", grid=GRID) == []
    assert over(client, accepted=True)["accepted"]["reason"] == "在建小区，明年拆分"
    assert client.delete(path).status_code == 204
    assert over(client)["accepted"] is None
    assert client.delete(path).status_code == 404
    engine = make_engine(town_url)
    with open_session(engine) as session:
        done = session.execute(
            text("SELECT action FROM audit_log WHERE actor = :role ORDER BY id"), {"role": role}
        ).scalars()
        assert list(done)[-2:] == ["accept", "withdraw"]
    engine.dispose()


@pytest.mark.parametrize("role", ["leader", "worker", "integrator"])
def test_others_may_not(signed_in, role) -> None:
    path = f"/api/v1/findings/{over(signed_in('planner'))['id']}/exception"
    assert signed_in(role).post(path, json={"reason": "x"}).status_code == 403
    assert signed_in(role).delete(path).status_code == 403


@pytest.mark.parametrize(
    ("finding", "body", "status"),
    [
        ("0" * 16, {"reason": "x"}, 404),
        ("nothex", {"reason": "x"}, 422),
        (None, {"reason": "  "}, 422),
        (None, {}, 422),
        (None, {"reason": "x", "ends_at": "2030-01-01"}, 422),
        (None, {"reason": "x" * 2001}, 422),
    ],
)
def test_a_request_that_cannot_be_used_is_a_problem(signed_in, finding, body, status) -> None:
    client = signed_in("planner")
    wanted = finding or over(client)["id"]
    answer = client.post(f"/api/v1/findings/{wanted}/exception", json=body)
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"


def test_a_planner_of_another_community_may_not_accept(signed_in, town_url) -> None:
    engine = make_engine(town_url)
    grant = "UPDATE role_grants SET area_code = :area WHERE role = 'planner'"
    path = f"/api/v1/findings/{over(signed_in('leader'))['id']}/exception"
    try:
        for area, status in ((small_town.RIGHT, 403), (small_town.LEFT, 201)):
            with open_session(engine) as session:
                session.execute(text(grant), {"area": area})
            client = signed_in("planner")
            assert client.post(path, json={"reason": "x"}).status_code == status
        assert client.delete(path).status_code == 204
    finally:
        with open_session(engine) as session:
            session.execute(text(grant), {"area": None})
        engine.dispose()
