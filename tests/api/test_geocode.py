"""Addresses over HTTP: candidates, look-ups, the queue and who may decide it."""

from collections.abc import Iterator

import httpx
import numpy as np
import pytest
import shapely
from sqlalchemy import delete

from gridgeo.db.session import make_engine, open_session
from gridgeo.db.tables import AddressPlacement
from gridgeo.services.geocode_addresses import Geocoder
from gridgeo.services.geocode_gazetteer import add_addresses
from gridgeo.services.geocode_queue import keep_placements
from tests.support import small_town

pytestmark = pytest.mark.db

LON, LAT = small_town.WEST + 0.005, small_town.SOUTH + 0.005
KNOWN = "锦岭路2号1幢"
WAITING = ["和平社区供销社楼", "和平社区老粮站", "不知何处大院"]


@pytest.fixture(scope="module", autouse=True)
def _gazetteer(town_url: str) -> None:
    engine = make_engine(town_url)
    with open_session(engine) as session:
        places = np.array([shapely.Point(LON, LAT)], dtype=object)
        add_addresses(session, [KNOWN], places)
    engine.dispose()


@pytest.fixture
def queue(town_url: str) -> Iterator[None]:
    engine = make_engine(town_url)
    with open_session(engine) as session:
        keep_placements(session, Geocoder(session).geocode_all(WAITING))
    yield
    with open_session(engine) as session:
        session.execute(delete(AddressPlacement))
    engine.dispose()


def test_an_address_gives_candidates_with_reasons(public: httpx.Client) -> None:
    answer = public.get("/api/v1/geocode", params={"address": "錦嶺路２號1栋601"})
    assert answer.status_code == 200, answer.text
    body = answer.json()
    assert (body["normal"], body["placed"]) == ("锦岭路2号1幢601室", True)
    [first] = body["candidates"]
    assert (first["lon"], first["lat"]) == pytest.approx((LON, LAT))
    assert first["level"] == "building"
    assert first["area_code"] == small_town.LEFT


def test_an_address_is_located_in_its_grid(public: httpx.Client) -> None:
    point = public.get("/api/v1/locate", params={"lon": LON, "lat": LAT}).json()
    body = public.get("/api/v1/locate", params={"address": KNOWN}).json()
    assert body["answers"] == point["answers"]
    assert body["address"]["address"] == KNOWN


def test_an_address_that_is_not_clear_is_located_nowhere(public: httpx.Client) -> None:
    answer = public.get("/api/v1/locate", params={"address": "不知何处大院"})
    assert (answer.status_code, answer.json()["field"]) == (404, "address")
    both = public.get("/api/v1/locate", params={"address": KNOWN, "lon": LON})
    assert (both.status_code, both.json()["field"]) == (422, "address")


def test_a_point_gives_addresses(public: httpx.Client) -> None:
    params = {"lon": LON, "lat": LAT}
    body = public.get("/api/v1/geocode/reverse", params=params).json()
    assert [one["address"] for one in body["items"]] == [KNOWN]
    assert (body["nearest"], body["why"]) == (None, None)
    far = public.get("/api/v1/geocode/reverse", params={"lon": LON, "lat": LAT + 0.1}).json()
    assert (far["items"], far["nearest"]["address"]) == ([], KNOWN)
    assert far["nearest"]["distance_m"] == pytest.approx(11_100, rel=0.01)
    away = f"{far['nearest']['distance_m']:,.0f} m away."
    assert far["why"] == f"No address lies within 100 m; the nearest is {away}"
    assert public.get(
        "/api/v1/geocode/reverse", params={**params, "within_m": 1e6}
    ).status_code == 422  # fmt: skip


@pytest.mark.usefixtures("queue")
def test_a_planner_places_what_waits(signed_in) -> None:
    planner = signed_in("planner")
    waiting = planner.get("/api/v1/addresses/queue", params={"area": small_town.LEFT}).json()
    assert [one["text"] for one in waiting["items"]] == WAITING[:2]
    first, second = (one["id"] for one in waiting["items"])
    url = f"/api/v1/addresses/queue/{first}/place"
    placed = planner.post(url, json={"lon": LON, "lat": LAT})
    assert (placed.status_code, placed.json()) == (200, {"placed": 1, "households": 0})
    assert planner.post(url, json={"lon": LON, "lat": LAT}).status_code == 409
    out = planner.post(f"/api/v1/addresses/queue/{second}/dismiss", json={"reason": "已拆除"})
    assert out.status_code == 204
    left = planner.get("/api/v1/addresses/queue").json()["items"]
    assert [one["text"] for one in left] == WAITING[2:]
    shares = planner.get("/api/v1/addresses/shares").json()["items"]
    assert (shares[0]["name"], shares[0]["share"]) == ("和平社区", 1.0)
    others = signed_in("leader").get("/api/v1/addresses/shares").json()["items"]
    assert (others[0]["addresses"], others[0]["share"], others[0]["levels"]) == (None, None, {})
    known = planner.get("/api/v1/geocode", params={"address": WAITING[0]}).json()
    assert known["placed"]


@pytest.mark.usefixtures("queue")
def test_a_decision_is_listed_and_taken_back(signed_in) -> None:
    planner = signed_in("planner")
    asked = {"cause": "unknown"}
    waiting = planner.get("/api/v1/addresses/queue", params=asked).json()
    *_, first, second = (one["id"] for one in waiting["items"])
    assert waiting["waiting"] == len(waiting["items"])
    planner.post(f"/api/v1/addresses/queue/{first}/place", json={"lon": LON, "lat": LAT})
    planner.post(f"/api/v1/addresses/queue/{second}/dismiss", json={"reason": "已拆除"})
    done = planner.get("/api/v1/addresses/decisions").json()["items"]
    assert [(one["id"], one["state"]) for one in done] == [
        (second, "dismissed"),
        (first, "by_hand"),
    ]
    assert (done[0]["reason"], done[0]["decided_by"]) == ("已拆除", "planner")
    url = "/api/v1/addresses/queue/{}/undo"
    for key in (first, second):
        assert planner.post(url.format(key)).json() == {"waiting": 1}
    assert planner.post(url.format(first)).status_code == 409
    assert planner.post(url.format(9_999_999)).status_code == 404
    assert planner.get("/api/v1/addresses/queue", params=asked).json() == waiting
    assert planner.get("/api/v1/addresses/decisions").json() == {"items": []}


@pytest.mark.usefixtures("queue")
@pytest.mark.parametrize("role", ["worker", "leader", "integrator"])
def test_others_do_not_see_what_waits(signed_in, role: str) -> None:
    assert signed_in(role).get("/api/v1/addresses/queue").status_code == 403


def test_the_queue_is_closed_without_sign_in(public: httpx.Client) -> None:
    assert public.get("/api/v1/addresses/queue").status_code == 401
