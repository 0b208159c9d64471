from dataclasses import replace

import numpy as np
import pytest
import shapely

from gridgeo.topology import crossing
from gridgeo.topology.homes import Homes
from tests.support.related_views import base, micro
from tests.support.views import box


def test_grids_made_of_whole_base_grids_cross_none():
    assert crossing.find(micro(box(0, 0, 200, 100)), base()) == []


def test_a_base_grid_that_is_cut_is_crossed():
    cut = micro(box(0, 0, 70, 100), box(70, 0, 200, 100))
    (one,) = crossing.find(cut, base())
    assert one.rule == "crossing"
    assert one.codes == ("B1", "M1", "M2")
    assert one.area_m2 == pytest.approx(3000)


def test_a_crossing_tells_the_households_on_each_side():
    at = [(10, 50), (60, 50), (70, 50), (90, 50), (150, 50)]
    points = shapely.points([(500_000 + x, 3_300_000 + y) for x, y in at])
    homes = Homes(points, np.array([100, 20, 5, 30, 400]))
    cut = micro(box(0, 0, 70, 100), box(70, 0, 95, 100), box(100, 0, 200, 100))
    (one,) = crossing.find(cut, replace(base(), homes=homes))
    # A home on the border counts once, with the larger part.
    assert [(part.code, part.households) for part in one.parts] == [
        ("M1", 125),
        ("M2", 30),
        ("", 0),
    ]
    assert [part.area_m2 for part in one.parts] == pytest.approx([7000, 2500, 500])
    assert "M1 125户、M2 30户、无网格 0户" in one.zh
    assert "(M1 125 households, M2 30 households, no grid 0 households)" in one.en
    assert [(fix.action, fix.codes) for fix in one.fixes] == [("take_whole", ("M1", "B1"))]


def test_without_households_a_crossing_tells_the_ground_on_each_side():
    cut = micro(box(0, 0, 70, 100), box(70, 0, 200, 100))
    (one,) = crossing.find(cut, base())
    assert "M1 7,000平方米、M2 3,000平方米" in one.zh
    assert one.record()["parts"][1] == {"code": "M2", "area_m2": 3000.0, "households": None}
