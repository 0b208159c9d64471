import pytest

pytestmark = pytest.mark.db

HOSTILE = "' OR 1=1; DROP TABLE grids; --"


@pytest.mark.parametrize(
    ("path", "status", "field"),
    [
        ("/api/v1/locate", 422, "lon"),
        ("/api/v1/locate?lon=116.3", 422, "lat"),
        ("/api/v1/locate?lon=nan&lat=39.9", 422, "lon"),
        ("/api/v1/locate?lon=116.3&lat=inf", 422, "lat"),
        ("/api/v1/locate?lon=abc&lat=39.9", 422, "lon"),
        ("/api/v1/locate?lon=39.91&lat=116.31", 422, "lon"),
        ("/api/v1/locate?lon=200&lat=39.9", 422, "lon"),
        ("/api/v1/locate?lon=116.3&lat=-91", 422, "lat"),
        ("/api/v1/locate?lon=116.3&lat=39.9&network=zongzhu", 404, "network"),
        ("/api/v1/locate?lon=116.3&lat=39.9&network=%00", 422, "network.0"),
        ("/api/v1/locate?lon=116.3&lat=39.9&accuracy_m=-1", 422, "accuracy_m"),
        ("/api/v1/locate?lon=116.3&lat=39.9&as_of=soon", 422, "as_of"),
        ("/api/v1/locate?lon=116.3&lat=39.9&as_of=1999-01-01", 404, "as_of"),
        ("/api/v1/networks/nothing", 404, "network"),
        ("/api/v1/networks/nothing/grids", 404, "network"),
        ("/api/v1/networks/zongzhi/grids/1", 404, "code"),
        ("/api/v1/networks/zongzhi/grids?area=999", 404, "area"),
        ("/api/v1/networks/zongzhi/grids?bbox=1,2", 422, "bbox"),
        ("/api/v1/networks/zongzhi/grids?cursor=%25", 422, "cursor"),
        ("/api/v1/networks/zongzhi/grids?limit=0", 422, "limit"),
        ("/api/v1/networks/zongzhi/grids?status=lost", 422, "status"),
        ("/api/v1/areas/000000000000", 404, "code"),
        ("/api/v1/areas?level=street", 422, "level"),
        ("/api/v1/nothing", 404, None),
    ],
)
def test_a_request_that_cannot_be_answered_is_a_problem_with_its_field(public, path, status, field):
    answer = public.get(path)
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    problem = answer.json()
    assert problem["status"] == status
    assert problem.get("field") == field
    assert answer.headers["x-request-id"] in problem["instance"]


def test_swapped_axes_are_named_as_such(public):
    answer = public.get("/api/v1/locate?lon=39.91&lat=116.31")
    assert "swapped" in answer.json()["detail"]


def test_the_nearest_network_is_offered(public):
    assert "'zongzhi'" in public.get("/api/v1/networks/zongzi").json()["detail"]


@pytest.mark.parametrize("name", ["network", "area", "status", "cursor", "bbox", "as_of"])
def test_hostile_query_strings_are_refused_and_never_echoed(public, name):
    answer = public.get("/api/v1/networks/zongzhi/grids", params={name: HOSTILE})
    # An unknown parameter is no fault; a known one with this value is.
    assert answer.status_code == (200 if name == "network" else 422)
    assert "DROP TABLE" not in answer.text


def test_a_wrong_method_is_answered_with_the_right_ones(public):
    answer = public.put("/api/v1/info")
    assert answer.status_code == 405
    assert answer.headers["allow"] == "GET"
    assert answer.json()["type"] == "urn:gridgeo:problem:method-not-allowed"


def test_a_body_that_is_no_json_is_malformed(public):
    answer = public.post(
        "/api/v1/session", content=b"{not json", headers={"Content-Type": "application/json"}
    )
    assert answer.status_code == 400
    assert answer.json()["type"] == "urn:gridgeo:problem:malformed"


def test_a_body_of_another_type_is_refused(public):
    answer = public.post("/api/v1/session", content=b"name=a", headers={"Content-Type": "text/xml"})
    assert answer.status_code == 422


def test_a_huge_body_is_refused(public):
    body = b'{"name": "' + b"a" * 2_000_000 + b'"}'
    answer = public.post(
        "/api/v1/session", content=body, headers={"Content-Type": "application/json"}
    )
    assert answer.status_code == 413
    assert answer.headers["content-type"] == "application/problem+json"


def test_a_huge_body_without_a_length_is_refused_too(public):
    chunks = (b"a" * 65_536 for _ in range(40))
    answer = public.post(
        "/api/v1/session", content=chunks, headers={"Content-Type": "application/json"}
    )
    assert answer.status_code == 413


def test_unknown_members_of_a_body_are_named(public):
    body = {"name": "planner", "password": "x", "role": "administrator"}
    answer = public.post("/api/v1/session", json=body)
    assert answer.status_code == 422
    assert answer.json()["field"] == "role"


def test_a_problem_never_repeats_the_value_that_was_sent(public):
    answer = public.post("/api/v1/session", json={"name": "a b", "password": ["secret-value"]})
    assert answer.status_code == 422
    assert "secret-value" not in answer.text
    assert {fault["field"] for fault in answer.json()["errors"]} == {"name", "password"}
