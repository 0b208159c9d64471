import numpy as np
import pytest

from gridgeo.domain.band import HouseholdBand
from gridgeo.topology import cut
from gridgeo.topology.surroundings import Footprints, Surroundings
from tests.support.views import box, homes_at, view_of

PAIR = [box(0, 0, 100, 100), box(100, 0, 200, 100)]


def footprints(*shapes):
    held = np.empty(len(shapes), dtype=object)
    held[:] = shapes
    return Footprints(tuple(f"t{i}" for i in range(len(shapes))), held)


def test_a_building_under_a_border_is_cut():
    things = Surroundings(buildings=footprints(box(90, 10, 130, 20), box(10, 10, 30, 30)))
    (one,) = cut.find(view_of(PAIR, surroundings=things))
    assert one.codes == ("A", "B")
    assert one.area_m2 == pytest.approx(100.0)
    assert [fix.codes for fix in one.fixes] == [("B",), ("A",)]
    assert [fix.area_m2 for fix in one.fixes] == [pytest.approx(100), pytest.approx(300)]
    assert "楼栋 t0" in one.zh


@pytest.mark.parametrize("shape", [box(60, 0, 100, 50), box(60, 0, 100.9, 50), box(20, 20, 60, 60)])
def test_a_border_along_a_wall_cuts_nothing(shape):
    assert cut.find(view_of(PAIR, surroundings=Surroundings(buildings=footprints(shape)))) == []


def test_two_buildings_at_the_same_grids_are_two_findings():
    things = Surroundings(buildings=footprints(box(90, 10, 110, 20), box(90, 30, 110, 40)))
    found = cut.find(view_of(PAIR, surroundings=things))
    assert len({one.id for one in found}) == 2


def test_a_building_where_grids_overlap_lies_wholly_in_one():
    shapes = [box(0, 0, 120, 100), box(80, 0, 200, 100)]
    things = Surroundings(buildings=footprints(box(90, 10, 130, 20)))
    assert cut.find(view_of(shapes, surroundings=things)) == []


def test_a_building_half_in_a_gap_is_not_cut_by_a_border():
    things = Surroundings(buildings=footprints(box(190, 10, 230, 20)))
    assert cut.find(view_of(PAIR, surroundings=things)) == []


def test_a_compound_too_large_for_one_grid_may_be_divided():
    things = Surroundings(compounds=footprints(box(60, 0, 140, 100)))
    few, many = (
        homes_at((90, 50), (110, 50), each=200),
        homes_at((90, 50), (110, 50), (120, 50), each=200),
    )
    options = {"surroundings": things, "band": HouseholdBand()}
    (one,) = cut.find(view_of(PAIR, homes=few, **options))
    assert one.households == 200
    assert "小区" in one.zh
    assert cut.find(view_of(PAIR, homes=many, **options)) == []
