from dataclasses import replace

import numpy as np
import pytest
import shapely

from gridgeo.domain.enums import Relation
from gridgeo.topology.between import check_relation, without_dedicated
from gridgeo.topology.homes import Homes
from tests.support.views import box, view_of

BASE = {"B1": box(0, 0, 100, 100), "B2": box(100, 0, 200, 100)}


def base():
    return replace(view_of(BASE), network="base")


def micro(*shapes, **options):
    named = {f"M{i + 1}": shape for i, shape in enumerate(shapes)}
    return replace(view_of(named, **options), network="micro")


def test_micro_grids_in_their_base_grids_nest():
    nested = micro(box(0, 0, 50, 100), box(50, 0, 100, 100), box(100, 0, 200, 100))
    assert check_relation(nested, base(), Relation.NESTS_IN) == []


def test_a_micro_grid_over_a_border_is_named_with_the_ground_that_strays():
    (one,) = check_relation(micro(box(20, 0, 110, 100)), base(), Relation.NESTS_IN)
    assert one.rule == "nesting"
    assert one.codes == ("M1", "B1", "B2")
    assert one.networks == ("micro", "base")
    assert one.area_m2 == pytest.approx(1000)
    assert one.geometry.equals(box(100, 0, 110, 100))


def test_a_strip_thinner_than_a_sliver_does_not_break_nesting():
    assert check_relation(micro(box(20, 0, 102, 100)), base(), Relation.NESTS_IN) == []


def test_a_micro_grid_that_leaves_the_other_network_does_not_nest():
    (one,) = check_relation(micro(box(150, 0, 250, 100)), base(), Relation.NESTS_IN)
    assert one.codes == ("M1", "B2")
    assert one.area_m2 == pytest.approx(5000)


def test_a_micro_grid_in_no_grid_of_the_other_network_does_not_nest():
    at = shapely.points([(500_250.0, 3_300_050.0)])
    lost = micro(BASE["B1"], box(201, 0, 300, 100), homes=Homes(at, np.array([7])))
    (one,) = check_relation(lost, base(), Relation.NESTS_IN)
    assert (one.rule, one.codes, one.households) == ("nesting", ("M2",), 7)
    assert one.area_m2 == pytest.approx(9900)
    assert one.en.startswith("Grid M2 of micro lies in no grid of base: 9,900 m²")
    assert "不在 base 的任何网格内" in one.zh
    assert [fix.action for fix in one.fixes] == ["new_grid"]


def test_a_strip_beside_the_other_network_is_inexact_drawing():
    assert check_relation(micro(box(200, 0, 202, 100)), base(), Relation.NESTS_IN) == []


def test_grids_made_of_whole_base_grids_cross_none():
    assert check_relation(micro(box(0, 0, 200, 100)), base(), Relation.WHOLE_GRIDS_OF) == []


def test_a_base_grid_that_is_cut_is_crossed():
    cut = micro(box(0, 0, 70, 100), box(70, 0, 200, 100))
    (one,) = check_relation(cut, base(), Relation.WHOLE_GRIDS_OF)
    assert one.rule == "crossing"
    assert one.codes == ("B1", "M1", "M2")
    assert one.area_m2 == pytest.approx(3000)


def test_a_crossing_tells_the_households_on_each_side():
    at = [(10, 50), (60, 50), (70, 50), (90, 50), (150, 50)]
    points = shapely.points([(500_000 + x, 3_300_000 + y) for x, y in at])
    homes = Homes(points, np.array([100, 20, 5, 30, 400]))
    cut = micro(box(0, 0, 70, 100), box(70, 0, 95, 100), box(100, 0, 200, 100))
    (one,) = check_relation(cut, replace(base(), homes=homes), Relation.WHOLE_GRIDS_OF)
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
    (one,) = check_relation(cut, base(), Relation.WHOLE_GRIDS_OF)
    assert "M1 7,000平方米、M2 3,000平方米" in one.zh
    assert one.record()["parts"][1] == {"code": "M2", "area_m2": 3000.0, "households": None}


def test_the_same_network_is_the_same():
    assert check_relation(micro(*BASE.values()), base(), Relation.SAME_AS) == []


def test_same_as_looks_both_ways():
    halves = micro(box(0, 0, 50, 100), box(50, 0, 100, 100), BASE["B2"])
    (one,) = check_relation(halves, base(), Relation.SAME_AS)
    assert (one.rule, one.codes[0]) == ("crossing", "B1")


def test_free_networks_owe_each_other_nothing():
    assert check_relation(micro(box(20, 0, 110, 100)), base(), Relation.FREE) == []


def test_households_on_the_ground_that_strays_are_counted():
    homes = Homes(
        shapely.points([[500_105.0, 3_300_050.0], [500_050.0, 3_300_050.0]]), np.array([3, 9])
    )
    (one,) = check_relation(micro(box(20, 0, 110, 100), homes=homes), base(), Relation.NESTS_IN)
    assert one.households == 3


def test_dedicated_grids_that_are_cut_out_break_no_relation():
    tower = box(40, 40, 60, 60)
    rest = shapely.difference(BASE["B1"], tower)
    kinds = np.array(["base", "base", "dedicated"], dtype=object)
    cut = micro(rest, BASE["B2"], tower, kinds=kinds)
    assert check_relation(cut, base(), Relation.SAME_AS)
    assert check_relation(*without_dedicated(cut, base()), Relation.SAME_AS) == []
