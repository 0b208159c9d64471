"""Events over HTTP: found by their point, led through the loop, counted as a grid's work."""

import httpx
import pytest
from sqlalchemy import text

from gridgeo.db.session import make_engine, open_session
from gridgeo.services.events import sweep_photos
from tests.support.small_town import LEFT, RIGHT

pytestmark = pytest.mark.db

GRID = f"{LEFT}001"
YEAR = {"since": "2026-01-10T00:00:00Z", "until": "2099-01-01T00:00:00Z"}


def report(client: httpx.Client, **changed: object) -> dict:
    wanted = {"network": "zongzhi", "lon": 116.305, "lat": 39.91, "kind": "安全隐患", **changed}
    answer = client.post("/api/v1/events", json=wanted)
    assert answer.status_code == 201, answer.text
    return answer.json()


def step(client: httpx.Client, event: dict, name: str, **more: object) -> httpx.Response:
    return client.post(f"/api/v1/events/{event['id']}/steps", json={"step": name, **more})


def led(client: httpx.Client, event: dict, *steps: str, **more: object) -> dict:
    for name in steps:
        answer = step(client, event, name, **more)
        assert answer.status_code == 200, answer.text
        event = answer.json()
    return event


@pytest.fixture
def worker(signed_in) -> str:
    answer = signed_in("administrator").put("/api/v1/workers/W1", json={"name": "员工"})
    assert answer.status_code == 200, answer.text
    return "W1"


def test_the_whole_loop_and_its_log(signed_in, worker) -> None:
    leader = signed_in("leader")
    event = report(signed_in("worker"), urgency=2, photo="photos/1.jpg", address="和平路1号")
    assert (event["grid"], event["area"], event["state"]) == (GRID, LEFT, "collected")
    event = led(leader, event, "file", urgency=1)
    assert event["due_at"] is not None
    community_limit = event["due_at"]
    event = led(leader, event, "escalate", note="需街道协调")
    assert (event["level"], event["state"]) == ("town", "filed")
    assert event["due_at"] > community_limit
    event = led(leader, event, "dispatch", worker=worker)
    event = led(leader, event, "handle", "report_back")
    event = led(leader, event, "reopen", note="现场未清理")
    event = led(leader, event, "handle", "report_back", "close")
    assert event["closed_at"] is not None
    event = led(leader, event, "rate", rating=5)
    assert event["next_steps"] == []
    assert [taken["step"] for taken in event["steps"]] == [
        "file", "escalate", "dispatch", "handle", "report_back", "reopen",
        "handle", "report_back", "close", "rate",
    ]  # fmt: skip
    assert event["steps"][2]["worker"] == worker
    assert signed_in("worker").get(f"/api/v1/events/{event['id']}").json() == event


def test_an_event_outside_of_all_grids_is_taken_and_has_no_grid(signed_in) -> None:
    event = report(signed_in("administrator"), lon=100.0)
    assert (event["grid"], event["network"]) == (None, None)
    assert led(signed_in("administrator"), event, "file")["state"] == "filed"


def test_a_point_on_a_border_belongs_to_the_lowest_code(signed_in) -> None:
    assert report(signed_in("worker"), lon=116.31)["grid"] == GRID


def test_the_same_event_of_another_system_is_taken_once(signed_in) -> None:
    client = signed_in("integrator")
    report(client, external_code="12345-1")
    again = {"network": "zongzhi", "lon": 116.305, "lat": 39.91, "kind": "x"}
    answer = client.post("/api/v1/events", json={**again, "external_code": "12345-1"})
    assert answer.status_code == 409


def test_lists_counts_and_limits_of_a_network(signed_in) -> None:
    leader = signed_in("leader")
    limits = {"hours": [1e-6, 24, 72, 168, 360], "level_factor": [1, 1.5, 2]}
    assert leader.put("/api/v1/events/limits/fangyi", json=limits).status_code == 200
    event = led(leader, report(leader, network="fangyi"), "file", urgency=1)
    late = leader.get("/api/v1/events", params={"network": "fangyi", "overdue": True}).json()
    assert [row["id"] for row in late["items"]] == [event["id"]]
    elsewhere = leader.get("/api/v1/events", params={"area": RIGHT}).json()
    assert elsewhere == {"items": [], "next": None}
    first = leader.get("/api/v1/events", params={"limit": 1}).json()
    assert first["items"][0]["id"] == event["id"]
    second = leader.get("/api/v1/events", params={"limit": 1, "cursor": first["next"]}).json()
    assert second["items"][0]["id"] < event["id"]
    counts = leader.get("/api/v1/events/counts", params={"network": "fangyi", **YEAR}).json()
    assert counts["items"] == [
        {"grid": f"{LEFT}901", "area": LEFT, "events": 1, "open": 1, "closed": 0,
         "closed_in_time": 0, "late": 1}
    ]  # fmt: skip
    led(leader, event, "dismiss", note="误报")
    assert (
        leader.get("/api/v1/events/counts", params={"network": "fangyi", **YEAR}).json()["items"]
        == []
    )


@pytest.mark.parametrize(
    ("name", "more", "status"),
    [
        ("close", {}, 409),
        ("dispatch", {}, 422),  # nobody named; the step itself would not follow either
        ("dismiss", {}, 422),
        ("file", {"urgency": 9}, 422),
        ("walk", {}, 422),
    ],
)
def test_a_step_that_does_not_follow_or_lacks_something_changes_nothing(
    signed_in, name, more, status
) -> None:
    leader = signed_in("leader")
    event = report(leader)
    assert step(leader, event, name, **more).status_code == status
    assert leader.get(f"/api/v1/events/{event['id']}").json() == event


@pytest.mark.parametrize(
    "changed",
    [{"lon": 999}, {"kind": ""}, {"urgency": 0}, {"reported_at": "2099-01-01T00:00:00Z"}],
)
def test_what_cannot_be_an_event_is_refused(signed_in, changed) -> None:
    wanted = {"network": "zongzhi", "lon": 116.305, "lat": 39.91, "kind": "x", **changed}
    assert signed_in("worker").post("/api/v1/events", json=wanted).status_code == 422


def test_planners_lead_no_event(signed_in) -> None:
    event = report(signed_in("planner"))
    assert step(signed_in("planner"), event, "file").status_code == 403
    assert signed_in("integrator").get("/api/v1/events").status_code == 403


PICTURES = {
    "image/png": bytes.fromhex(
        "89504e470d0a1a0a0000000d494844520000000100000001080600000"
        "01f15c4890000000a49444154789c63000100000500010d0a2db40000000049454e44ae426082"
    ),
    "image/jpeg": b"\xff\xd8\xff\xe0" + b"picture" * 9 + b"\xff\xd9",
    "image/webp": b"RIFF" + (36).to_bytes(4, "little") + b"WEBP" + bytes(32),
}


@pytest.mark.parametrize("media", sorted(PICTURES))
def test_a_photograph_is_kept_for_who_may_see_the_event(signed_in, media) -> None:
    """It is known by what it holds: each is sent under a wrong name here."""
    worker = signed_in("worker")
    event = report(worker)
    address = f"/api/v1/events/{event['id']}/photo"
    assert signed_in("leader").get(address).status_code == 404
    wrong = {"content-type": "text/html"}
    sent = worker.put(address, content=PICTURES[media], headers=wrong)
    assert sent.status_code == 200, sent.text
    assert sent.json()["photo"].startswith("photos/")
    seen = signed_in("leader").get(address)
    assert seen.content == PICTURES[media]
    assert seen.headers["content-type"] == media
    assert seen.headers["x-content-type-options"] == "nosniff"
    assert signed_in("integrator").get(address).status_code == 403
    assert signed_in("integrator").put(address, content=PICTURES[media]).status_code == 403
    assert httpx.get(f"{worker.base_url}{address}").status_code == 401


@pytest.mark.parametrize(
    ("body", "status", "says"),
    [
        (b"<script>alert(1)</script>", 422, "JPEG, PNG or WebP"),
        (PICTURES["image/png"][:-9], 422, "ends in the middle"),
        (PICTURES["image/webp"][:-9], 422, "ends in the middle"),
        (b"\xff\xd8\xff" + bytes(8_000_001), 413, ""),
    ],
)
def test_what_is_no_photograph_is_refused_and_says_why(signed_in, body, status, says) -> None:
    worker = signed_in("worker")
    event = report(worker)
    answer = worker.put(f"/api/v1/events/{event['id']}/photo", content=body)
    assert answer.status_code == status, answer.text
    assert says in answer.text
    assert worker.get(f"/api/v1/events/{event['id']}").json()["photo"] is None


def test_a_photograph_of_which_no_event_tells_any_more_is_swept(
    signed_in, town_url, closed_folder
) -> None:
    worker = signed_in("worker")
    kept, gone = (
        worker.put(f"/api/v1/events/{report(worker)['id']}/photo", content=PICTURES["image/png"])
        for _ in range(2)
    )
    engine = make_engine(town_url)
    with open_session(engine) as session:
        told = {"id": gone.json()["id"]}
        session.execute(text("UPDATE events SET photo = NULL WHERE id = :id"), told)
        assert sweep_photos(session, closed_folder) == 1
    engine.dispose()
    assert worker.get(f"/api/v1/events/{gone.json()['id']}/photo").status_code == 404
    assert worker.get(f"/api/v1/events/{kept.json()['id']}/photo").status_code == 200
