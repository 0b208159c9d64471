"""The monthly assessment over HTTP: rules, scores with what they rest on, notes, workbook."""

import io

import httpx
import pytest
from openpyxl import load_workbook
from sqlalchemy import text

from gridgeo.db.session import make_engine, open_session
from tests.support import small_town
from tests.support.small_town import LEFT

pytestmark = pytest.mark.db

MONTH = "/api/v1/assessments/zongzhi/2026-03"
RULES = {
    "criteria": [
        {"measure": "events_in_time", "weight": 50, "target": 1},
        {"measure": "visits", "weight": 50, "target": 0.5},
    ],
    "black_share": 0.5,
}


@pytest.fixture(scope="module")
def town_url(module_database_url: str) -> str:
    """Two workers: one closed her event late and visited, the other did all that was due."""
    engine = make_engine(module_database_url)
    with open_session(engine) as session:
        small_town.build(session)
        small_town.add_units(session)
        small_town.add_users(session)
        session.execute(text("INSERT INTO workers (code, name) VALUES ('W0', '甲'), ('W1', '乙')"))
        session.execute(text("UPDATE users SET worker_code = 'W0' WHERE login = 'worker'"))
        for number in range(2):
            session.execute(
                text("""
                    INSERT INTO postings (worker_code, grid_id, role, valid)
                    SELECT :worker, id, 'worker', tstzrange('2026-01-10', NULL) FROM grids
                    WHERE network_code = 'zongzhi' AND code = :grid
                """),
                {"worker": f"W{number}", "grid": f"{LEFT}00{number + 1}"},
            )
        event = text("""
            INSERT INTO events (grid_id, area_code, kind, state, urgency, reported_at, filed_at,
                                due_at, closed_at, details, geometry)
            SELECT id, :area, '矛盾纠纷', 'closed', 3, '2026-03-02', '2026-03-02', '2026-03-05',
                   CAST(:closed AS timestamptz), '{}',
                   ST_SetSRID(ST_MakePoint(116.305, 39.91), 4326)
            FROM grids WHERE network_code = 'zongzhi' AND code = :grid
        """)
        for grid, closed in ((1, "2026-03-09"), (2, "2026-03-04"), (2, "2026-03-05")):
            session.execute(event, {"area": LEFT, "grid": f"{LEFT}00{grid}", "closed": closed})
        session.execute(
            text("""
                INSERT INTO visits (worker_code, grid_id, household_code, visited_at, kind, details)
                SELECT 'W0', g.id, h.code, '2026-03-10', 'call', '{}'
                FROM grids AS g, households AS h
                WHERE g.network_code = 'zongzhi' AND g.code = :grid
                  AND h.code IN (:one, :two)
            """),
            {"grid": f"{LEFT}001", "one": f"H{LEFT}-00", "two": f"H{LEFT}-01"},
        )
    engine.dispose()
    return module_database_url


def answered(answer: httpx.Response, status: int = 200) -> dict:
    assert answer.status_code == status, answer.text
    return answer.json()


@pytest.fixture
def leader(signed_in) -> httpx.Client:
    client = signed_in("leader")
    answered(client.put("/api/v1/assessments/zongzhi/rules", json=RULES))
    answered(client.post(MONTH, json={}))
    return client


def test_scores_rest_on_figures_that_can_be_followed_back(leader) -> None:
    first, second = answered(leader.get(MONTH))["items"]
    # W0: no event in time (0 of 50), 100 of 400 households visited against half of them (25 of 50).
    # W1: both in time (50 of 50), no visit (0 of 50).
    assert [first["worker"], first["score"], first["rank"]] == ["W1", 50, 1]
    assert [second["worker"], second["score"], second["rank"]] == ["W0", 25, 2]
    assert (first["listed"], second["listed"]) == (None, "black")
    events, visits = second["lines"]
    assert (events["basis"]["due"], events["basis"]["late"]) == (1, 1)
    assert len(events["basis"]["late_events"]) == 1
    assert visits["basis"] == {"visited": 100, "households": 400}


def test_whom_it_is_about_reads_and_objects_and_is_answered_once(leader, signed_in) -> None:
    worker = signed_in("worker")
    own = answered(worker.get(f"{MONTH}/workers/W0"))
    assert own["score"] == 25
    assert worker.get(f"{MONTH}/workers/W1").status_code == 403
    assert worker.get(MONTH).status_code == 403
    assert answered(worker.get("/api/v1/assessments/zongzhi/rules"))["black_share"] == 0.5
    note = {"note": "事件因停电延误"}
    assert worker.post(f"{MONTH}/workers/W1/notes", json=note).status_code == 403
    key = answered(worker.post(f"{MONTH}/workers/W0/notes", json=note), 201)["id"]
    reply = {"answer": "核实属实，下月调整"}
    assert leader.post(f"/api/v1/assessments/notes/{key}/answer", json=reply).status_code == 204
    assert leader.post(f"/api/v1/assessments/notes/{key}/answer", json=reply).status_code == 409
    answered(leader.post(MONTH, json={}))  # assessed anew: the note stays
    (kept,) = answered(leader.get(f"{MONTH}/notes"))["items"]
    assert (kept["note"], kept["noted_by"], kept["answered_by"]) == (
        note["note"],
        "worker",
        "leader",
    )


def test_the_workbook_traces_figures_to_the_tracks_of_each_day(leader, town_url) -> None:
    engine = make_engine(town_url)
    with open_session(engine) as session:
        session.execute(text("INSERT INTO patrol_days (day) VALUES ('2026-03-03'), ('2026-04-01')"))
        session.execute(
            text("""
                INSERT INTO network_days (day, network_code, frame, mark)
                SELECT day, 'zongzhi', '-', 1 FROM patrol_days
            """)
        )
        session.execute(
            text("""
                INSERT INTO track_grids
                SELECT d.day, 'zongzhi', g.id, device, 100, 1, 930, 1234.5, d.day, d.day
                FROM patrol_days AS d, grids AS g, unnest(ARRAY['D1', 'D2']) AS device
                WHERE g.network_code = 'zongzhi' AND g.code = :grid
            """),
            {"grid": f"{LEFT}001"},
        )
    engine.dispose()
    book = load_workbook(io.BytesIO(leader.get(f"{MONTH}/workbook").content))
    (row,) = list(book["轨迹"].values)[1:]  # April is another month
    address = f"/api/v1/networks/zongzhi/patrols/grids/{LEFT}001/tracks.geojson?day=2026-03-03"
    assert row == (f"{LEFT}001", "2026-03-03", 2, 31, 2469, 2, address)
    assert leader.get(address).status_code == 200


def test_the_workbook_has_scores_lists_bases_rules_and_notes(leader) -> None:
    answer = leader.get(f"{MONTH}/workbook")
    assert answer.status_code == 200, answer.text
    book = load_workbook(io.BytesIO(answer.content))
    assert book.sheetnames == ["考核", "红黑榜", "依据", "轨迹", "规则", "申诉"]
    rows = list(book["考核"].values)
    assert rows[0][:6] == ("名次", "工号", "姓名", "得分", "榜单", "网格")
    assert [row[1] for row in rows[1:]] == ["W1", "W0"]


@pytest.mark.parametrize(
    ("method", "path", "body", "status"),
    [
        ("GET", "/zongzhi/2026-04", None, 404),  # not assessed
        ("POST", "/zongzhi/2099-01", {}, 422),  # has not begun
        ("POST", "/zongzhi/2025-01", {}, 404),  # nobody was posted then
        ("POST", "/nothing/2026-03", {}, 404),
        ("GET", "/zongzhi/2026-13", None, 422),
        ("GET", "/zongzhi/2026-03/workers/W9", None, 404),
        ("PUT", "/zongzhi/rules", {"criteria": []}, 422),
        ("PUT", "/zongzhi/rules", {**RULES, "red_from": 50}, 422),
        ("PUT", "/zongzhi/rules", {"criteria": RULES["criteria"][:1] * 2}, 422),
        ("POST", "/notes/9999/answer", {"answer": "x"}, 404),
    ],
)  # fmt: skip
def test_what_cannot_be_done_is_a_problem(leader, method, path, body, status) -> None:
    answer = leader.request(method, f"/api/v1/assessments{path}", json=body)
    assert answer.status_code == status, answer.text


def test_planners_assess_nobody(signed_in) -> None:
    assert signed_in("planner").post(MONTH, json={}).status_code == 403
