import numpy as np
import pytest

from gridgeo.geocode import parse_address
from gridgeo.geocode.address import Level
from gridgeo.geocode.anchor import Anchor
from gridgeo.geocode.entry import Entry
from gridgeo.geocode.interpolate import interpolate_number, metres_scale
from gridgeo.geocode.rank import distance_m, is_clear, rank_candidates
from gridgeo.geocode.similar import most_similar, similarity

LON, LAT = 115.0, 32.0
EAST_M = 1 / metres_scale(LAT)[0]  # degrees in a metre
AREAS = {
    "L": {"district": "示范区", "town": "文门街道", "community": "永林社区"},
    "R": {"district": "示范区", "town": "安塘街道", "community": "龙秀社区"},
}


def entry(text: str, metres_east: float, area: str = "L", anchor: str | None = None) -> Entry:
    address = parse_address(text)
    name = anchor or address.anchors[0]
    return Entry(
        name, *address.path_in(name), address.level, text, LON + metres_east * EAST_M, LAT, area
    )


def anchors(*entries: Entry, **lines: list[np.ndarray]) -> dict[str, Anchor]:
    names = {one.anchor for one in entries}
    return {
        name: Anchor(name, [one for one in entries if one.anchor == name], lines.get(name, []))
        for name in names
    }


def ask(text: str, known: dict[str, Anchor], similar: dict | None = None) -> list:
    return rank_candidates(
        parse_address(text), known, similar or {}, lambda code: AREAS.get(code, {})
    )


def test_an_address_is_followed_down_to_the_room() -> None:
    known = anchors(
        entry("锦岭路2号1幢3单元601室", 0), entry("锦岭路2号1幢", 5), entry("锦岭路4号", 60)
    )
    [first, *_] = ask("锦岭路2号1幢3单元601室", known)
    assert (first.found.level, first.score) == (Level.ROOM, 1.0)
    [first, *_] = ask("锦岭路2号1幢9单元101室", known)
    assert first.found.level is Level.BUILDING
    assert first.score > 0.9
    [first, *_] = ask("锦岭路4号301室", known)
    assert (first.found.level, first.score) == (Level.NUMBER, 0.97)


def test_a_building_that_is_not_known_leads_to_its_house_number() -> None:
    known = anchors(entry("锦岭路2号1幢", 0), entry("锦岭路2号2幢", 40))
    [first] = ask("锦岭路2号9幢", known)
    assert first.found.level is Level.NUMBER
    assert first.found.lon == pytest.approx(LON + 20 * EAST_M)
    assert is_clear([first])


def test_a_number_between_known_ones_is_interpolated_on_its_own_side() -> None:
    known = [(2, LON, LAT), (3, LON, LAT + 0.001), (10, LON + 80 * EAST_M, LAT)]
    lon, lat, spread_m = interpolate_number(6, known)
    assert ((lon - LON) / EAST_M, lat) == (pytest.approx(40), pytest.approx(LAT))
    assert spread_m == pytest.approx(40)


def test_interpolation_follows_a_bent_street() -> None:
    corner = np.array([[0, 0], [100, 0], [100, 100]]) * EAST_M + [LON, LAT]
    scale = metres_scale(LAT)
    corner[:, 1] = LAT + np.array([0, 0, 100]) / scale[1]
    known = [(2, *corner[0]), (10, *corner[2])]
    lon, lat, _ = interpolate_number(6, known, [corner])
    assert (np.array([lon, lat]) - corner[1]) * scale == pytest.approx([0, 0], abs=1e-3)


def test_numbers_far_apart_say_nothing_about_those_between() -> None:
    assert interpolate_number(6, [(2, LON, LAT), (10, LON + 0.05, LAT)]) is None
    assert interpolate_number(40, [(2, LON, LAT)]) is None
    assert interpolate_number(4, [(2, LON, LAT)]) == (LON, LAT, 40.0)


def test_an_interpolated_place_is_worth_less_and_says_so() -> None:
    known = anchors(entry("锦岭路2号", 0), entry("锦岭路6号", 60))
    [first, *_] = ask("锦岭路4号", known)
    assert first.found.interpolated
    assert 0.7 < first.score < 1
    assert "between known house numbers" in first.why


def test_a_slip_in_the_name_is_forgiven_and_costs_some_score() -> None:
    known = anchors(entry("锦岭路2号1幢", 0))
    assert ask("锦玲路2号1幢", known) == []
    alike = {"锦玲路": most_similar("锦玲路", ["锦岭路", "文化街"])}
    [first] = ask("锦玲路2号1幢", known, alike)
    assert first.found.address == "锦岭路2号1幢"
    assert 0.7 < first.score < 0.9
    assert "name 83% alike" in first.why


def test_two_places_that_are_as_likely_are_not_clear() -> None:
    known = anchors(entry("锦岭路2号", 0), entry("锦玉路2号", 500))
    alike = {"锦玲路": most_similar("锦玲路", ["锦岭路", "锦玉路"])}
    found = ask("锦玲路2号", known, alike)
    assert len(found) == 2
    assert not is_clear(found)


def test_of_two_streets_with_one_name_the_stated_community_decides() -> None:
    known = anchors(entry("朝阳巷6号", 0, "L"), entry("朝阳巷6号", 3000, "R"))
    both = ask("朝阳巷6号", known)
    assert len(both) == 2
    assert not is_clear(both)
    stated = ask("龙秀社区朝阳巷6号", known)
    assert stated[0].found.area_code == "R"
    assert is_clear(stated)
    assert stated[1].disagrees == "community"


def test_a_compound_answers_for_its_buildings() -> None:
    known = anchors(entry("紫秀名居3幢", 0), entry("紫秀名居5幢", 80), entry("紫秀名居", 40))
    [first, *_] = ask("紫秀名居3号楼2-501", known)
    assert (first.found.level, first.found.address) == (Level.BUILDING, "紫秀名居3幢")
    [first, *_] = ask("紫秀名居9号楼", known)
    assert first.found.level is Level.COMPOUND
    assert not is_clear([first])
    [first, *_] = ask("紫秀名居3号501", known)
    assert first.found.address == "紫秀名居3幢"


def test_candidates_at_one_place_are_given_once() -> None:
    known = anchors(entry("锦岭路2号", 0), entry("锦岭路2号锦绣花园", 0, anchor="锦绣花园"))
    found = ask("锦岭路2号锦绣花园", known)
    assert all(
        distance_m(one.found, other.found) > 1 for i, one in enumerate(found) for other in found[:i]
    )


@pytest.mark.parametrize(
    ("written", "known", "least", "most"),
    [
        ("锦岭路", "锦岭路", 1, 1),
        ("锦玲路", "锦岭路", 0.8, 0.9),
        ("锦岭", "锦岭路", 0.9, 0.9),
        ("科学园区工业东二路", "工业东二路", 0.9, 0.9),
        ("锦绣花园小区", "锦绣花园", 0.9, 0.9),
        ("文化街", "锦岭路", 0, 0),
        ("锦玉街", "锦岭路", 0, 0),
    ],
)
def test_names_are_alike_within_a_slip(written: str, known: str, least: float, most: float) -> None:
    assert least <= similarity(written, known) <= most
