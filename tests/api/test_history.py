"""History over HTTP: versions, the life of a code, who changed a border; going back."""

from collections.abc import Iterator

import httpx
import pytest
from sqlalchemy import Engine, text

from gridgeo.db.repositories.audit import first_broken_entry
from gridgeo.db.session import make_engine, open_session
from gridgeo.services.create_plan import create_plan
from gridgeo.services.plan_operations import OperationKind, operate
from gridgeo.services.publish_plan import publish_plan
from tests.support import small_town
from tests.support.small_town import LEFT, MIDDLE, RIGHT

pytestmark = pytest.mark.db
WEST_GRID, EAST_GRID, VILLAGE = f"{LEFT}001", f"{LEFT}002", f"{RIGHT}001"
NETWORK = "/api/v1/networks/zongzhi"


@pytest.fixture(scope="module")
def engine(town_url: str) -> Iterator[Engine]:
    """A town whose second version moved a border, whose third only renamed a grid."""
    engine = make_engine(town_url)
    with open_session(engine) as session:
        small_town.add_units(session)
        small_town.add_scoped_planner(session, "left-only", LEFT)
    _publish(
        engine,
        OperationKind.REASSIGN,
        {"grid": WEST_GRID, "units": [f"{LEFT}-02", f"{LEFT}-06"]},
    )
    wanted = {"grid": EAST_GRID, "name": "东苑"}
    _publish(engine, OperationKind.SET_ATTRIBUTES, wanted)
    yield engine
    engine.dispose()


def _publish(engine: Engine, kind: OperationKind, arguments: dict) -> None:
    with open_session(engine) as session:
        plan = create_plan(session, "zongzhi", effort="fast", keep=1.0).plan_id
        operate(session, plan, kind, arguments, actor="wang")
        publish_plan(session, plan, actor="li")


def ground(engine: Engine, version: int) -> list[tuple[str, str, bytes]]:
    """Give the grids that stood after a version: codes, names, polygons to the bit."""
    with open_session(engine) as session:
        rows = session.execute(
            text(
                "SELECT g.code, v.name, ST_AsBinary(v.geometry) AS wkb FROM grid_versions AS v"
                " JOIN grids AS g ON g.id = v.grid_id WHERE v.network_code = 'zongzhi'"
                " AND v.opened_in <= :version AND coalesce(v.closed_in, 9) > :version ORDER BY 1"
            ),
            {"version": version},
        )
        return [(row.code, row.name, bytes(row.wkb)) for row in rows]


def test_versions_are_listed_the_latest_first(engine, signed_in):
    leader = signed_in("leader")
    page = leader.get(f"{NETWORK}/versions", params={"limit": 2}).json()
    assert [one["version"] for one in page["items"]] == [3, 2]
    assert page["items"][0]["published_by"] == "li"
    last = leader.get(f"{NETWORK}/versions", params={"cursor": page["next"]}).json()
    assert [(one["source"], one["plan_id"]) for one in last["items"]] == [("import", None)]


def test_the_life_of_a_code_names_who_and_by_what(engine, signed_in):
    life = signed_in("leader").get(f"{NETWORK}/grids/{EAST_GRID}/history").json()
    assert [one["changed"] for one in life["versions"]] == [["opened"], ["border"], ["name"]]
    redrawn = life["versions"][1]
    assert redrawn["closed_in"] == 3
    assert [one["kind"] for one in redrawn["operations"]] == ["reassign"]
    assert redrawn["operations"][0]["actor"] == "wang"
    assert life["children"][0]["code"] == WEST_GRID
    assert signed_in("leader").get(f"{NETWORK}/grids/nothing/history").status_code == 404


def test_a_border_tells_who_moved_it(engine, signed_in):
    leader = signed_in("leader")
    asked = {"grid": [WEST_GRID, EAST_GRID]}
    answer = leader.get(f"{NETWORK}/borders", params=asked)
    assert answer.status_code == 200, answer.text
    first, moved = answer.json()["changes"]  # the renaming is none
    assert (first["source"], moved["source"], moved["version"]) == ("import", "plan", 2)
    assert [one["kind"] for one in moved["operations"]] == ["reassign"]
    assert moved["moved_m"] > 500
    assert moved["border"]["type"].endswith("LineString")
    here = leader.get(f"{NETWORK}/borders", params={"lon": 116.315, "lat": 39.9025}).json()
    assert [one["version"] for one in here["changes"]] == [2]
    assert here["grids"] == [WEST_GRID, EAST_GRID]
    still = leader.get(f"{NETWORK}/borders", params={"lon": MIDDLE, "lat": 39.915}).json()
    assert [one["version"] for one in still["changes"]] == [1]


@pytest.mark.parametrize(
    ("asked", "status"),
    [
        ({}, 422),
        ({"lon": 116.315}, 422),
        ({"grid": [WEST_GRID, WEST_GRID]}, 422),
        ({"grid": [WEST_GRID, "nothing"]}, 404),
        ({"grid": [WEST_GRID, VILLAGE]}, 404),
        ({"lon": 116.305, "lat": 39.915}, 404),
        ({"lon": 10, "lat": 10}, 404),
    ],
)
def test_a_border_that_is_none_is_a_problem(engine, signed_in, asked, status):
    answer = signed_in("leader").get(f"{NETWORK}/borders", params=asked)
    assert answer.status_code == status, answer.text


def test_a_network_goes_back_to_the_bit_and_forward_again(engine, signed_in):
    reviewer, first, third = signed_in("reviewer"), ground(engine, 1), ground(engine, 3)
    back = _go_back(reviewer, 1)
    assert back["version"] == 4
    assert back["opened"] == back["closed"] >= 2
    assert ground(engine, 4) == first
    assert ground(engine, 3) == third  # nothing of the past is rewritten
    again = reviewer.post(f"{NETWORK}/rollback", json={"version": 1, "reason": "?"})
    assert again.status_code == 409
    assert _go_back(reviewer, 3)["version"] == 5
    assert ground(engine, 5) == third
    page = reviewer.get(f"{NETWORK}/versions", params={"limit": 1}).json()
    assert page["items"][0]["source"] == "rollback"
    feed = reviewer.get("/api/v1/changes").json()["items"]
    assert feed[-1]["data"]["version"] == 5
    with open_session(engine) as session:
        assert first_broken_entry(session) is None
        counts = text(
            "SELECT households FROM grid_versions"
            " WHERE upper_inf(valid) AND network_code = 'zongzhi' ORDER BY 1"
        )
        assert session.scalars(counts).all() == [200, 200, 300, 500]


def test_remaining_codes_are_counted_by_community(engine, signed_in):
    items = signed_in("leader").get(f"{NETWORK}/codes", params={"area": LEFT}).json()["items"]
    assert [(one["area"], one["given"], one["remaining"]) for one in items] == [(LEFT, 2, 997)]


def test_going_back_is_for_those_who_publish_all_of_it(engine, signed_in):
    wanted = {"version": 2, "reason": "?"}
    assert signed_in("planner").post(f"{NETWORK}/rollback", json=wanted).status_code == 403
    reviewer = signed_in("reviewer")
    assert reviewer.post(f"{NETWORK}/rollback", json={"version": 2}).status_code == 422
    missing = reviewer.post(f"{NETWORK}/rollback", json={"version": 99, "reason": "?"})
    assert (missing.status_code, missing.json()["field"]) == (404, "version")


def _go_back(reviewer: httpx.Client, version: int) -> dict:
    answer = reviewer.post(f"{NETWORK}/rollback", json={"version": version, "reason": "有误"})
    assert answer.status_code == 201, answer.text
    return answer.json()
