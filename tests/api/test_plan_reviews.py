"""Reviews over HTTP: steps by role, four eyes, comments, publication on a date."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest
from sqlalchemy import Engine, text

from gridgeo.db.repositories.audit import first_broken_entry
from gridgeo.db.session import make_engine, open_session
from gridgeo.services.create_plan import create_plan
from gridgeo.services.plan_operations import OperationKind, operate
from tests.support import small_town
from tests.support.finish_jobs import finish_jobs
from tests.support.reviewed import review_plan
from tests.support.small_town import LEFT, RIGHT

pytestmark = pytest.mark.db
GRID = f"{LEFT}001"
RULES = "/api/v1/networks/zongzhi/review-rules"


@pytest.fixture(scope="module")
def engine(town_url: str) -> Iterator[Engine]:
    engine = make_engine(town_url)
    with open_session(engine) as session:
        small_town.add_units(session)
        small_town.add_scoped_planner(session, "left-only", LEFT)
    yield engine
    engine.dispose()


@pytest.fixture
def plan(engine: Engine) -> str:
    """Address of a new draft by the planner."""
    with open_session(engine) as session:
        made = create_plan(session, "zongzhi", effort="fast", keep=1.0, actor="planner")
    return f"/api/v1/plans/{made.plan_id}"


def rename(engine: Engine, address: str, name: str, actor: str) -> None:
    with open_session(engine) as session:
        wanted = {"grid": GRID, "name": name}
        number = int(address.rsplit("/", 1)[1])
        operate(session, number, OperationKind.SET_ATTRIBUTES, wanted, actor=actor)


def take(client: httpx.Client, plan: str, step: str, body=None, revision=1) -> httpx.Response:
    headers = {"If-Match": f'"{revision}"'} if step in ("submit", "approve") else {}
    return client.post(f"{plan}/{step}", json=body, headers=headers)


def state(client: httpx.Client, plan: str) -> str:
    return client.get(f"{plan}/review").json()["state"]


def test_a_plan_goes_from_draft_to_publication(engine, plan, signed_in):
    planner, reviewer = signed_in("planner"), signed_in("reviewer")
    rename(engine, plan, "北苑网格", "planner")
    assert reviewer.post(f"{plan}/publish", json={}).status_code == 409  # nobody approved it
    outdated = take(planner, plan, "submit")
    assert outdated.status_code == 412
    assert outdated.json()["changes"][0]["kind"] == "set_attributes"
    submitted = take(planner, plan, "submit", {"reason": "请审"}, 2)
    assert submitted.status_code == 200, submitted.text
    assert (submitted.json()["state"], submitted.json()["sentence_zh"]) == (
        "in_review",
        "提交审核：请审",
    )
    edit = {"kind": "set_attributes", "grid": GRID, "name": "南苑网格"}
    headers = {"If-Match": '"2"'}
    assert planner.post(f"{plan}/operations", json=edit, headers=headers).status_code == 409
    assert take(planner, plan, "approve", None, 2).status_code == 403
    assert take(reviewer, plan, "approve", None, 2).json()["state"] == "approved"
    assert planner.post(f"{plan}/publish", json={}).status_code == 403
    assert reviewer.post(f"{plan}/publish", json={}).status_code == 200
    review = planner.get(f"{plan}/review").json()
    assert [step["kind"] for step in review["steps"]] == ["submit", "approve", "publish"]
    assert not any(step["allowed"] for step in review["may"])
    with open_session(engine) as session:
        assert first_broken_entry(session) is None
        actions = session.scalars(
            text("SELECT action FROM audit_log WHERE object_key = :key ORDER BY id"),
            {"key": plan.rsplit("/", 1)[1]},
        ).all()
    assert actions[-3:] == ["submit", "approve", "publish"]


def test_who_had_a_part_in_a_plan_does_not_approve_it(engine, plan, signed_in):
    reviewer, administrator = signed_in("reviewer"), signed_in("administrator")
    rename(engine, plan, "中苑网格", "reviewer")
    assert take(signed_in("planner"), plan, "submit", None, 2).status_code == 200
    refused = take(reviewer, plan, "approve", None, 2)
    assert refused.status_code == 403
    assert "somebody else" in refused.json()["detail"]
    leave = {one["step"]: one for one in reviewer.get(f"{plan}/review").json()["may"]}
    assert not leave["approve"]["allowed"]
    assert "须由他人审核" in leave["approve"]["why_zh"]
    assert leave["send_back"]["allowed"]
    assert take(administrator, plan, "approve", None, 2).status_code == 200


def test_an_edit_by_key_is_one_of_its_owner(engine, plan, signed_in):
    administrator = signed_in("administrator")
    wanted = {"name": "robot", "scopes": ["admin"]}
    key = administrator.post("/api/v1/api-keys", json=wanted)
    assert key.status_code == 201, key.text
    rename(engine, plan, "内苑网格", "key:robot")
    assert take(signed_in("planner"), plan, "submit", None, 2).status_code == 200
    assert take(administrator, plan, "approve", None, 2).status_code == 403
    headers = {"X-API-Key": key.json()["secret"], "If-Match": '"2"'}
    with httpx.Client(base_url=administrator.base_url) as robot:
        refused = robot.post(f"{plan}/approve", headers=headers)
    assert (refused.status_code, "not by a key" in refused.json()["detail"]) == (403, True)


def test_a_plan_is_sent_back_with_reasons_and_comes_again(plan, signed_in):
    planner, reviewer = signed_in("planner"), signed_in("reviewer")
    take(planner, plan, "submit")
    refused = take(reviewer, plan, "send-back", {})
    assert (refused.status_code, refused.json()["field"]) == (422, "reason")
    back = take(reviewer, plan, "send-back", {"reason": "跨过铁路"}).json()
    assert (back["state"], back["sentence_zh"]) == ("draft", "退回修改：跨过铁路")
    assert take(planner, plan, "submit").status_code == 200
    assert take(reviewer, plan, "reject", {"reason": "不需要"}).json()["state"] == "rejected"
    assert take(planner, plan, "reopen").json()["state"] == "draft"
    assert take(planner, plan, "withdraw").json()["state"] == "withdrawn"
    assert take(planner, plan, "withdraw").status_code == 409


def test_the_rules_of_a_network_are_a_setting(plan, signed_in):
    administrator, reviewer = signed_in("administrator"), signed_in("reviewer")
    usual = reviewer.get(RULES).json()
    assert (usual["four_eyes"], usual["approval"]) == (True, True)
    assert reviewer.put(RULES, json=usual).status_code == 403
    try:
        free = usual | {"approval": False, "publish": ["administrator"]}
        assert administrator.put(RULES, json=free).status_code == 200
        assert reviewer.post(f"{plan}/publish", json={}).status_code == 403
        assert take(reviewer, plan, "withdraw").status_code == 200
        assert administrator.put(RULES, json={"publish": ["worker"]}).status_code == 422
    finally:
        assert administrator.put(RULES, json=usual).status_code == 200


def test_comments_are_pinned_answered_and_resolved(plan, signed_in):
    leader, planner = signed_in("leader"), signed_in("planner")
    comments = f"{plan}/comments"
    place = {"text": "新路", "place": [116.31, 39.91]}
    first = leader.post(comments, json=place)
    assert first.status_code == 201, first.text
    assert first.json()["place"] == [116.31, 39.91]
    second = leader.post(comments, json={"text": "太大", "grid": GRID}).json()
    thread = f"{comments}/{second['number']}"
    assert planner.post(f"{thread}/replies", json={"text": "已拆分"}).status_code == 201
    assert planner.put(f"{thread}/resolution").json()["kind"] == "resolve"
    assert planner.put(f"{thread}/resolution").status_code == 409
    assert planner.get(f"{plan}/review").json()["open_comments"] == 1
    items = planner.get(comments, params={"resolved": True}).json()["items"]
    assert [(one["grid"], one["resolved_by"]) for one in items] == [(GRID, "planner")]
    assert [one["text"] for one in items[0]["replies"]] == ["已拆分"]
    assert planner.delete(f"{thread}/resolution").status_code == 200
    assert len(planner.get(comments, params={"resolved": False}).json()["items"]) == 2


def test_a_comment_on_what_the_plan_does_not_have_is_refused(plan, signed_in):
    leader = signed_in("leader")
    for wanted, status, field in (
        ({"text": "?", "grid": "nothing"}, 404, "grid"),
        ({"text": "?", "place": [0, 0]}, 422, "place"),
        ({"text": "  "}, 422, "text"),
    ):
        answer = leader.post(f"{plan}/comments", json=wanted)
        assert (answer.status_code, answer.json()["field"]) == (status, field)
    assert leader.put(f"{plan}/comments/9/resolution").status_code == 404
    assert signed_in("worker").post(f"{plan}/comments", json={"text": "?"}).status_code == 403
    elsewhere = signed_in("left-only")
    assert elsewhere.post(f"{plan}/comments", json={"text": "?"}).status_code == 403
    assert take(elsewhere, plan, "submit").status_code == 403  # it covers more than their task


def due(engine: Engine) -> None:
    """Let the date of what waits have come."""
    with open_session(engine) as session:
        session.execute(text("UPDATE jobs SET available_at = now() WHERE kind = 'publish_plan'"))


def test_a_plan_is_published_on_its_date(engine, plan, signed_in, town_url, tmp_path: Path):
    planner, reviewer = signed_in("planner"), signed_in("reviewer")
    rename(engine, plan, "东苑网格", "planner")
    review_plan(signed_in, plan)
    tomorrow = datetime.now(UTC) + timedelta(days=1)
    past = {"publish_at": "2020-01-01T00:00:00Z"}
    assert reviewer.put(f"{plan}/schedule", json=past).json()["field"] == "publish_at"
    for moment in (tomorrow, tomorrow + timedelta(hours=1)):
        wanted = {"publish_at": moment.isoformat()}
        assert planner.put(f"{plan}/schedule", json=wanted).status_code == 403
        assert reviewer.put(f"{plan}/schedule", json=wanted).status_code == 200
    finish_jobs(town_url, tmp_path)
    assert state(planner, plan) == "approved"  # the date has not come
    due(engine)
    finish_jobs(town_url, tmp_path)
    assert state(planner, plan) == "published"


def test_a_date_is_taken_back(engine, plan, signed_in, town_url, tmp_path: Path):
    reviewer = signed_in("reviewer")
    rename(engine, plan, "西苑网格", "planner")
    review_plan(signed_in, plan)
    assert reviewer.delete(f"{plan}/schedule").status_code == 409
    wanted = {"publish_at": (datetime.now(UTC) + timedelta(days=1)).isoformat()}
    assert reviewer.put(f"{plan}/schedule", json=wanted).status_code == 200
    assert reviewer.delete(f"{plan}/schedule").status_code == 200
    due(engine)
    finish_jobs(town_url, tmp_path)
    assert state(reviewer, plan) == "approved"


def test_a_refusal_on_the_date_is_told_and_the_plan_stays(
    engine, plan, signed_in, town_url, tmp_path: Path
):
    reviewer = signed_in("reviewer")
    rename(engine, plan, "旧网格", "planner")
    review_plan(signed_in, plan)
    wanted = {"publish_at": (datetime.now(UTC) + timedelta(days=1)).isoformat()}
    assert reviewer.put(f"{plan}/schedule", json=wanted).status_code == 200
    with open_session(engine) as session:
        session.execute(
            text("UPDATE units SET superseded_at = now() WHERE code = :code"),
            {"code": f"{RIGHT}-15"},
        )
    try:
        due(engine)
        finish_jobs(town_url, tmp_path)
        review = reviewer.get(f"{plan}/review").json()
    finally:
        with open_session(engine) as session:
            session.execute(text("UPDATE units SET superseded_at = NULL"))
    assert (review["state"], review["publish_at"]) == ("approved", None)
    assert review["steps"][-1]["kind"] == "publish_failed"
    assert f"{RIGHT}-15" in review["steps"][-1]["text"]


@pytest.mark.parametrize("step", ["submit", "approve", "withdraw", "reopen", "schedule"])
def test_a_plan_beyond_ones_task_tells_nothing_by_its_refusals(plan, signed_in, step):
    """Neither its state nor, to an old revision, what others did in it."""
    send = signed_in("left-only")
    path = f"{plan}/{step}"
    old = {"If-Match": '"0"'}
    if step == "schedule":
        answer = send.delete(path, headers=old)
    else:
        answer = send.post(path, json={"reason": "why"}, headers=old)
    assert answer.status_code == 403, answer.text
    assert "changes" not in answer.json()


def test_who_has_a_plan_open_is_told_to_those_alone_who_may_read_it(plan, signed_in):
    path, window = f"{plan}/presence", {"window": "w"}
    assert signed_in("left-only").put(path, json=window).status_code == 403
    assert signed_in("leader").put(path, json=window).status_code == 200
