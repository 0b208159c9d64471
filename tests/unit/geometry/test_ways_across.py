"""Where streets lead across what bars the way, however the lines are cut."""

import numpy as np
import pytest
import shapely

from gridgeo.geometry.ways_across import find_bars, ways_across

UPWARDS = "LINESTRING (0 -100, 0 100)"
IN_TWO = ("LINESTRING (0 -100, 0 0)", "LINESTRING (0 100, 0 0)")
IN_PARTS = "MULTILINESTRING ((0 -9, 0 9), (5 5, 9 5))"
BENT = "LINESTRING (-60 -60, 0 0, 60 -60)"


def lines(*texts):
    held = np.empty(len(texts), dtype=object)
    held[:] = [shapely.from_wkt(text) for text in texts]
    return held


@pytest.mark.parametrize(
    ("bars", "streets", "found"),
    [
        ([UPWARDS], ["LINESTRING (-50 0, 50 0)"], 1),
        ([UPWARDS], ["LINESTRING (-50 0, 0 0)"], 0),
        ([UPWARDS], ["LINESTRING (-50 0, 0 0)", "LINESTRING (0 0, 50 0)"], 1),
        ([UPWARDS], ["LINESTRING (-50 0, 0 0)", "LINESTRING (-50 9, 0 0)"], 0),
        ([UPWARDS], ["LINESTRING (-50 0, 0 0)", "LINESTRING (0 9, 50 9)"], 0),
        ([UPWARDS], ["LINESTRING (-50 0, 0 0)", "LINESTRING (0 0, 0 50)"], 0),
        (IN_TWO, ["LINESTRING (-50 0, 0 0)", "LINESTRING (0 0, 50 0)"], 1),
        ([BENT], ["LINESTRING (0 -50, 0 0)", "LINESTRING (0 0, 0 50)"], 1),
        (["POLYGON ((-9 -9, 9 -9, 9 9, -9 9, -9 -9))"], ["LINESTRING (-50 0, -9 0)"], 0),
        ([IN_PARTS], ["LINESTRING (-9 0, 0 0)", "LINESTRING (0 0, 9 0)"], 1),
        ([UPWARDS], [], 0),
        ([], ["LINESTRING (-50 0, 50 0)"], 0),
    ],
    ids=[
        "over it", "ends there", "goes on beyond", "two from one side", "ends apart", "goes along",
        "bar cut too", "at a bend", "at a bank", "in parts", "no street", "no bar",
    ],
)  # fmt: skip
def test_a_way_leads_from_one_side_to_the_other(bars, streets, found):
    ways = ways_across(lines(*bars), lines(*streets))
    assert len(np.unique(shapely.to_wkt(ways, rounding_precision=1))) == found


def test_trunk_roads_bar_the_way_where_ranks_are_known():
    drawn = lines(UPWARDS, "LINESTRING (-50 0, 50 0)", "LINESTRING (-50 50, 50 50)")
    kinds = np.array(["road", "road", "water"])
    bars, ways = find_bars(drawn, kinds, np.array([1, 4, 3]))
    assert bars.tolist() == [True, False, True]
    assert sorted(shapely.get_y(ways).tolist()) == [0.0, 50.0]
    bars, ways = find_bars(drawn, kinds)
    assert bars.tolist() == [False, False, True]
    assert shapely.get_y(ways).tolist() == [50.0]
