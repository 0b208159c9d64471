import pytest
import shapely

from gridgeo.topology import duplicate, overlap
from tests.support.views import box, view_of


def test_the_same_ground_twice_is_a_duplicate_and_not_an_overlap():
    turned = shapely.Polygon(list(box(0, 0, 100, 100).exterior.coords)[::-1])
    view = view_of([box(0, 0, 100, 100), turned])
    (one,) = duplicate.find(view)
    assert one.rule == "duplicate"
    assert one.area_m2 == pytest.approx(10_000.0)
    assert overlap.find(view) == []


def test_duplicates_among_neighbours_are_found_although_every_edge_is_answered():
    pair = [box(0, 0, 100, 100), box(100, 0, 200, 100)]
    codes = [one.codes for one in duplicate.find(view_of(pair + pair))]
    assert codes == [("A", "C"), ("B", "D")]
