"""Addresses of households that the gazetteer was not made of, as people type them."""

from collections.abc import Iterator

import numpy as np
import pytest
import shapely
from sqlalchemy import text
from sqlalchemy.orm import Session

from gridgeo.db.session import make_engine
from gridgeo.demo.district import District
from gridgeo.domain.errors import BadInputError
from gridgeo.geocode.interpolate import metres_scale
from gridgeo.services.geocode_addresses import Geocoded, Geocoder, describe, reverse_geocode
from gridgeo.services.geocode_gazetteer import add_addresses, build_gazetteer
from tests.support import addressed_town
from tests.support.address_slips import (
    WRITTEN_OTHERWISE,
    slip_in_name,
    slip_in_number,
    write_otherwise,
)

pytestmark = [pytest.mark.db, pytest.mark.slow]


@pytest.fixture(scope="module")
def town(module_database_url: str) -> Iterator[tuple[Session, District]]:
    engine = make_engine(module_database_url)
    with Session(engine) as session:
        yield session, addressed_town.build(session)
    engine.dispose()


def off_m(answer: Geocoded, place: shapely.Point) -> float:
    assert answer.best is not None
    found = answer.best.found
    east, north = (found.lon - place.x, found.lat - place.y) * metres_scale(place.y)
    return float(np.hypot(east, north))


def figures(session: Session, texts: list[str], places: list[shapely.Point]) -> tuple[float, float]:
    """Give the shares that are placed within 50 m, and that are placed wrongly."""
    answers = list(Geocoder(session).geocode_all(texts))
    assert [answer.text for answer in answers] == texts
    off = [off_m(a, place) for a, place in zip(answers, places, strict=True) if a.clear]
    return sum(m <= 50 for m in off) / len(texts), sum(m > 200 for m in off) / len(texts)


@pytest.mark.parametrize("kind", WRITTEN_OTHERWISE)
def test_addresses_written_otherwise_are_placed(town, kind: str) -> None:
    session, district = town
    homes = district.households.sample(1000, random_state=1)
    texts = [write_otherwise(address, kind) for address in homes["address"]]
    near, wrong = figures(session, texts, list(homes.geometry))
    assert near > 0.99
    assert wrong == 0


def test_what_is_placed_falls_in_the_grid_of_its_home(town) -> None:
    """The figure of docs/addresses.md; homes in no grid lie in the planted gaps."""
    session, district = town
    homes = district.households.sample(2000, random_state=4).reset_index(drop=True)
    answers = list(Geocoder(session).geocode_all(list(homes["address"])))
    assert all(one.clear for one in answers)
    found = [shapely.Point(one.best.found.lon, one.best.found.lat) for one in answers]  # type: ignore[union-attr]
    drawn = district.present_grids(district.networks[0].code).geometry.to_numpy()
    tree = shapely.STRtree(drawn)
    true, placed = (
        [set(tree.query(point, predicate="intersects").tolist()) for point in side]
        for side in (homes.geometry, found)
    )
    in_grid = [(a, b) for a, b in zip(true, placed, strict=True) if a]
    assert (len(in_grid), sum(bool(a & b) for a, b in in_grid)) == (1935, 1935)


def test_most_slips_in_names_are_forgiven_and_hardly_any_leads_astray(town) -> None:
    session, district = town
    rng = np.random.default_rng(0)
    homes = district.households.sample(2000, random_state=2)
    texts = [slip_in_name(address, rng) for address in homes["address"]]
    near, wrong = figures(session, texts, list(homes.geometry))
    assert near > 0.8
    assert wrong < 0.01


def test_a_wrong_house_number_is_rather_queued_than_placed(town) -> None:
    session, district = town
    rng = np.random.default_rng(0)
    homes = district.households.sample(1000, random_state=3)
    texts = [slip_in_number(address, rng) for address in homes["address"]]
    _, wrong = figures(session, texts, list(homes.geometry))
    assert wrong < 0.1  # a number that exists elsewhere cannot be told from a true one


def test_an_answer_does_not_depend_on_its_neighbours_in_the_batch(town) -> None:
    session, district = town
    rng = np.random.default_rng(1)
    texts = [slip_in_name(one, rng) for one in district.households["address"].iloc[:200]]
    together = [describe(one) for one in Geocoder(session).geocode_all(texts)]
    alone = [describe(Geocoder(session).geocode(text)) for text in texts[:20]]
    assert together[:20] == alone


def test_the_stated_areas_may_stand_in_front(town) -> None:
    session, district = town
    home = district.households.iloc[0]
    answer = Geocoder(session).geocode("示范区" + home["address"])
    assert answer.clear
    assert off_m(answer, home.geometry) < 50


def test_what_names_no_place_says_so(town) -> None:
    session, _ = town
    geocoder = Geocoder(session)
    assert geocoder.geocode("").why == "The text names no place."
    nowhere = geocoder.geocode("爱丽丝漫游仙境大街1号")
    assert "nothing like 爱丽丝漫游仙境大街" in nowhere.why
    assert not nowhere.clear


def test_a_point_leads_back_to_its_address(town) -> None:
    session, district = town
    building = district.buildings.iloc[0]
    inside = building.geometry.representative_point()
    near = reverse_geocode(session, inside.x, inside.y).items
    assert near[0]["distance_m"] < 1
    assert building["address"] in [one["address"] for one in near]
    assert [one["distance_m"] for one in near] == sorted(one["distance_m"] for one in near)
    beyond = reverse_geocode(session, 100.0, 20.0)
    assert beyond.items == []
    assert beyond.nearest is not None
    assert beyond.nearest["distance_m"] > 1e6
    assert "the nearest is" in str(beyond.why)
    with pytest.raises(BadInputError, match="within_m"):
        reverse_geocode(session, 100.0, 20.0, within_m=1e9)


def test_building_again_changes_nothing_and_forgets_what_is_gone(town) -> None:
    session, _ = town
    with session.begin_nested() as savepoint:
        again = build_gazetteer(session)
        assert [(one.inserted, one.updated, one.removed) for one in again] == [(0, 0, 0)] * 6
        session.execute(text("DELETE FROM buildings WHERE code = 'BU000001'"))
        [report] = build_gazetteer(session, ["buildings"])
        assert report.removed >= 1
        savepoint.rollback()
    with pytest.raises(BadInputError, match="no source 'homes'"):
        build_gazetteer(session, ["homes"])


def test_standard_addresses_of_a_file_reach_the_room(town) -> None:
    session, district = town
    home = district.households.iloc[0]
    with session.begin_nested() as savepoint:
        places = np.array([home.geometry], dtype=object)
        report = add_addresses(session, [home["address"]], places)
        assert (report.inserted, report.unread) == (1, 0)
        best = Geocoder(session).geocode(home["address"]).best
        assert best is not None
        assert (best.found.level.value, best.score) == ("room", 1.0)
        savepoint.rollback()
