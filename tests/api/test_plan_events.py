"""Plans live: events in order, resumed where they ended, from several processes; presence."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import httpx
import pytest
from sqlalchemy import Engine

from gridgeo.db.session import make_engine, open_session
from gridgeo.services.create_plan import create_plan
from gridgeo.services.plan_operations import OperationKind, operate, undo
from tests.support import small_town
from tests.support.small_town import LEFT

pytestmark = pytest.mark.db
GRID = f"{LEFT}001"


@pytest.fixture(scope="module")
def engine(town_url: str) -> Iterator[Engine]:
    engine = make_engine(town_url)
    with open_session(engine) as session:
        small_town.add_units(session)
    yield engine
    engine.dispose()


@pytest.fixture
def plan(engine: Engine) -> int:
    with open_session(engine) as session:
        return create_plan(session, "zongzhi", effort="fast", keep=1.0).plan_id


@contextmanager
def following(client: httpx.Client, plan: int, last: str | None = None):
    """Open the stream and give a function that reads the next event: kind, id, data."""
    headers = {} if last is None else {"Last-Event-ID": last}
    path = f"/api/v1/plans/{plan}/events"
    with client.stream("GET", path, headers=headers, timeout=30) as stream:
        assert stream.status_code == 200
        assert stream.headers["content-type"].startswith("text/event-stream")
        lines = stream.iter_lines()

        def read(*kinds: str) -> tuple[str, str | None, dict]:
            found: dict[str, str] = {}
            for line in lines:
                name, _, value = line.partition(": ")
                if not line and found.get("event") in kinds:
                    return found["event"], found.get("id"), json.loads(found["data"])
                found = {**found, name: value} if line else {}
            raise AssertionError("the stream ended")

        yield read


def rename(engine: Engine, plan: int, name: str) -> None:
    with open_session(engine) as session:
        wanted = {"grid": GRID, "name": name}
        operate(session, plan, OperationKind.SET_ATTRIBUTES, wanted, actor="planner")


def test_operations_comments_and_steps_are_told_as_they_happen(engine, plan, signed_in):
    planner = signed_in("planner")
    with following(signed_in("leader"), plan) as read:
        rename(engine, plan, "北苑")
        kind, place, told = read("operation")
        assert (kind, place, told["revision"], told["grids"]) == ("operation", "2.0", 2, [GRID])
        assert told["sentence_zh"].startswith("将网格")
        with open_session(engine) as session:
            undo(session, plan)
        assert read("operation")[2]["grids"] == [GRID]
        comment = {"text": "这里", "place": [116.31, 39.91]}
        planner.post(f"/api/v1/plans/{plan}/comments", json=comment)
        assert read("comment")[2]["place"] == [116.31, 39.91]
        seen = {"If-Match": '"3"'}
        assert planner.post(f"/api/v1/plans/{plan}/submit", headers=seen).status_code == 200
        assert read("state")[2]["state"] == "in_review"


def test_who_comes_back_is_told_what_followed(engine, plan, signed_in):
    leader = signed_in("leader")
    for name in ("甲", "乙", "丙"):
        rename(engine, plan, name)
    with following(leader, plan, "2.0") as read:
        assert [read("operation")[1] for _ in range(2)] == ["3.0", "4.0"]
    refused = leader.get(f"/api/v1/plans/{plan}/events", headers={"Last-Event-ID": "x"})
    assert (refused.status_code, refused.json()["field"]) == (422, "Last-Event-ID")
    assert leader.get("/api/v1/plans/999999/events").status_code == 404
    assert leader.head(f"/api/v1/plans/{plan}/events").status_code == 200


def test_many_watchers_are_told_the_same_in_the_same_order(engine, plan, signed_in):
    told: list[list[str]] = []

    def watch(client: httpx.Client) -> None:
        with following(client, plan, "1.0") as read:
            told.append([read("operation")[1] for _ in range(5)])

    watchers = [threading.Thread(target=watch, args=(signed_in("leader"),)) for _ in range(8)]
    for one in watchers:
        one.start()
    for name in "一二三四五":
        rename(engine, plan, name)
    for one in watchers:
        one.join(60)
    assert told == [[f"{number}.0" for number in range(2, 7)]] * 8


def test_people_see_who_edits_what_and_systems_only_how_many(plan, signed_in):
    planner, leader = signed_in("planner"), signed_in("leader")
    path = f"/api/v1/plans/{plan}/presence"
    with following(leader, plan) as read:
        here = planner.put(path, json={"window": "a1", "grid": GRID})
        assert here.json() == {"count": 1, "people": [{"name": "planner", "grid": GRID}]}
        while not (told := read("presence")[2])["count"]:
            pass
        assert told["people"] == [{"name": "planner", "grid": GRID}]
        wanted = {"name": "watch", "scopes": ["admin"]}
        key = signed_in("administrator").post("/api/v1/api-keys", json=wanted).json()["secret"]
        with httpx.Client(base_url=leader.base_url, headers={"X-API-Key": key}) as system:
            with following(system, plan) as read_bare:
                assert read_bare("presence")[2] == {"count": 1, "people": []}
            assert system.put(path, json={"window": "a1"}).status_code == 403
        assert planner.delete(path, params={"window": "a1"}).status_code == 204
        assert read("presence")[2] == {"count": 0, "people": []}
    assert planner.put(path, json={"window": "a1", "grid": "nothing"}).status_code == 404
    assert signed_in("worker").put(path, json={"window": "a1"}).status_code == 403
