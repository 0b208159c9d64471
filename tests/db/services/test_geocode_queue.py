"""What cannot be placed waits, is placed by hand, and is known the next time."""

import numpy as np
import pytest
import shapely
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from gridgeo.db.tables import AddressPlacement, AuditEntry, Household
from gridgeo.domain.enums import PositionQuality
from gridgeo.domain.errors import BadInputError, ConflictError, NotFoundError
from gridgeo.services.decided_addresses import list_decisions, take_back
from gridgeo.services.geocode_addresses import Geocoder
from gridgeo.services.geocode_gazetteer import add_addresses, build_gazetteer
from gridgeo.services.geocode_queue import (
    Cause,
    Kept,
    Placed,
    Waiting,
    count_queue,
    dismiss,
    keep_placements,
    list_queue,
    place_by_hand,
    placed_shares,
)
from tests.support import small_town

pytestmark = pytest.mark.db

LON, LAT = small_town.WEST + 0.005, small_town.SOUTH + 0.005
TEXTS = ["锦岭路2号1幢201室", "和平社区供销社楼501", "和平社区供销社楼601", "？？"]


@pytest.fixture
def town(session: Session) -> Session:
    small_town.build(session)
    build_gazetteer(session, ["areas"])
    known = np.array([shapely.Point(LON, LAT)], dtype=object)
    add_addresses(session, ["锦岭路2号1幢"], known)
    return session


def run(session: Session, subjects: list[str] | None = None) -> Kept:
    return keep_placements(session, Geocoder(session).geocode_all(TEXTS), subjects)


def test_what_is_not_clear_waits_with_its_reason(town: Session) -> None:
    assert run(town) == Kept(placed=1, queued=3)
    queue = list_queue(town)
    assert [one["text"] for one in queue] == TEXTS[1:]
    assert queue[2]["reason"] == "The text names no place."
    assert queue[0]["stated_area_code"] == small_town.LEFT
    assert [one["text"] for one in list_queue(town, Waiting(small_town.LEFT))] == TEXTS[1:3]
    assert [one["cause"] for one in queue] == ["unknown", "unknown", "nameless"]
    assert count_queue(town, Waiting(cause=Cause.NAMELESS)) == 1
    assert count_queue(town, Waiting(least_score=0.1)) == 0
    assert [one["id"] for one in list_queue(town, after=queue[0]["id"], most=1)] == [queue[1]["id"]]


def test_what_is_placed_by_hand_is_known_the_next_time(town: Session) -> None:
    run(town)
    [first, *_] = list_queue(town)
    assert place_by_hand(town, first["id"], LON + 0.001, LAT, "li") == Placed(1, 0)
    row = town.get_one(AddressPlacement, first["id"])
    assert (row.state, row.decided_by, row.area_code) == ("by_hand", "li", small_town.LEFT)
    again = Geocoder(town).geocode("和平社區供銷社樓501室")
    assert again.clear
    assert again.best is not None
    assert again.best.found.lon == pytest.approx(LON + 0.001)
    run(town)
    assert first["id"] not in [one["id"] for one in list_queue(town)]
    entry = town.scalars(select(AuditEntry).where(AuditEntry.action == "place_address")).one()
    assert (entry.actor, entry.object_key) == ("li", str(first["id"]))


def test_households_with_the_same_address_move_together(town: Session) -> None:
    for code in ("H1", "H2"):
        town.add(
            Household(
                code=code,
                address=TEXTS[1],
                position_quality=PositionQuality.GEOCODED,
                geometry=f"SRID=4326;POINT({LON} {LAT})",
            )
        )
    town.flush()
    answers = list(Geocoder(town).geocode_all([TEXTS[1]] * 2))
    keep_placements(town, answers, ["H1", "H2"])
    [first, second] = list_queue(town)
    assert (first["alike"], second["alike"]) == (2, 2)
    assert place_by_hand(town, first["id"], LON + 0.002, LAT, "li") == Placed(2, 2)
    assert homes(town) == {("by_hand", round(LON + 0.002, 6))}
    [decision] = list_decisions(town)
    assert (decision["addresses"], decision["households"]) == (2, 2)
    assert Geocoder(town).geocode(TEXTS[1]).clear
    assert take_back(town, first["id"], "wang") == 2
    assert homes(town) == {("geocoded", round(LON, 6))}
    assert list_queue(town) == [first, second]
    assert not Geocoder(town).geocode(TEXTS[1]).clear


def homes(session: Session) -> set[tuple[str, float]]:
    """Give how and where (its longitude) the households H1 and H2 are placed."""
    statement = text("SELECT position_quality, ST_X(geometry) FROM households")
    return {(quality, round(lon, 6)) for quality, lon in session.execute(statement)}


def test_a_place_that_was_given_before_holds_again(town: Session) -> None:
    run(town)
    [first, *_] = list_queue(town)
    place_by_hand(town, first["id"], LON, LAT, "li")
    # Another list writes the same, and somebody thinks otherwise.
    town.execute(
        text("""
            INSERT INTO address_placements (subject, text, normal, state, reason)
            SELECT 'address:again', text, normal, 'queued', 'r' FROM address_placements
            WHERE id = :id
        """),
        {"id": first["id"]},
    )
    [again] = [one for one in list_queue(town) if one["subject"] == "address:again"]
    place_by_hand(town, again["id"], LON + 0.003, LAT, "wang")
    take_back(town, again["id"], "li")
    best = Geocoder(town).geocode(TEXTS[1]).best
    assert best is not None
    assert best.found.lon == pytest.approx(LON)


def test_what_was_moved_since_is_not_moved_back(town: Session) -> None:
    town.add(
        Household(
            code="H1",
            address=TEXTS[1],
            position_quality=PositionQuality.GEOCODED,
            geometry=f"SRID=4326;POINT({LON} {LAT})",
        )
    )
    town.flush()
    keep_placements(town, list(Geocoder(town).geocode_all([TEXTS[1]])), ["H1"])
    [first] = list_queue(town)
    place_by_hand(town, first["id"], LON + 0.002, LAT, "li")
    town.execute(text("UPDATE households SET position_quality = 'surveyed'"))
    with pytest.raises(ConflictError, match="H1"):
        take_back(town, first["id"], "li")
    with pytest.raises(NotFoundError):
        take_back(town, 999_999, "li")


def test_a_decision_is_made_once(town: Session) -> None:
    run(town)
    [first, _, last] = list_queue(town)
    dismiss(town, last["id"], "没有地址", "li")
    with pytest.raises(ConflictError, match="dismissed"):
        place_by_hand(town, last["id"], LON, LAT, "wang")
    with pytest.raises(NotFoundError):
        place_by_hand(town, 999_999, LON, LAT, "wang")
    with pytest.raises(BadInputError):
        place_by_hand(town, first["id"], 500.0, LAT, "wang")


def test_shares_are_counted_by_community_and_level(town: Session) -> None:
    run(town)
    place_by_hand(town, list_queue(town)[0]["id"], LON, LAT, "li")
    left, unknown = placed_shares(town)
    assert left == {
        "area_code": small_town.LEFT,
        "name": "和平社区",
        "addresses": 3,
        "placed": 2,
        "levels": {"by_hand": 1, "building": 1},
        "share": 0.6667,
    }
    assert (unknown["area_code"], unknown["addresses"], unknown["share"]) == (None, 1, 0.0)
