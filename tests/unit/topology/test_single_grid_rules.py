"""Rules that look at one grid at a time: invalid, contiguity, spike, band, code."""

import numpy as np
import pytest
import shapely

from gridgeo.domain.band import HouseholdBand
from gridgeo.domain.enums import CountUnit, Severity
from gridgeo.topology import band, code, contiguity, gap, invalid, overlap, spike
from gridgeo.topology.homes import Homes
from gridgeo.topology.surroundings import Footprints, Surroundings
from tests.support.views import box, view_of

X, Y = 500_000, 3_300_000


def ring(*points):
    return shapely.Polygon([(X + x, Y + y) for x, y in points])


def test_a_bow_tie_is_invalid_at_its_crossing():
    (one,) = invalid.find(view_of([ring((0, 0), (100, 100), (100, 0), (0, 100))]))
    assert "自相交" in one.zh
    assert one.geometry.equals(shapely.Point(X + 50, Y + 50))
    assert one.fixes[0].action == "repair"


@pytest.mark.parametrize("shape", [None, shapely.Polygon()])
def test_a_grid_without_ground_is_invalid(shape):
    (one,) = invalid.find(view_of([box(0, 0, 9, 9), shape]))
    assert one.codes == ("B",)
    assert "no geometry" in one.en


def test_a_hole_beyond_its_shell_is_invalid_and_the_rest_is_still_judged():
    holed = shapely.Polygon(box(0, 0, 100, 100).exterior, [box(300, 0, 310, 10).exterior])
    view = view_of([holed, box(50, 0, 150, 100)])
    assert len(invalid.find(view)) == 1
    (one,) = overlap.find(view)
    assert one.area_m2 == pytest.approx(5000.0)


def test_a_grid_with_an_infinite_coordinate_is_invalid_and_has_no_ground():
    shape = ring((0, 0), (float("inf"), 0), (10, 10))
    view = view_of([box(0, 0, 9, 9), shape])
    (one,) = invalid.find(view)
    assert one.codes == ("B",)
    assert overlap.find(view) == []


def test_pieces_apart_are_not_contiguous():
    parts = shapely.MultiPolygon([box(0, 0, 100, 100), box(200, 0, 230, 100)])
    (one,) = contiguity.find(view_of([parts]))
    assert one.area_m2 == pytest.approx(3000.0)
    assert one.geometry.equals(shapely.MultiPolygon([box(200, 0, 230, 100)]))


def test_pieces_that_meet_in_a_point_are_not_contiguous():
    parts = shapely.MultiPolygon([box(0, 0, 100, 100), box(100, 100, 200, 200)])
    assert len(contiguity.find(view_of([parts]))) == 1


def test_parts_that_share_a_border_are_one_place():
    parts = shapely.MultiPolygon([box(0, 0, 100, 100), box(100, 0, 200, 100)])
    assert contiguity.find(view_of([parts])) == []


def test_one_part_stored_as_several_is_contiguous():
    assert contiguity.find(view_of([shapely.MultiPolygon([box(0, 0, 9, 9)])])) == []


def needle(tip_x):
    """Left neighbour of a border at x = 100 with a needle on it."""
    feet = [(100, 50), (tip_x, 50.1), (100, 50.2)]
    return ring((0, 0), (100, 0), *feet, (100, 100), (0, 100))


@pytest.mark.parametrize("tip", [120, 80])
def test_a_needle_is_a_spike_and_nothing_else(tip):
    view = view_of([needle(tip), box(100, 0, 200, 100)])
    (one,) = spike.find(view)
    assert one.severity is Severity.ERROR
    assert one.area_m2 == pytest.approx(2.0, rel=1e-3)
    assert overlap.find(view) == []
    assert gap.find(view) == []


def test_a_needle_that_harms_nothing_is_only_a_warning():
    (one,) = spike.find(view_of([needle(120)]))
    assert one.severity is Severity.WARNING


def test_a_needle_that_the_neighbour_shares_is_drawn_on_purpose():
    notched = box(100, 0, 200, 100).difference(needle(120))
    feet = [(100, 100), (100, 50.2), (120, 50.1), (100, 50), (100, 0)]
    notched = ring((200, 0), (200, 100), *feet)
    assert spike.find(view_of([needle(120), notched])) == []


def test_a_drawn_corner_is_no_spike():
    assert spike.find(view_of([ring((0, 0), (200, 30), (0, 60))])) == []


def test_counts_at_the_ends_of_the_band_are_in_it():
    shapes = [box(i * 10, 0, i * 10 + 10, 10) for i in range(4)]
    view = view_of(shapes, households=np.array([299, 300, 500, 501]), band=HouseholdBand())
    under, over = band.find(view)
    assert (under.codes, under.fixes[0].action) == (("A",), "merge")
    assert (over.codes, over.fixes[0].action) == (("D",), "split")
    assert over.households == 501
    assert "超出上限 1 户" in over.zh


def test_the_count_says_what_it_is_made_of():
    points = np.asarray(shapely.points([(X + x, Y + 5) for x in (1, 2, 3, 4)]))
    homes = Homes(points, np.array([40, 480, 0, 60]))
    options = {"households": np.array([580]), "band": HouseholdBand(), "homes": homes}
    (one,) = band.find(view_of([box(0, 0, 10, 10)], **options))
    assert "共 3 处，最大的是住址 480 户、住址 60 户、住址 40 户" in one.zh
    assert "3 places, the largest an address with 480" in one.en


def test_compounds_and_buildings_are_named_where_they_are_known():
    points = np.asarray(shapely.points([(X + x, Y + 5) for x in (1, 2, 30, 31, 60)]))
    homes = Homes(points, np.array([100, 150, 90, 30, 5]))
    things = {
        "compounds": footprints(c1=box(0, 0, 10, 10)),
        "buildings": footprints(b1=box(0, 0, 1.5, 10), b2=box(25, 0, 35, 10)),
    }
    view = view_of(
        [box(0, 0, 100, 10)],
        households=np.array([375]),
        band=HouseholdBand(10, 20, 30),
        homes=homes,
        surroundings=Surroundings(**things),
    )
    (one,) = band.find(view)
    assert "共 3 处，最大的是小区 c1 250 户、楼栋 b2 120 户、住址 5 户" in one.zh


def footprints(**shapes):
    held = np.empty(len(shapes), dtype=object)
    held[:] = list(shapes.values())
    return Footprints(tuple(shapes), held)


def test_many_small_addresses_are_only_counted():
    points = np.asarray(shapely.points([(X + x, Y + 5) for x in (1, 2, 3)]))
    options = {"households": np.array([3]), "homes": Homes(points, np.ones(3, dtype=int))}
    (one,) = band.find(view_of([box(0, 0, 10, 10)], band=HouseholdBand(), **options))
    assert "共 3 处住址，每处 1 户" in one.zh


def test_a_network_that_counts_persons_says_persons():
    options = {"households": np.array([580]), "band": HouseholdBand(), "unit": CountUnit.PERSONS}
    (one,) = band.find(view_of([box(0, 0, 10, 10)], **options))
    assert "有 580 人，超出上限 80 人" in one.zh
    assert "580 persons" in one.en
    assert one.households is None


def test_fixes_of_a_count_name_neighbours_and_what_moves_the_least_first():
    shapes = [box(i * 100, 0, i * 100 + 100, 100) for i in range(4)]
    view = view_of(shapes, households=np.array([480, 620, 350, 250]), band=HouseholdBand())
    over, under = band.find(view)
    assert [(fix.action, fix.codes, fix.households) for fix in over.fixes] == [
        ("push_border", ("B", "C"), 120),
        ("split", ("B",), 310),
    ]
    assert [(fix.action, fix.codes, fix.households) for fix in under.fixes] == [
        ("push_border", ("C", "D"), 50)
    ]


def test_a_small_grid_is_merged_where_a_neighbour_has_room():
    shapes = [box(0, 0, 100, 100), box(100, 0, 200, 100)]
    view = view_of(shapes, households=np.array([310, 90]), band=HouseholdBand())
    (one,) = band.find(view)
    assert [(fix.action, fix.codes, fix.households) for fix in one.fixes] == [
        ("merge", ("B", "A"), 90)
    ]


def test_each_grid_can_have_a_band_of_its_own():
    shapes = [box(i * 10, 0, i * 10 + 10, 10) for i in range(3)]
    bands = (HouseholdBand(), HouseholdBand(100, 200, 300), None)
    found = band.find(view_of(shapes, households=np.array([250, 250, 9]), band=bands))
    assert [one.codes for one in found] == [("A",)]


def test_without_counts_the_band_is_not_judged():
    assert band.find(view_of([box(0, 0, 1, 1)], band=HouseholdBand())) == []


def test_missing_and_shared_codes_are_named_by_row():
    shapes = [box(i * 10, 0, i * 10 + 10, 10) for i in range(5)]
    found = code.find(view_of(shapes, codes=("1", "", "2", "1", "")))
    assert [(one.codes, one.en) for one in found] == [
        (("#2",), "The grid in row 2 has no code."),
        (("#5",), "The grid in row 5 has no code."),
        (("1",), "2 grids carry the code 1 (rows 1, 4)."),
    ]


def test_a_bow_tie_stored_as_a_multipolygon_is_invalid_and_nothing_else():
    bow_tie = ring((0, 0), (100, 100), (100, 0), (0, 100))
    view = view_of([shapely.MultiPolygon([bow_tie])])
    assert len(invalid.find(view)) == 1
    assert contiguity.find(view) == []
