"""Tracks, coverage and heat over HTTP: uploads in JSON and Arrow, and who may see what."""

import io
import re
import zlib

import httpx
import mapbox_vector_tile
import numpy as np
import pyarrow as pa
import pytest
from pyarrow import ipc
from sqlalchemy import text

from gridgeo.db.session import make_engine, open_session
from gridgeo.tiles.heat import PALETTE, UNKNOWN, ZERO
from gridgeo.tiles.mercator import tile_at
from tests.support import patrolled_town as town
from tests.support import small_town
from tests.support.finish_jobs import finish_jobs

pytestmark = pytest.mark.db

PATROLS = "/api/v1/networks/zongzhi/patrols"
WEEK = {"from": "2026-03-02", "to": "2026-03-08"}


@pytest.fixture(scope="module")
def town_url(module_database_url: str) -> str:
    engine = make_engine(module_database_url)
    with open_session(engine) as session:
        small_town.build(session)
        small_town.add_units(session)
        small_town.add_users(session)
        town.add_people(session)
    engine.dispose()
    return module_database_url


@pytest.fixture
def sender(signed_in) -> httpx.Client:
    return signed_in("integrator")


@pytest.fixture
def leader(signed_in, sender, town_url, tmp_path) -> httpx.Client:
    """A leader of a town that was walked along its first row of households."""
    answer = sender.post("/api/v1/tracks", json=town.as_json(town.walk(lat=39.9025)))
    assert answer.status_code == 200, answer.text
    finish_jobs(town_url, tmp_path)
    return signed_in("leader")


def arrow(frame, **metadata) -> bytes:
    table = pa.Table.from_pandas(frame, preserve_index=False).replace_schema_metadata(metadata)
    sink = io.BytesIO()
    with ipc.new_stream(sink, table.schema) as writer:
        writer.write_table(table)
    return sink.getvalue()


def test_a_batch_sent_again_in_another_form_adds_nothing(sender) -> None:
    walk = town.walk("W2", day=8, west=116.311, east=116.319)
    first = sender.post("/api/v1/tracks", json=town.as_json(walk)).json()
    assert (first["received"], first["added"]) == (180, 180)
    assert first["days"] == {"2026-03-10": 180}
    headers = {"content-type": "application/vnd.apache.arrow.stream"}
    again = sender.post("/api/v1/tracks", content=arrow(walk), headers=headers)
    assert again.status_code == 200, again.text
    assert again.json()["added"] == 0


@pytest.mark.parametrize("kind", ["json", "arrow"])
def test_a_batch_cut_in_the_middle_is_refused_whole(sender, kind) -> None:
    walk = town.walk("W1", day=9 if kind == "json" else 10)
    body = (
        arrow(walk)
        if kind == "arrow"
        else httpx.Request("POST", "/", json=town.as_json(walk)).read()
    )
    media = {"arrow": "application/vnd.apache.arrow.stream", "json": "application/json"}[kind]
    answer = sender.post(
        "/api/v1/tracks", content=body[: len(body) // 2], headers={"content-type": media}
    )
    assert answer.status_code == 422, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    whole = sender.post("/api/v1/tracks", content=body, headers={"content-type": media})
    assert whole.json()["added"] == len(walk)


def test_what_is_no_upload_says_why(sender) -> None:
    bad = town.as_json(town.walk().iloc[:1])
    bad["points"][0]["lon"] = "east"
    assert "points.0.lon" in sender.post("/api/v1/tracks", json=bad).json()["detail"]
    answer = sender.post("/api/v1/tracks", content=b"x", headers={"content-type": "text/csv"})
    assert answer.status_code == 415


def test_coverage_is_a_ranking_with_its_rules(leader) -> None:
    found = leader.get(f"{PATROLS}/coverage", params=WEEK).json()
    assert found["items"][0]["rank"] == 1
    first = next(row for row in found["items"] if row["grid"] == f"{small_town.LEFT}001")
    assert first["households_share"] == pytest.approx(0.25)
    assert (first["days"], first["days_due"], first["met"]) == (1, 5, False)
    assert found["rules"]["radius_m"] == 30
    assert found["totals"]["grids"] == 4
    some = leader.get(
        f"{PATROLS}/coverage",
        params={**WEEK, "area": small_town.LEFT, "sort": "code", "order": "asc"},
    )
    assert [row["grid"][-4:] for row in some.json()["items"]] == ["1001", "1002"]


def test_a_grid_tells_its_days_and_its_blind_spots(leader) -> None:
    grid = f"{small_town.LEFT}001"
    found = leader.get(f"{PATROLS}/grids/{grid}", params=WEEK).json()
    assert [day["counts"] for day in found["daily"]] == [True, *[False] * 6]
    assert (found["state"], found["division"], found["exact_ground_share"]) == (
        *("patrolled", None, None),
    )
    exact = leader.get(f"{PATROLS}/grids/{grid}", params={**WEEK, "exact": True}).json()
    assert exact["exact_ground_share"] == pytest.approx(found["ground_share"], abs=0.03)
    spots = leader.get(f"{PATROLS}/blind-spots.geojson", params={**WEEK, "grid": grid}).json()
    assert {spot["properties"]["grid"] for spot in spots["features"]} == {grid}
    missing = leader.get(f"{PATROLS}/grids/none", params=WEEK)
    assert missing.status_code == 404


def test_days_tell_why_points_do_not_count(leader) -> None:
    found = leader.get(f"{PATROLS}/days", params=WEEK).json()
    assert found["first"] == "2026-03-02"
    assert found["items"][0]["used"] == 180


def test_thresholds_of_a_network_are_set_and_shown(leader, signed_in) -> None:
    answer = signed_in("leader").put(f"{PATROLS}/rules", json={"own": {"urban_share": 0.5}})
    assert answer.status_code == 200, answer.text
    assert leader.get(f"{PATROLS}/rules").json()["own"] == {"urban_share": 0.5}
    bad = leader.put(f"{PATROLS}/rules", json={"own": {"radius": 5}})
    assert "did you mean 'radius_m'" in bad.json()["detail"]
    of_all = leader.put(f"{PATROLS}/rules", json={"own": {"jump_m": 80}})
    assert of_all.status_code == 422
    assert "gridgeo patrols rules --set jump_m=80" in of_all.json()["detail"]
    assert leader.put(f"{PATROLS}/rules", json={"own": {}}).status_code == 200


def pixels(png: bytes) -> np.ndarray:
    """Read an indexed picture as our own writer makes it."""
    start = png.index(b"IDAT") + 4
    raw = zlib.decompress(png[start : png.index(b"IEND") - 8])
    return np.frombuffer(raw, np.uint8).reshape(256, 257)[:, 1:]


def test_a_heat_map_tells_walked_from_not_walked_from_not_known(leader) -> None:
    found = leader.get("/api/v1/heat/zongzhi", params=WEEK).json()
    assert found["passes"] > 80
    assert set(found["pictures"]) == {"passes", "minutes", "days"}
    z = 14
    x, y = tile_at(116.305, 39.905, z)
    address = found["pictures"]["passes"].format(z=z, x=x, y=y).replace("{", "")
    picture = pixels(leader.get(address[address.index("/api") :]).content)
    assert {ZERO, UNKNOWN} <= set(np.unique(picture).tolist())
    assert (picture > UNKNOWN).sum() > 50
    assert picture.max() < len(PALETTE)


def test_vector_tiles_add_up_over_zooms_and_hours(leader) -> None:
    def total(z, **more):
        x, y = tile_at(116.305, 39.9025, z)
        answer = leader.get(f"/api/v1/heat/zongzhi/{z}/{x}/{y}.mvt", params={**WEEK, **more})
        if answer.status_code == 204:
            return 0
        layer = mapbox_vector_tile.decode(answer.content)["heat"]
        return sum(feature["properties"]["passes"] for feature in layer["features"])

    whole = leader.get("/api/v1/heat/zongzhi", params=WEEK).json()["passes"]
    assert total(8) == total(10) == whole
    assert total(10, hours="9-10") + total(10, hours="10-24") + total(10, hours="0-9") == whole
    assert total(10, role="team") == 0


@pytest.mark.parametrize("z", [5, 11, 14, 16])
def test_tiles_of_a_stored_month_are_those_of_its_days_added_up(leader, z) -> None:
    x, y = tile_at(116.305, 39.9025, z)
    month = {"from": "2026-03-01", "to": "2026-03-31"}
    longer = {"from": "2026-03-01", "to": "2026-04-01"}
    for kind in ("png", "mvt"):
        answers = [
            leader.get(f"/api/v1/heat/zongzhi/{z}/{x}/{y}.{kind}", params=period)
            for period in (month, longer)
        ]
        assert answers[0].status_code == 200, answers[0].text
        assert answers[0].content == answers[1].content


@pytest.mark.parametrize(
    ("form", "begins"), [("html", b"<!DOCTYPE"), ("pdf", b"%PDF"), ("png", b"\x89PNG")]
)
def test_a_heat_map_for_a_meeting(leader, form, begins, tmp_path) -> None:
    address = "/api/v1/heat/zongzhi/report"
    answer = leader.get(address, params={"form": form, "measure": "minutes"})
    assert answer.status_code == 200, answer.text
    assert answer.content.startswith(begins)
    again = leader.get(address, params={"form": form, "measure": "minutes"})
    assert again.content == answer.content
    if form == "html":
        page = answer.text
        assert page.count("data:image/png;base64,") >= 1
        assert "2026-03-01 至 2026-03-" in page
        assert "未巡查" in page
        assert "http://" not in re.sub(r'"http://www.w3.org/[^"]*"', "", page)
    assert leader.get("/api/v1/heat/*/report").status_code == 422


def test_a_heat_tile_that_is_known_is_not_sent_again(leader) -> None:
    x, y = tile_at(116.305, 39.9025, 14)
    address = f"/api/v1/heat/*/14/{x}/{y}.png"
    first = leader.get(address, params=WEEK)
    again = leader.get(address, params=WEEK, headers={"if-none-match": first.headers["etag"]})
    assert (first.status_code, again.status_code) == (200, 304)


@pytest.mark.parametrize(
    ("role", "may_send", "may_look"),
    [("worker", False, False), ("planner", False, True), ("integrator", True, False)],
)
def test_who_may_send_and_who_may_look(signed_in, role, may_send, may_look) -> None:
    client = signed_in(role)
    sent = client.post("/api/v1/tracks", json={"points": []})
    assert sent.status_code == (200 if may_send else 403)
    assert client.get(f"{PATROLS}/coverage").status_code == (200 if may_look else 403)


def test_where_people_walked_is_for_those_entitled_and_each_look_is_recorded(
    leader, signed_in, town_url
) -> None:
    address = f"{PATROLS}/grids/{small_town.LEFT}001/tracks.geojson"
    assert signed_in("planner").get(address, params={"day": "2026-03-02"}).status_code == 403
    found = leader.get(address, params={"day": "2026-03-02"}).json()
    (track,) = found["features"]
    assert track["properties"]["workers"] == ["W1"]
    assert track["properties"]["mode"] == "foot"
    (line,) = track["geometry"]["coordinates"]
    assert np.array(line)[:, 1] == pytest.approx(39.9025, abs=1e-6)
    engine = make_engine(town_url)
    with open_session(engine) as session:
        looks = text("SELECT count(*) FROM audit_log WHERE action = 'read_tracks'")
        assert session.scalar(looks) == 1
    engine.dispose()


def test_a_campaign_of_visits_from_its_feasibility_to_its_progress(leader, sender) -> None:
    campaigns = "/api/v1/networks/zongzhi/campaigns"
    span = {"from": "2026-03-02", "to": "2026-03-04"}
    judged = leader.get(f"{campaigns}/feasibility", params=span).json()
    first = next(row for row in judged["items"] if row["grid"] == f"{small_town.LEFT}001")
    # 400 households of 10 minutes and two thirds of a closed door of a third: 81.5 hours.
    assert (first["households"], first["staff"], first["staff_needed"]) == (400, 6, 5)
    assert first["days_needed"] == pytest.approx(81.5 / 36, abs=0.05)
    assert first["feasible"] is True
    wanted = {"name": "三月走访", "kind": "走访", "first": "2026-03-02", "last": "2026-03-04"}
    started = leader.post(campaigns, json=wanted)
    assert started.status_code == 201, started.text
    assert leader.post(campaigns, json=wanted).status_code == 409
    visit = {"code": "V1", "worker": "W1", "household": f"H{small_town.LEFT}-00", "kind": "走访"}
    body = {"visits": [{**visit, "at": "2026-03-02T10:00:00+08:00"}]}
    assert sender.post("/api/v1/visits", json=body).json() == {"received": 1, "added": 1}
    assert sender.post("/api/v1/visits", json=body).json() == {"received": 1, "added": 0}
    address = f"/api/v1/campaigns/{started.json()['id']}"
    found = leader.get(address, params={"today": "2026-03-03"}).json()
    grid = next(row for row in found["items"] if row["grid"] == f"{small_town.LEFT}001")
    assert (grid["visited"], grid["households"], grid["behind"]) == (50, 400, True)
    assert found["days_left"] == 1


def test_an_assessment_rests_on_what_was_walked(leader) -> None:
    """W1's grid was walked along one row of households; nobody walked W4's."""
    criteria = [
        {"measure": name, "weight": 1, "target": 1}
        for name in ("track_days", "households_passed", "ground_passed")
    ]
    rules = leader.put("/api/v1/assessments/zongzhi/rules", json={"criteria": criteria})
    assert rules.status_code == 200, rules.text
    answer = leader.post("/api/v1/assessments/zongzhi/2026-03", json={})
    assert answer.status_code == 200, answer.text
    scores = {row["worker"]: row for row in answer.json()["items"]}
    days, homes, ground = scores["W1"]["lines"]
    month = {"from": "2026-03-01", "to": "2026-03-31"}
    rows = leader.get(f"{PATROLS}/coverage", params=month).json()["items"]
    row = next(row for row in rows if row["grid"] == scores["W1"]["grids"][0])
    assert days["basis"] == {"due": row["days_due"], "days": {row["grid"]: row["days"]}}
    assert days["value"] == pytest.approx(row["days"] / row["days_due"])
    assert homes["value"] == pytest.approx(row["households_share"], abs=1e-3)
    assert 0 < ground["value"] == pytest.approx(row["ground_share"], abs=1e-3)
    assert [line["value"] for line in scores["W4"]["lines"]] == [0, 0, 0]
    assert scores["T1"]["lines"] == scores["W1"]["lines"]  # a team has its grid once
