"""Units of small grounds that one can draw on paper."""

import numpy as np
import pytest
import shapely

from gridgeo.domain.errors import BadInputError
from gridgeo.geometry.enclosures import Barriers
from gridgeo.geometry.tessellation_ground import UnitRules
from gridgeo.geometry.tessellation_units import make_units

FIELD = np.array([shapely.box(0, 0, 400, 200)], dtype=object)
MIDDLE_STREET = Barriers(
    np.array([shapely.LineString([(200, -10), (200, 210)])], dtype=object), np.array(["road"])
)


def houses(*places, size=10.0):
    held = np.empty(len(places), dtype=object)
    held[:] = [shapely.box(x, y, x + size, y + size) for x, y in places]
    return held


def units_of(buildings, households=None, **options):
    counts = np.ones(len(buildings), dtype=np.int64) if households is None else households
    return make_units(FIELD, buildings, counts, 2 * counts, **options)


def test_two_houses_share_a_block_along_the_line_half_way():
    units = units_of(houses((95, 95), (295, 95)))
    assert shapely.area(units.polygons) == pytest.approx([40_000, 40_000], rel=1e-3)
    assert units.source_unit.tolist() == [0, 1]
    assert units.persons.tolist() == [2, 2]


def test_a_street_is_a_border_wherever_the_houses_stand():
    units = units_of(houses((10, 95), (205, 95)), barriers=MIDDLE_STREET)
    assert shapely.bounds(units.polygons)[:, [0, 2]].tolist() == [[0, 200], [200, 400]]


def test_a_dead_end_divides_nothing():
    street = np.array([shapely.LineString([(200, -10), (200, 120)])], dtype=object)
    units = units_of(houses((10, 95)), barriers=Barriers(street, np.array(["road"])))
    assert len(units.polygons) == 1


def test_a_compound_is_one_unit_though_a_street_runs_through_it():
    compound = np.array([shapely.box(120, 50, 280, 150)], dtype=object)
    units = units_of(
        houses((130, 90), (150, 90), (250, 90), (20, 20)),
        np.array([10, 20, 30, 5]),
        compounds=compound,
        barriers=MIDDLE_STREET,
    )
    walled = np.flatnonzero(units.compound == 0)
    assert units.households[walled].tolist() == [60]
    assert shapely.covers(units.polygons[walled[0]], compound[0])


def test_a_compound_above_the_limit_is_divided_by_building_inside_its_wall():
    compound = np.array([shapely.box(100, 50, 180, 150)], dtype=object)
    rules = UnitRules(max_compound_hh=500, min_empty_m2=1e9)
    units = units_of(
        houses((110, 60), (110, 130), (300, 90)),
        np.array([400, 300, 5]),
        compounds=compound,
        rules=rules,
    )
    assert units.compound.tolist() == [-1, -1, -1]
    assert sorted(units.households) == [5, 300, 400]
    towers = shapely.union_all(units.polygons[np.isin(units.households, [300, 400])])
    assert shapely.covers(towers, shapely.buffer(compound[0], -0.01))


def test_a_building_belongs_to_the_compound_that_it_names_only_when_it_stands_beside_it():
    compound = np.array([shapely.box(100, 50, 180, 150)], dtype=object)
    units = units_of(
        houses((110, 60), (185, 90), (330, 90)),
        compounds=compound,
        building_compound=np.array([-1, 0, 0]),
    )
    assert units.compound[units.source_unit].tolist() == [0, 0, -1]


def test_a_hamlet_is_one_unit_in_the_country_and_many_in_town():
    hamlet = houses(*[(40 + 20 * i, 40 + 20 * j) for i in range(3) for j in range(3)], (330, 150))
    rural = units_of(hamlet, rural=np.array([True]))
    assert sorted(rural.households) == [1, 9]
    assert len(units_of(hamlet).polygons) == 10


def test_a_village_above_the_limit_stays_divided():
    hamlet = houses((40, 40), (60, 40))
    rules = UnitRules(max_hamlet_hh=300)
    units = units_of(hamlet, np.array([200, 200]), rural=np.array([True]), rules=rules)
    assert units.households.tolist() == [200, 200]


@pytest.mark.parametrize(
    ("least_m2", "expected"), [(2_000.0, [0, 1]), (1e6, [1])], ids=["stands", "joins"]
)
def test_an_empty_block_stands_alone_when_it_is_large_enough(least_m2, expected):
    rules = UnitRules(min_empty_m2=least_m2)
    units = units_of(houses((50, 50)), barriers=MIDDLE_STREET, rules=rules)
    assert sorted(units.households) == expected


def test_empty_water_goes_to_its_banks():
    river = Barriers(np.array([shapely.box(180, -5, 240, 205)], dtype=object), np.array(["water"]))
    units = units_of(houses((50, 50), (300, 50)), barriers=river)
    assert len(units.polygons) == 2


def test_buildings_that_overlap_share_a_unit_and_those_that_touch_do_not():
    overlapping = houses((50, 50), (55, 50), (200, 50), (210, 50))
    units = units_of(overlapping)
    assert units.source_unit[0] == units.source_unit[1]
    assert units.source_unit[2] != units.source_unit[3]


def test_a_building_outside_is_in_no_unit_and_claims_no_ground():
    straddling = units_of(houses((50, 50), (392, 100)))
    assert sorted(straddling.source_unit) == [0, 1]
    outside = units_of(houses((50, 50), (399, 100)))
    assert outside.source_unit.tolist() == [0, -1]
    assert len(outside.polygons) == 1
    assert outside.households.sum() == 1


def test_units_are_numbered_by_community_from_north_to_south():
    halves = np.array([shapely.box(0, 0, 200, 200), shapely.box(200, 0, 400, 200)], dtype=object)
    buildings = houses((300, 20), (300, 160), (20, 20), (20, 160))
    ones = np.ones(4, dtype=np.int64)
    units = make_units(halves, buildings, ones, ones)
    assert units.community.tolist() == [0, 0, 1, 1]
    assert units.source_unit.tolist() == [3, 2, 1, 0]


def test_an_invalid_building_is_named_by_its_position():
    bow = shapely.Polygon([(0, 0), (10, 10), (10, 0), (0, 10)])
    with pytest.raises(BadInputError, match="building at position 1 is no valid polygon"):
        units_of(np.array([shapely.box(50, 50, 60, 60), bow], dtype=object))


def test_nothing_to_divide_is_refused():
    nothing = np.empty(0, dtype=object)
    with pytest.raises(BadInputError, match="no community"):
        make_units(nothing, nothing, np.empty(0, np.int64), np.empty(0, np.int64))
