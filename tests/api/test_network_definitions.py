"""Networks defined and changed over HTTP: what is kept, what is refused, who may."""

from collections.abc import Iterator

import httpx
import pytest

from tests.support.small_town import PASSWORD

pytestmark = pytest.mark.db

NETWORKS = "/api/v1/networks"
WHOLE = {
    "code": "yibao",
    "name": " 医保 ",
    "unit": "persons",
    "urban": {"minimum": 800, "target": 1000, "maximum": 1200},
    "rural": {"minimum": 500, "target": 700, "maximum": 900},
    "level": "built_on",
    "dedicated": "overlay",
    "dedicated_counts": True,
    "dedicated_rules": [{"kind": "school", "radius_m": 80}, {"kind": "hotel"}],
    "workload": {"persons": 1, "key_persons": 3},
    "code_template": "{area:12}{serial:4}",
    "relation": "nests_in",
    "related_network": "zongzhi",
}


@pytest.fixture(scope="module")
def administrator(closed_address: str) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=closed_address, timeout=60) as client:
        credentials = {"name": "administrator", "password": PASSWORD}
        answer = client.post("/api/v1/session", json=credentials)
        client.headers["X-CSRF-Token"] = answer.json()["csrf_token"]
        yield client


@pytest.fixture(scope="module")
def made(administrator) -> httpx.Response:
    return administrator.post(NETWORKS, json=WHOLE)


def test_a_network_is_kept_as_it_was_defined(administrator, made):
    assert made.status_code == 201, made.text
    assert made.headers["location"] == f"{NETWORKS}/yibao"
    told = administrator.get(f"{NETWORKS}/yibao").json()
    assert told == made.json()
    assert (told["name"], told["version"]) == ("医保", None)
    assert told["standard"] == {key: WHOLE[key] for key in ("unit", "urban", "rural")}
    rules = [(one["kind"], one["radius_m"], one["minimum_m2"]) for one in told["dedicated_rules"]]
    assert rules == [("hotel", 50, 0), ("school", 80, 0)]
    assert told["workload"]["key_persons"] == 3
    same = ("level", "dedicated", "dedicated_counts", "code_template", "relation")
    assert {key: told[key] for key in (*same, "related_network")} == {
        key: WHOLE[key] for key in (*same, "related_network")
    }


def test_the_defaults_are_the_national_standard(administrator):
    answer = administrator.post(NETWORKS, json={"code": "plain", "name": "防返贫"})
    assert answer.json()["standard"]["urban"] == {"minimum": 300, "target": 400, "maximum": 500}
    assert answer.json()["code_template"] == "{area}{serial:3}"


def test_a_change_leaves_the_rest_and_says_what_it_was(administrator, made):
    before = made.json()
    urban = {"minimum": 700, "target": 900, "maximum": 1100}
    answer = administrator.patch(f"{NETWORKS}/yibao", json={"urban": urban, "name": "医疗保险"})
    assert answer.json() == {
        **before,
        "name": "医疗保险",
        "standard": {**before["standard"], "urban": urban},
    }
    line = administrator.get("/api/v1/audit", params={"limit": 1}).json()["items"][0]
    assert line["details"] == {
        "name": ["医保", "医疗保险"],
        "urban": ["800:1000:1200", "700:900:1100"],
    }
    free = administrator.patch(f"{NETWORKS}/yibao", json={"relation": "free"}).json()
    assert (free["relation"], free["related_network"]) == ("free", None)


@pytest.mark.parametrize(
    ("body", "status", "field"),
    [
        ({"code": "zongzhi", "name": "again"}, 409, "code"),
        ({"code": "Upper", "name": "x"}, 422, "code"),
        ({"code": "units", "name": "a layer's name"}, 422, "network"),
        ({"code": "x", "name": "  "}, 422, "name"),
        (
            {"code": "x", "name": "x", "urban": {"minimum": 5, "target": 4, "maximum": 6}},
            422,
            "band",
        ),
        ({"code": "x", "name": "x", "code_template": "{serial:3}"}, 422, "code_template"),
        ({"code": "x", "name": "x", "relation": "nests_in"}, 422, "relation"),
        (
            {"code": "x", "name": "x", "relation": "nests_in", "related_network": "nothing"},
            422,
            "related_network",
        ),
        ({"code": "x", "name": "x", "workload": {"shops": 0}}, 422, "workload"),
        (
            {"code": "x", "name": "x", "dedicated_rules": [{"kind": "hotel"}, {"kind": "hotel"}]},
            422,
            "dedicated",
        ),
    ],
)
def test_what_cannot_be_is_refused_with_its_field(administrator, body, status, field):
    answer = administrator.post(NETWORKS, json=body)
    assert answer.status_code == status, answer.text
    assert field in str(answer.json()), answer.text


def test_networks_are_not_tied_in_a_circle(administrator, made):
    tie = {"relation": "same_as", "related_network": "fangyi"}
    assert administrator.patch(f"{NETWORKS}/zongzhi", json=tie).status_code == 200
    back = administrator.patch(
        f"{NETWORKS}/fangyi", json={"relation": "same_as", "related_network": "zongzhi"}
    )
    assert back.status_code == 422
    assert back.json()["field"] == "related_network"
    assert administrator.patch(f"{NETWORKS}/zongzhi", json={"relation": "free"}).status_code == 200
    assert administrator.patch(f"{NETWORKS}/nothing", json={"name": "x"}).status_code == 404
