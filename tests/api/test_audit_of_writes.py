"""Every route that writes leaves a line in the audit log: by construction, and by doing it."""

import importlib
import pkgutil
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import httpx
import pytest
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute
from sqlalchemy import Engine, text

import api.routers
from api.deps import FLEETING, SAFE_METHODS, get_session
from gridgeo.db.session import make_engine, open_session
from gridgeo.services.create_plan import create_plan
from tests.support import small_town
from tests.support.small_town import LEFT, RIGHT

pytestmark = pytest.mark.db

# These have a session of their own: the first is a question, the others log for themselves.
APART = {"locate_batch", "sign_in", "send_tracks"}
GRID = f"{LEFT}001"
YEAR = datetime.now(UTC).year
DAY = (datetime.now(UTC) + timedelta(days=9)).isoformat()
# Done one after the other by the administrator: method, path, body, the line that it leaves.
# ``{plan}`` is a draft, ``{0}``, ``{1}`` … the id that the write of that row answered.
WRITES = (
    ("post", "/api-keys", {"name": "feed", "scopes": ["admin"]}, "create"),
    ("delete", "/api-keys/{0}", None, "revoke"),
    ("post", "/users", {"login": "wang", "password": "twelve letters", "grants": []}, "create"),
    ("put", "/users/{2}/grants", {"grants": [{"role": "worker"}]}, "set_grants"),
    ("post", "/plans", {"network": "zongzhi", "areas": [LEFT]}, "create_plan"),
    ("post", "/plans/{plan}/operations", {"kind": "lock", "grids": [GRID]}, "lock"),
    ("post", "/plans/{plan}/branch", {"name": "分支"}, "branch"),
    ("post", "/plans/{plan}/check", None, "check_plan"),
    ("post", "/plans/{plan}/comments", {"text": "这里"}, "comment"),
    ("post", "/networks", {"code": "dangjian", "name": "党建"}, "define"),
    ("patch", "/networks/dangjian", {"name": "党建网格"}, "change"),
    ("put", "/networks/zongzhi/review-rules", {"four_eyes": False}, "set_review_rules"),
    ("post", "/crosswalks", {"a": {"network": "zongzhi"}, "b": {"network": "fangyi"}},
     "create_crosswalk"),
    ("post", "/repairs", {"network": "zongzhi"}, "create_repair"),
    ("put", "/workers/W1", {"name": "王"}, "add"),
    ("post", "/postings", {"worker": "W1", "network": "zongzhi", "grid": GRID, "role": "worker"},
     "post"),
    ("post", "/leaves", {"worker": "W1", "kind": "annual", "since": DAY}, "note"),
    ("put", "/assessments/zongzhi/rules",
     {"criteria": [{"measure": "visits", "weight": 1, "target": 1}]}, "set"),
    ("put", "/networks/zongzhi/patrols/rules", {"own": {}}, "set_patrol_rules"),
    ("delete", f"/households/H{RIGHT}-00", None, "erase"),
    ("delete", "/session", None, "sign_out"),
)  # fmt: skip


@pytest.fixture(scope="module")
def engine(town_url: str) -> Iterator[Engine]:
    engine = make_engine(town_url)
    yield engine
    engine.dispose()


@pytest.fixture(scope="module")
def plan(engine: Engine) -> int:
    with open_session(engine) as session:
        small_town.add_units(session)
        return create_plan(session, "zongzhi", effort="fast", keep=1.0).plan_id


def write_routes() -> Iterator[APIRoute]:
    for module in pkgutil.iter_modules(api.routers.__path__):
        router = getattr(importlib.import_module(f"api.routers.{module.name}"), "router", None)
        for route in getattr(router, "routes", ()):
            if isinstance(route, APIRoute) and not route.methods <= SAFE_METHODS:
                yield route


def calls(dependant: Dependant) -> Iterator[object]:
    yield dependant.call
    for one in dependant.dependencies:
        yield from calls(one)


def test_every_write_of_the_document_goes_through_the_session_that_logs_it(public: httpx.Client):
    logged = {one.operation_id for one in write_routes() if get_session in calls(one.dependant)}
    paths = public.get("/api/v1/openapi.json").json()["paths"].values()
    writes = {
        operation["operationId"]
        for methods in paths
        for method, operation in methods.items()
        if method.upper() not in SAFE_METHODS
    }
    assert writes - logged == APART
    assert writes >= FLEETING


def test_what_was_written_is_a_line_of_the_log(engine: Engine, plan: int, signed_in):
    client = signed_in("administrator")
    answered: list[object] = []
    for method, path, body, line in WRITES:
        before = last_entry(engine)
        address = path.replace("{plan}", str(plan)).format(*answered)
        headers = {"If-Match": '"1"'} if path.endswith("/operations") else {}
        answer = client.request(method, f"/api/v1{address}", json=body, headers=headers)
        assert answer.is_success, (path, answer.text)
        answered.append(answer.json().get("id") if answer.content else None)
        lines = entries_after(engine, before)
        assert [one.action for one in lines][-1:] == [line], (path, lines)
        assert {one.actor for one in lines} == {"administrator"}


def test_refusals_questions_and_beats_leave_no_line(engine: Engine, plan: int, signed_in):
    client = signed_in("planner")
    before = last_entry(engine)
    refused = client.post(f"/api/v1/plans/{plan}/comments", json={"text": ""})
    assert refused.status_code == 422
    assert client.post("/api/v1/users", json={}).status_code in (403, 422)
    beat = client.put(f"/api/v1/plans/{plan}/presence", json={"window": "a"})
    assert beat.status_code == 200
    points = {"points": [{"lon": 116.31, "lat": 39.91}]}
    assert client.post("/api/v1/locate/batch", json=points).is_success
    assert entries_after(engine, before) == []


def last_entry(engine: Engine) -> int:
    with open_session(engine) as session:
        return session.scalar(text("SELECT coalesce(max(id), 0) FROM audit_log"))


def entries_after(engine: Engine, number: int) -> list:
    statement = text("SELECT actor, action FROM audit_log WHERE id > :number ORDER BY id")
    with open_session(engine) as session:
        return session.execute(statement, {"number": number}).all()
