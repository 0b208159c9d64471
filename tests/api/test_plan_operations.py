"""Operations over HTTP: revisions, undo by anybody entitled, branches, comparisons, rebases."""

from collections.abc import Iterator

import httpx
import pytest
from sqlalchemy import Engine

from gridgeo.db.session import make_engine, open_session
from gridgeo.services.create_plan import create_plan
from gridgeo.services.plan_operations import OperationKind, operate
from gridgeo.services.publish_plan import publish_plan
from tests.support import small_town
from tests.support.plan_bits import bits
from tests.support.small_town import LEFT, RIGHT

pytestmark = pytest.mark.db

GRIDS = [f"{LEFT}001", f"{LEFT}002"]


@pytest.fixture(scope="module")
def engine(town_url: str) -> Iterator[Engine]:
    engine = make_engine(town_url)
    with open_session(engine) as session:
        small_town.add_units(session)
        small_town.add_scoped_planner(session, "left-only", LEFT)
    yield engine
    engine.dispose()


@pytest.fixture
def plan(engine: Engine) -> int:
    """A new draft: every community in its published strips."""
    with open_session(engine) as session:
        return create_plan(session, "zongzhi", effort="fast", keep=1.0).plan_id


def send(
    client: httpx.Client, plan: int, body: dict, revision: int | None = 1, **query
) -> httpx.Response:
    headers = {} if revision is None else {"If-Match": f'"{revision}"'}
    return client.post(f"/api/v1/plans/{plan}/operations", json=body, headers=headers, params=query)


def step(client: httpx.Client, plan: int, verb: str, revision: int, body=None) -> httpx.Response:
    headers = {"If-Match": f'"{revision}"'}
    return client.post(f"/api/v1/plans/{plan}/{verb}", headers=headers, json=body)


def codes(client: httpx.Client, plan: int) -> list[str]:
    return [grid["code"] for grid in client.get(f"/api/v1/plans/{plan}").json()["grid_list"]]


def test_an_operation_answers_with_the_next_revision_and_what_changed(plan, signed_in):
    planner = signed_in("planner")
    seen = planner.get(f"/api/v1/plans/{plan}")
    assert seen.headers["etag"] == '"1"'
    body = {"kind": "split", "grid": GRIDS[0], "count": 2}
    shown = send(planner, plan, body, None, dry_run=True)
    answer = send(planner, plan, body)
    assert answer.status_code == 200, answer.text
    assert answer.headers["etag"] == '"2"'
    told = answer.json()
    assert told["operation"]["actor"] == "planner"
    assert told["operation"]["sentence"].startswith(f"Split grid {GRIDS[0]} into 2")
    assert told["operation"]["sentence_zh"].startswith(f"将网格 {GRIDS[0]} 拆分为 2 个")
    assert {grid["change"] for grid in told["grids"]} == {"changed", "new"}
    for part in ("grids", "findings", "handover"):
        assert shown.json()[part] == told[part]
    assert (shown.json()["revision"], told["revision"]) == (1, 2)


def test_a_write_must_say_what_it_has_seen(plan, signed_in):
    planner = signed_in("planner")
    answer = send(planner, plan, {"kind": "merge", "grids": GRIDS}, None)
    assert (answer.status_code, answer.json()["field"]) == (428, "If-Match")
    headers = {"If-Match": "W/x"}
    answer = planner.post(f"/api/v1/plans/{plan}/undo", headers=headers)
    assert (answer.status_code, answer.json()["field"]) == (422, "If-Match")


def test_who_comes_late_gets_412_with_what_changed_and_may_rebase(plan, signed_in):
    planner, reviewer = signed_in("planner"), signed_in("reviewer")
    assert send(planner, plan, {"kind": "split", "grid": GRIDS[0]}).status_code == 200
    late = {"kind": "split", "grid": f"{RIGHT}001"}
    answer = send(reviewer, plan, late)
    assert answer.status_code == 412
    assert answer.headers["etag"] == '"2"'
    problem = answer.json()
    assert problem["type"] == "urn:gridgeo:problem:outdated"
    assert problem["revision"] == 2
    assert [(one["kind"], one["actor"]) for one in problem["changes"]] == [("split", "planner")]
    assert send(reviewer, plan, late, 1, rebase=True).json()["revision"] == 3
    clash = {"kind": "merge", "grids": GRIDS}
    assert send(reviewer, plan, clash, 1, rebase=True).status_code == 412


def test_anybody_entitled_undoes_and_redoes_and_the_log_tells(plan, signed_in, engine):
    planner, reviewer = signed_in("planner"), signed_in("reviewer")
    with open_session(engine) as session:
        start = bits(session, plan)
    send(planner, plan, {"kind": "merge", "grids": GRIDS})
    with open_session(engine) as session:
        end = bits(session, plan)
    undone = step(reviewer, plan, "undo", 2)
    assert undone.status_code == 200, undone.text
    with open_session(engine) as session:
        assert bits(session, plan) == start
    assert step(planner, plan, "redo", 3).json()["revision"] == 4
    with open_session(engine) as session:
        assert bits(session, plan) == end
    assert step(planner, plan, "jump", 4, {"sequence": 1}).json()["revision"] == 5
    with open_session(engine) as session:
        assert bits(session, plan) == start
    log = reviewer.get(f"/api/v1/plans/{plan}/operations", params={"limit": 2}).json()
    assert [one["kind"] for one in log["items"]] == ["undo", "redo"]
    rest = reviewer.get(f"/api/v1/plans/{plan}/operations", params={"cursor": log["next"]}).json()
    assert [(one["kind"], one["actor"]) for one in rest["items"]] == [
        ("undo", "reviewer"), ("merge", "planner"), ("auto_plan", "system"),
    ]  # fmt: skip
    assert rest["items"][1]["undone_at"] is not None
    assert step(planner, plan, "undo", 5).status_code == 409
    assert step(planner, plan, "jump", 5, {"sequence": 77}).status_code == 422


def test_a_planner_of_one_community_does_not_change_a_plan_of_two(plan, signed_in):
    client = signed_in("left-only")
    assert send(client, plan, {"kind": "merge", "grids": GRIDS}).status_code == 403
    assert step(client, plan, "undo", 1).status_code == 403
    assert client.post(f"/api/v1/plans/{plan}/branch", json={}).status_code == 403
    assert send(signed_in("leader"), plan, {"kind": "merge", "grids": GRIDS}).status_code == 403


def test_a_plan_is_compared_with_what_is_published(plan, signed_in):
    planner = signed_in("planner")
    address = f"/api/v1/plans/{plan}/compare"
    assert planner.get(address).json() == {
        "plan_id": plan,
        "version": 1,
        "same": 4,
        "grids": [],
        "units": [],
        "handover": {"households": 0, "persons": 0, "moves": []},
    }
    done = send(planner, plan, {"kind": "merge", "grids": GRIDS}).json()
    compared = planner.get(address).json()
    assert compared["same"] == 2
    assert compared["handover"]["moves"] == done["handover"]["moves"]
    kept, gone = (
        next(g for g in compared["grids"] if g["change"] == c) for c in ("changed", "gone")
    )
    assert {kept["code"], gone["code"]} == set(GRIDS)
    assert (kept["households_before"], kept["households_after"]) == (400, 800)
    assert (gone["units_before"], gone["units_after"]) == (8, None)
    assert len(compared["units"]) == 8


def test_a_branch_goes_on_by_itself_and_can_be_compared(plan, signed_in, engine):
    planner = signed_in("planner")
    send(planner, plan, {"kind": "split", "grid": GRIDS[0], "count": 2})
    made = planner.post(f"/api/v1/plans/{plan}/branch", json={"name": "另一方案"})
    assert made.status_code == 201, made.text
    other, revision = made.json()["plan_id"], made.json()["revision"]
    assert planner.get(made.headers["location"]).json()["name"] == "另一方案"
    with open_session(engine) as session:
        assert bits(session, other) == bits(session, plan)
    done = send(planner, other, {"kind": "merge", "grids": GRIDS}, revision).json()
    address = f"/api/v1/plans/{plan}/compare/{other}"
    compared = planner.get(address).json()
    assert compared["handover"]["moves"] == done["handover"]["moves"]
    assert {grid["code"] for grid in compared["grids"]} == set(GRIDS)
    assert len(compared["units"]) == sum(move["units"] for move in done["handover"]["moves"])
    assert planner.get(f"/api/v1/plans/{other}/compare/{other}").json()["grids"] == []
    step(planner, other, "undo", done["revision"])
    assert planner.get(address).json()["grids"] == []
    assert step(planner, other, "undo", done["revision"] + 1).status_code == 200
    assert len(codes(planner, plan)) == 5
    assert len(codes(planner, other)) == 4


def test_a_draft_whose_base_was_published_over_is_rebased_grid_by_grid(plan, signed_in, engine):
    planner = signed_in("planner")
    west = [f"{LEFT}-{row * 4:02d}" for row in range(4)]  # the westernmost column
    east = [f"{LEFT}-{row * 4 + 3:02d}" for row in range(4)]  # the easternmost one
    with open_session(engine) as session:
        theirs = create_plan(session, "zongzhi", effort="fast", keep=1.0).plan_id
        operate(session, theirs, OperationKind.DRAW, {"units": [*west[:2], f"{LEFT}-01"]})
        operate(session, theirs, OperationKind.REASSIGN,
                {"units": [f"{LEFT}-06"], "grid": GRIDS[0]})  # fmt: skip
        operate(session, theirs, OperationKind.SET_ATTRIBUTES,
                {"grid": f"{LEFT}003", "reason": "待建小区"})  # fmt: skip
        version = publish_plan(session, theirs).version
    send(planner, plan, {"kind": "draw", "units": west[:1]})
    send(planner, plan, {"kind": "draw", "units": east[3:]}, 2)
    assert step(planner, plan, "rebase", 3, {"choices": {"x": "ours"}}).status_code == 422
    shown = step(planner, plan, "rebase", 3, {}).json()
    assert (shown["answer"], shown["revision"]) == (None, 3)
    [conflict] = shown["conflicts"]
    assert (conflict["code"], conflict["units"]) == (GRIDS[0], west[:1])
    done = step(planner, plan, "rebase", 3, {"choices": {GRIDS[0]: "theirs"}}).json()
    assert (done["conflicts"], done["base_version"]) == ([], version)
    grids = {grid["code"]: grid for grid in
             planner.get(f"/api/v1/plans/{plan}").json()["grid_list"]}  # fmt: skip
    assert grids[GRIDS[0]]["units"] == 8 - 3 + 1
    assert grids[GRIDS[1]]["units"] == 8 - 1 - 1
    again = step(planner, plan, "rebase", 4, {})
    assert (again.status_code, again.json()["type"]) == (409, "urn:gridgeo:problem:refused")
    assert step(planner, plan, "undo", 4).status_code == 200
    assert planner.get(f"/api/v1/plans/{plan}").json()["base_version"] == version - 1


@pytest.mark.parametrize(
    ("body", "status", "field"),
    [
        ({"kind": "explode"}, 422, None),
        ({"kind": "split", "grid": "nothing"}, 404, "grid"),
        ({"kind": "split", "grid": GRIDS[0], "count": 1}, 422, "split.count"),
        ({"kind": "merge", "grids": []}, 422, "merge.grids"),
        ({"kind": "reassign", "grid": GRIDS[0]}, 422, "units"),
        ({"kind": "draw", "units": ["a\x00b"]}, 422, "draw.units.0"),
        (
            {"kind": "split_by_line", "grid": GRIDS[0],
             "line": {"type": "LineString", "coordinates": [[200, 0], [0, 0]]}},
            422, "split_by_line.line.coordinates.0.0",
        ),
        ({"kind": "auto_plan", "area": "110199009009"}, 404, "area"),
    ],
)  # fmt: skip
def test_what_cannot_be_done_is_a_problem(plan, signed_in, body, status, field):
    answer = send(signed_in("planner"), plan, body)
    assert answer.status_code == status, answer.text
    if field is not None:
        assert answer.json()["field"] == field


def test_the_same_key_is_done_once(plan, signed_in):
    planner = signed_in("planner")
    planner.headers.update({"Idempotency-Key": f"split-{plan}", "If-Match": '"1"'})
    address = f"/api/v1/plans/{plan}/operations"
    first = planner.post(address, json={"kind": "split", "grid": GRIDS[0]})
    again = planner.post(address, json={"kind": "split", "grid": GRIDS[0]})
    assert first.status_code == again.status_code == 200
    assert again.json() == first.json()
    assert again.headers["idempotency-replayed"] == "true"
    assert again.headers["etag"] == '"2"'
