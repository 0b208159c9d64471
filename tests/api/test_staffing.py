"""Workers, postings, leaves, figures and cover over HTTP, with leave and without."""

import httpx
import pytest
from sqlalchemy import text

from gridgeo.db.session import make_engine, open_session
from tests.support import small_town
from tests.support.small_town import LEFT, RIGHT, TOWN

pytestmark = pytest.mark.db

GRIDS = [f"{LEFT}001", f"{LEFT}002", f"{RIGHT}001", f"{RIGHT}002"]
SINCE = "2026-01-10T00:00:00Z"
WEIGHTS = '{"households": 1, "key_persons": 10, "shops": 1, "events": 5}'


EVENTS = text("""
    INSERT INTO events (kind, state, reported_at, details, geometry)
    SELECT '矛盾纠纷', 'closed', '2026-03-02', '{}', ST_PointOnSurface(v.geometry)
    FROM grid_versions AS v JOIN grids AS g ON g.id = v.grid_id, generate_series(1, 24)
    WHERE g.network_code = 'zongzhi' AND g.code = :grid
""")


@pytest.fixture(scope="module")
def town_url(module_database_url: str) -> str:
    """A town of four grids in a row: a worker each but for the last, and one lead."""
    engine = make_engine(module_database_url)
    with open_session(engine) as session:
        small_town.build(session)
        small_town.add_users(session)
        for number in range(4):
            session.execute(
                text("INSERT INTO workers (code, name, sex) VALUES (:code, :name, :sex)"),
                {"code": f"W{number}", "name": f"员工{number}", "sex": "female"},
            )
        post = text("""
            INSERT INTO postings (worker_code, grid_id, role, valid)
            SELECT :worker, id, :role, tstzrange(:since, NULL) FROM grids
            WHERE network_code = 'zongzhi' AND code = :grid
        """)
        for number, grid in enumerate(GRIDS[:3]):
            session.execute(
                post, {"worker": f"W{number}", "role": "worker", "since": SINCE, "grid": grid}
            )
        for grid in GRIDS:
            session.execute(post, {"worker": "W3", "role": "lead", "since": SINCE, "grid": grid})
    engine.dispose()
    return module_database_url


def answered(answer: httpx.Response, status: int = 200) -> dict:
    assert answer.status_code == status, answer.text
    return answer.json()


def service(client: httpx.Client, **wanted: object) -> dict[str, dict]:
    body = {"network": "zongzhi", **wanted}
    found = answered(client.post("/api/v1/staffing/service", json=body))
    return {grid["code"]: grid for grid in found["grids"]}


def test_figures_of_an_area_and_its_communities(signed_in) -> None:
    found = answered(signed_in("leader").get("/api/v1/staffing", params={"network": "zongzhi"}))
    assert (found["grids"], found["workers"], found["leads"]) == (4, 3, 1)
    assert found["vacant"] == [GRIDS[3]]
    assert found["workers_per_10000"] == pytest.approx(3 * 10_000 / (1390 * 2), abs=0.01)
    assert found["structure"]["sex"] == {"female": None}  # four people: too few to be told
    assert [part["workers"] for part in found["communities"]] == [2, 1]


def test_loads_by_worker_and_the_town_that_is_not_even(signed_in) -> None:
    found = answered(signed_in("leader").get("/api/v1/staffing/loads?network=zongzhi"))
    loads = {row["worker"]: row["load"] for row in found["workers"]}
    assert loads == {"W0": 400, "W1": 520, "W2": 350}
    assert found["workers"][0]["worker"] == "W1"
    assert found["flat_towns"] == []


def test_key_persons_shops_and_events_weigh_in_the_grid_they_lie_in(signed_in, town_url) -> None:
    """A unit of the first grid has three key persons, and one that reaches over its border two.

    A year saw 24 events in the first grid: two a month.
    """
    engine = make_engine(town_url)
    with open_session(engine) as session:
        small_town.add_units(session)
        session.execute(text("UPDATE networks SET workload = :weights"), {"weights": WEIGHTS})
        session.flush()
        changed = text("UPDATE units SET key_persons = :key, shops = :shops WHERE code = :code")
        for code, key, shops in ((f"{LEFT}-00", 3, 0), (f"{LEFT}-05", 2, 1), (f"{LEFT}-03", 0, 7)):
            session.execute(changed, {"code": code, "key": key, "shops": shops})
        session.execute(EVENTS, {"grid": GRIDS[0]})
    found = answered(signed_in("leader").get("/api/v1/staffing/loads?network=zongzhi"))
    with open_session(engine) as session:
        session.execute(text("UPDATE networks SET workload = '{}'"))
        session.execute(text("TRUNCATE units CASCADE"))
        session.execute(text("DELETE FROM households"))
        session.execute(text("DELETE FROM events"))
    engine.dispose()
    loads = {row["worker"]: row["load"] for row in found["workers"]}
    assert loads == {"W0": 400 + 10 * 5 + 1 + 5 * 2, "W1": 520 + 7, "W2": 350}


def test_pairs_are_proposed_kept_and_used_when_somebody_is_away(signed_in) -> None:
    leader = signed_in("leader")
    wanted = {"network": "zongzhi", "area": TOWN}
    proposal = answered(leader.post("/api/v1/staffing/cover/proposal", json=wanted))
    pairs = [[grid["code"] for grid in pair["grids"]] for pair in proposal["pairs"]]
    assert pairs == [GRIDS[:2], GRIDS[2:]]
    assert proposal["alone"] == []
    assert answered(leader.get("/api/v1/staffing/cover?network=zongzhi"))["items"] == []
    kept = answered(leader.post("/api/v1/staffing/cover", json=wanted), 201)
    assert (kept["pairs"], kept["ended"]) == (2, 0)
    again = answered(leader.post("/api/v1/staffing/cover", json=wanted), 201)
    assert (again["pairs"], again["ended"]) == (2, 2)
    today = service(leader)
    assert [today[code]["by"] for code in GRIDS] == ["own", "own", "own", "partner"]
    of_it = answered(leader.get(f"/api/v1/networks/zongzhi/grids/{GRIDS[0]}/people"))
    assert [(one["worker"], one["role"], one["away"]) for one in of_it["people"]] == [
        ("W3", "lead", False), ("W0", "worker", False),
    ]  # fmt: skip
    assert [(one["worker"], one["grid"]) for one in of_it["cover"]] == [("W1", GRIDS[1])]
    ill = service(leader, absent=["W0", "W2"], most_load=600)
    assert ill[GRIDS[0]] | {"name": "", "community": ""} == {
        "code": GRIDS[0], "name": "", "community": "", "worker": "W1", "by": "partner",
        "load": 400, "behind": True,
    }  # fmt: skip
    assert ill[GRIDS[2]]["by"] == "lead"


def test_a_leave_counts_until_it_is_taken_back(signed_in) -> None:
    leader = signed_in("leader")
    leave = {"worker": "W0", "kind": "sick", "since": "2026-03-02T00:00:00Z"}
    key = answered(leader.post("/api/v1/leaves", json=leave), 201)["id"]
    assert leader.post("/api/v1/leaves", json=leave).status_code == 409
    during = {"since": "2026-03-05T00:00:00Z", "until": "2026-03-06T00:00:00Z"}
    (noted,) = answered(leader.get("/api/v1/leaves", params=during))["items"]
    assert (noted["worker"], noted["kind"], noted["valid_to"]) == ("W0", "sick", None)
    assert service(leader, at="2026-03-05T08:00:00Z")[GRIDS[0]]["by"] != "own"
    assert service(leader, at="2026-02-05T08:00:00Z")[GRIDS[0]]["by"] == "own"
    assert leader.delete(f"/api/v1/leaves/{key}").status_code == 204
    assert leader.delete(f"/api/v1/leaves/{key}").status_code == 404
    assert service(leader, at="2026-03-05T08:00:00Z")[GRIDS[0]]["by"] == "own"


def test_a_vacancy_is_filled_and_the_posting_ends_again(signed_in) -> None:
    leader = signed_in("administrator")
    worker = {"name": "新员工", "phone": "13800000000", "duty_phone": "0551-60000000"}
    assert answered(leader.put("/api/v1/workers/W9", json=worker))["added"] is True
    assert answered(leader.put("/api/v1/workers/W9", json=worker))["added"] is False
    post = {"worker": "W9", "network": "zongzhi", "grid": GRIDS[3]}
    posting = answered(leader.post("/api/v1/postings", json=post), 201)
    assert leader.post("/api/v1/postings", json=post).status_code == 409
    listed = answered(leader.get("/api/v1/workers", params={"network": "zongzhi", "area": RIGHT}))
    by_code = {row["code"]: row for row in listed["items"]}
    assert by_code["W9"]["duty_phone"] == "0551-60000000"
    assert "13800000000" not in str(listed)
    assert service(leader)[GRIDS[3]]["worker"] == "W9"
    ended = answered(leader.post(f"/api/v1/postings/{posting['id']}/end", json={}))
    assert ended["valid_to"] is not None
    assert service(leader)[GRIDS[3]]["worker"] != "W9"
    history = answered(leader.get("/api/v1/workers/W9/postings"))["items"]
    assert [row["grid"] for row in history] == [GRIDS[3]]


@pytest.mark.parametrize("role", ["worker", "integrator"])
def test_who_serves_what_is_not_for_everybody(signed_in, role) -> None:
    client = signed_in(role)
    assert client.get("/api/v1/workers").status_code == 403
    assert client.get("/api/v1/staffing?network=zongzhi").status_code == 403


@pytest.mark.parametrize("role", ["planner", "reviewer"])
def test_planners_read_and_change_nothing(signed_in, role) -> None:
    client = signed_in(role)
    assert client.get("/api/v1/workers").status_code == 200
    assert client.put("/api/v1/workers/W0", json={"name": "x"}).status_code == 403
    assert client.post("/api/v1/staffing/cover", json={"network": "zongzhi"}).status_code == 403


@pytest.mark.parametrize(
    ("method", "path", "body", "status"),
    [
        ("GET", "/staffing?network=nothing", None, 404),
        ("GET", "/staffing?network=zongzhi&area=999", None, 404),
        ("GET", "/workers/nobody/postings", None, 404),
        ("POST", "/staffing/service", {"network": "zongzhi", "absent": ["nobody"]}, 422),
        ("POST", "/staffing/cover/proposal",
         {"network": "zongzhi", "weights": {"border": 0, "walking": 0, "balance": 0}}, 422),
        ("POST", "/postings", {"worker": "W0", "network": "zongzhi", "grid": "none"}, 404),
        ("POST", "/postings", {"worker": "W0", "network": "zongzhi", "grid": GRIDS[3],
                               "since": "2026-05-02T00:00:00Z", "until": SINCE}, 422),
        ("POST", "/leaves", {"worker": "W0", "kind": "party", "since": SINCE}, 422),
        ("PUT", "/workers/W0", {"name": "x", "phone": "call me"}, 422),
    ],
)  # fmt: skip
def test_what_cannot_be_done_is_a_problem(signed_in, method, path, body, status) -> None:
    answer = signed_in("administrator").request(method, f"/api/v1{path}", json=body)
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
