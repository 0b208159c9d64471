import numpy as np
import pytest
import shapely

from gridgeo.topology import nesting
from gridgeo.topology.homes import Homes
from tests.support.related_views import BASE, base, micro
from tests.support.views import box


def test_micro_grids_in_their_base_grids_nest():
    nested = micro(box(0, 0, 50, 100), box(50, 0, 100, 100), box(100, 0, 200, 100))
    assert nesting.find(nested, base()) == []


def test_a_micro_grid_over_a_border_is_named_with_the_ground_that_strays():
    (one,) = nesting.find(micro(box(20, 0, 110, 100)), base())
    assert one.rule == "nesting"
    assert one.codes == ("M1", "B1", "B2")
    assert one.networks == ("micro", "base")
    assert one.area_m2 == pytest.approx(1000)
    assert one.geometry.equals(box(100, 0, 110, 100))


def test_a_strip_thinner_than_a_sliver_does_not_break_nesting():
    assert nesting.find(micro(box(20, 0, 102, 100)), base()) == []


def test_a_micro_grid_that_leaves_the_other_network_does_not_nest():
    (one,) = nesting.find(micro(box(150, 0, 250, 100)), base())
    assert one.codes == ("M1", "B2")
    assert one.area_m2 == pytest.approx(5000)


def test_a_micro_grid_in_no_grid_of_the_other_network_does_not_nest():
    at = shapely.points([(500_250.0, 3_300_050.0)])
    lost = micro(BASE["B1"], box(201, 0, 300, 100), homes=Homes(at, np.array([7])))
    (one,) = nesting.find(lost, base())
    assert (one.rule, one.codes, one.households) == ("nesting", ("M2",), 7)
    assert one.area_m2 == pytest.approx(9900)
    assert one.en.startswith("Grid M2 of micro lies in no grid of base: 9,900 m²")
    assert "不在 base 的任何网格内" in one.zh
    assert [fix.action for fix in one.fixes] == ["new_grid"]


def test_a_strip_beside_the_other_network_is_inexact_drawing():
    assert nesting.find(micro(box(200, 0, 202, 100)), base()) == []


def test_households_on_the_ground_that_strays_are_counted():
    homes = Homes(
        shapely.points([[500_105.0, 3_300_050.0], [500_050.0, 3_300_050.0]]), np.array([3, 9])
    )
    (one,) = nesting.find(micro(box(20, 0, 110, 100), homes=homes), base())
    assert one.households == 3
