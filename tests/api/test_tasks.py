"""Tasks over HTTP: reserved grids that fill up, suspended grids; each with a way that works."""

from collections.abc import Iterator

import geopandas as gpd
import pytest
import shapely
from sqlalchemy import Engine, text
from sqlalchemy.orm import Session

from gridgeo.db.repositories.grids import published_grids
from gridgeo.db.session import make_engine, open_session
from gridgeo.domain.errors import RefusedError
from gridgeo.services.create_plan import create_plan
from gridgeo.services.import_network import import_network
from gridgeo.services.plan_operations import OperationKind, operate, redo, undo
from gridgeo.services.publish_plan import publish_plan
from tests.support import small_town
from tests.support.plan_bits import bits
from tests.support.small_town import LEFT, NORTH, RIGHT, SOUTH, WEST, box

pytestmark = pytest.mark.db
FULL, BESIDE, WAITING = f"{LEFT}001", f"{LEFT}002", f"{RIGHT}002"
TASKS = "/api/v1/networks/zongzhi/tasks"
TRIGGERS = """
    SELECT g.code, v.trigger_count FROM grid_versions AS v JOIN grids AS g ON g.id = v.grid_id
    WHERE upper_inf(v.valid) AND v.trigger_count IS NOT NULL
"""


@pytest.fixture(scope="module")
def engine(town_url: str) -> Iterator[Engine]:
    """A town with a reserved grid of 400 households, and a suspended one."""
    engine = make_engine(town_url)
    with open_session(engine) as session:
        small_town.add_units(session)
        plan = create_plan(session, "zongzhi", effort="fast", keep=1.0).plan_id
        for grid, status in ((FULL, "reserved"), (WAITING, "suspended")):
            wanted = {"grid": grid, "status": status}
            operate(session, plan, OperationKind.SET_ATTRIBUTES, wanted)
        publish_plan(session, plan)
    yield engine
    engine.dispose()


def _count(engine: Engine, households: int) -> None:
    with open_session(engine) as session:
        session.execute(
            text(
                "UPDATE grid_versions SET households = :households WHERE upper_inf(valid)"
                " AND grid_id = (SELECT id FROM grids WHERE code = :code)"
            ),
            {"households": households, "code": FULL},
        )


@pytest.mark.parametrize(("households", "kind"), [(50, None), (300, "activate"), (900, "split")])
def test_a_reserved_grid_is_due_when_people_have_moved_in(engine, signed_in, households, kind):
    _count(engine, households)
    items = signed_in("leader").get(TASKS, params={"area": LEFT}).json()["items"]
    assert [one["kind"] for one in items] == ([] if kind is None else [kind])
    if kind is None:
        return
    assert str(households) in items[0]["sentence_zh"]
    with open_session(engine) as session:
        plan = create_plan(session, "zongzhi", effort="fast", keep=1.0).plan_id
        wanted = {"grid": FULL, "status": "reserved"}  # a plan made anew takes it into use
        operate(session, plan, OperationKind.SET_ATTRIBUTES, wanted)
    address = f"/api/v1/plans/{plan}/operations"
    shown = signed_in("planner").post(address, json=items[0]["operation"], params={"dry_run": True})
    assert shown.status_code == 200, shown.text


def test_a_trigger_of_its_own_says_when_a_reserved_grid_is_due(engine, signed_in):
    """Set in a draft, undone to the bit, published with the grid; below it nobody is told."""
    with open_session(engine) as session:
        plan = create_plan(session, "zongzhi", effort="fast", keep=1.0).plan_id
        wanted = {"grid": FULL, "status": "reserved", "trigger_count": 600}
        start = bits(session, plan)
        told = operate(session, plan, OperationKind.SET_ATTRIBUTES, wanted)
        assert told["operation"]["sentence_zh"].endswith("状态“预留”、触发数“600”。")
        assert told["grids"][0]["after"]["trigger_count"] == 600
        end = bits(session, plan)
        undo(session, plan)
        assert bits(session, plan) == start
        redo(session, plan)
        assert bits(session, plan) == end
        publish_plan(session, plan)
    leader = signed_in("leader")
    kinds = {}
    for households in (400, 599, 600):
        _count(engine, households)
        items = leader.get(TASKS, params={"area": LEFT}).json()["items"]
        kinds[households] = [one["kind"] for one in items if one["grid"] == FULL]
    assert kinds == {400: [], 599: [], 600: ["split"]}
    assert leader.get(f"{TASKS}/{FULL}/proposal").status_code == 200


def test_an_import_leaves_a_reserved_grid_its_trigger(engine):
    with Session(engine) as session:  # not committed: the town stays as it is
        plan = create_plan(session, "zongzhi", effort="fast", keep=1.0).plan_id
        wanted = {"grid": FULL, "status": "reserved", "trigger_count": 700}
        operate(session, plan, OperationKind.SET_ATTRIBUTES, wanted)
        publish_plan(session, plan)
        rows = published_grids(session, "zongzhi")
        columns = {"code": rows.codes, "kind": rows.kinds, "status": rows.statuses}
        frame = gpd.GeoDataFrame(
            {**columns, "name": "新名称", "area_code": rows.area_codes},
            geometry=shapely.from_wkb(list(rows.wkb)),
            crs=4326,
        )
        assert import_network(session, "zongzhi", frame).updated == len(frame)
        left = session.execute(text(TRIGGERS)).all()
    assert left == [(FULL, 700)]


def test_only_a_reserved_grid_has_a_trigger(engine):
    with open_session(engine) as session:
        plan = create_plan(session, "zongzhi", effort="fast", keep=1.0).plan_id
        wanted = {"grid": FULL, "trigger_count": 600}
        with pytest.raises(RefusedError, match="only a reserved grid has a trigger"):
            operate(session, plan, OperationKind.SET_ATTRIBUTES, wanted)
        both = {**wanted, "status": "reserved"}
        operate(session, plan, OperationKind.SET_ATTRIBUTES, both)
        into_use = {"grid": FULL, "status": "active"}
        after = operate(session, plan, OperationKind.SET_ATTRIBUTES, into_use)["grids"][0]["after"]
        assert after["trigger_count"] is None  # it has done its work


def test_a_suspended_grid_names_who_could_cover_it(engine, signed_in):
    items = signed_in("leader").get(TASKS, params={"area": RIGHT}).json()["items"]
    assert [(one["kind"], one["grid"], one["neighbour"]) for one in items] == [
        ("cover", WAITING, f"{RIGHT}001")
    ]
    with open_session(engine) as session:
        plan = create_plan(session, "zongzhi", effort="fast", keep=1.0).plan_id
        statement = text("SELECT status FROM plan_grids WHERE plan_id = :plan AND code = :code")
        assert session.scalar(statement, {"plan": plan, "code": WAITING}) == "suspended"
    assert signed_in("worker").get(TASKS).status_code == 403


def test_the_proposed_split_is_drawn(engine, signed_in):
    _count(engine, 300)
    leader = signed_in("leader")
    assert leader.get(f"{TASKS}/{FULL}/proposal").status_code == 404
    _count(engine, 900)
    answer = leader.get(f"{TASKS}/{FULL}/proposal")
    assert answer.status_code == 200, answer.text
    told = answer.json()
    assert told["operation"] == {"kind": "split", "grid": FULL, "count": 2}
    assert sum(part["count"] for part in told["parts"]) == 8 * 50  # of the grid's units
    assert sum(part["units"] for part in told["parts"]) == 8
    shapes = [shapely.geometry.shape(part["geometry"]) for part in told["parts"]]
    whole = shapely.from_wkt(box(WEST, SOUTH, WEST + 0.01, NORTH).partition(";")[2])
    assert shapely.equals(shapely.union_all(shapes), whole)
    assert shapely.area(shapely.intersection(*shapes)) == 0
    assert leader.get(f"{TASKS}/{FULL}/proposal").json() == told
    assert leader.get(f"{TASKS}/{WAITING}/proposal").status_code == 404
    assert signed_in("worker").get(f"{TASKS}/{FULL}/proposal").status_code == 403
