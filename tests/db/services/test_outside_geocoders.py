"""Other geocoders, played by a local server that speaks their format."""

import time

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from gridgeo.config import Settings
from gridgeo.domain.errors import BadInputError, UnavailableError
from gridgeo.geometry.china_offsets import gcj02_from_wgs84
from gridgeo.services.geocode_addresses import Geocoder
from gridgeo.services.geocode_queue import keep_placements
from gridgeo.services.outside_geocoders import ask_outside, find_service, place_queue_outside
from gridgeo.services.outside_geocoders.ask import describe_outside
from tests.support import geocoder_servers

pytestmark = pytest.mark.db

TRUE = (116.3055, 39.9102)
SHIFTED = tuple(float(side[0]) for side in gcj02_from_wgs84(*TRUE))
HERE, ROUGH, NOWHERE = "无名路7号", "无名街", "不存在的地方"


def service(name: str, url: str, key: str = geocoder_servers.KEY, per_second: float = 1000):
    values = {f"{name}_key": key, f"{name}_url": url, "geocoders_per_second": per_second}
    return find_service(Settings(**values), name)


@pytest.mark.parametrize(
    ("name", "place", "number", "street"),
    [("amap", SHIFTED, "门牌号", "道路"), ("tianditu", TRUE, "门址", "道路")],
)
def test_answers_come_to_wgs84_are_kept_and_place_what_waits(session, name, place, number, street):
    places = {HERE: (*place, number), ROUGH: (*place, street)}
    keep_placements(session, Geocoder(session).geocode_all([HERE, ROUGH, NOWHERE]))
    with geocoder_servers.serving(places) as server:
        asked = place_queue_outside(session, service(name, server.url), actor="a")
        assert (asked.addresses, asked.kept, asked.answered, asked.placed) == (3, 0, 2, 1)
        assert len(server.asked) == 3
        again, before = ask_outside(session, service(name, server.url), [HERE, ROUGH, NOWHERE])
        assert (len(server.asked), before) == (3, 3)
        assert describe_outside(service(name, server.url), *TRUE).startswith("近")
    assert again[0].lon == pytest.approx(TRUE[0], abs=1e-7)
    assert again[0].lat == pytest.approx(TRUE[1], abs=1e-7)
    assert again[2] is None
    rows = session.execute(
        text("SELECT text, state, level, ST_X(geometry) FROM address_placements")
    )
    found = {row[0]: tuple(row[1:]) for row in rows}
    assert found[HERE] == ("placed", "number", pytest.approx(TRUE[0], abs=1e-7))
    assert found[ROUGH][0] == found[NOWHERE][0] == "queued"
    assert session.scalar(text("SELECT count(*) FROM audit_log WHERE action = 'ask_outside'")) == 1


@pytest.mark.parametrize("name", ["amap", "tianditu"])
def test_a_refusal_says_so_without_the_key(session: Session, name: str) -> None:
    with geocoder_servers.serving({}) as server, pytest.raises(UnavailableError) as caught:
        ask_outside(session, service(name, server.url, key="wrong-key"), [HERE])
    assert "does not answer" in caught.value.message
    assert "wrong-key" not in caught.value.message


def test_the_pace_is_kept(session: Session) -> None:
    with geocoder_servers.serving({}) as server:
        begun = time.monotonic()
        ask_outside(session, service("amap", server.url, per_second=20), ["a", "b", "c", "d", "e"])
    assert time.monotonic() - begun >= 4 / 20


def test_nobody_is_asked_without_a_key_and_what_is_away_is_named(session: Session) -> None:
    with pytest.raises(UnavailableError, match="GRIDGEO_AMAP_KEY is not set"):
        find_service(Settings(), "amap")
    with pytest.raises(BadInputError, match="no service 'google'"):
        find_service(Settings(), "google")
    with pytest.raises(UnavailableError, match=r"'127\.0\.0\.1' does not answer \(ConnectError\)"):
        ask_outside(session, service("amap", "http://127.0.0.1:9"), [HERE])
