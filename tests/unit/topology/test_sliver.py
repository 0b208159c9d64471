import pytest

from gridgeo.domain.enums import Severity
from gridgeo.domain.thresholds import Thresholds
from gridgeo.topology import gap, overlap, sliver
from gridgeo.topology.registry import check, may_be_excepted
from tests.support.views import box, view_of

OVERLAPPING = [box(0, 0, 102, 100), box(100, 0, 200, 100)]
APART = [box(0, 0, 100, 100), box(102, 0, 200, 100)]
GROUND = box(0, 0, 200, 100)


def test_a_thin_overlap_is_a_sliver_and_no_overlap():
    view = view_of(OVERLAPPING)
    assert overlap.find(view) == []
    (one,) = sliver.find(view)
    assert (one.rule, one.sliver_of, one.fault) == ("sliver", "overlap", "overlap")
    assert (one.severity, one.codes) == (Severity.ERROR, ("A", "B"))
    assert one.area_m2 == pytest.approx(200.0)
    assert one.width_m == pytest.approx(2.0)
    assert "碎缝" in one.zh
    assert "Sliver" in one.en


def test_a_thin_gap_is_a_sliver_that_nobody_makes_a_grid_of():
    view = view_of(APART, boundary=GROUND)
    assert gap.find(view) == []
    (one,) = sliver.find(view)
    assert one.sliver_of == "gap"
    assert [fix.action for fix in one.fixes] == ["give_to", "give_to"]


@pytest.mark.parametrize("shapes", [OVERLAPPING, APART])
def test_the_width_decides_and_the_id_does_not_change(shapes):
    found = [
        check(view_of(shapes, boundary=GROUND, thresholds=Thresholds(sliver_width_m=width)))
        for width in (2.5, 1.5)
    ]
    (thin,), (wide,) = found
    assert (thin.rule, wide.rule) == ("sliver", thin.fault)
    assert thin.id == wide.id
    assert wide.record()["sliver_of"] is None


def test_the_same_ground_twice_is_a_duplicate_however_thin():
    strip = [box(0, 0, 2, 100), box(0, 0, 2, 100)]
    assert [one.rule for one in check(view_of(strip), ["duplicate", "sliver"])] == ["duplicate"]


def test_nobody_can_accept_a_sliver():
    assert not may_be_excepted("sliver", Severity.ERROR)
