"""Borders on streets, and borders that nobody crosses."""

import numpy as np
import pytest
import shapely

from gridgeo.geometry.adjacency import find_adjacency
from gridgeo.geometry.enclosures import Barriers
from gridgeo.geometry.tessellation_borders import find_barred, follow_share

# Three squares in a row, and one above the first.
UNITS = np.array(
    [
        shapely.box(0, 0, 100, 100),
        shapely.box(100, 0, 200, 100),
        shapely.box(200, 0, 300, 100),
        shapely.box(0, 100, 100, 200),
    ],
    dtype=object,
)
PAIRS = find_adjacency(UNITS).pairs  # (0, 1), (0, 3), (1, 2)


def barriers(**lines):
    held = np.empty(len(lines), dtype=object)
    held[:] = [shapely.from_wkt(wkt) for wkt in lines.values()]
    return Barriers(held, np.array([name.rstrip("0123456789") for name in lines]))


def test_the_share_of_a_border_on_a_street_is_measured():
    streets = barriers(road1="LINESTRING (100 0, 100 100)", road2="LINESTRING (0 100, 50 100)")
    assert follow_share(UNITS, PAIRS, streets).tolist() == [1.0, 0.5, 0.0]


def test_a_street_beside_the_border_counts_and_one_across_it_does_not():
    beside = barriers(road="LINESTRING (101 0, 101 100)")
    assert follow_share(UNITS, PAIRS, beside)[0] == 1.0
    across = barriers(road="LINESTRING (0 40, 300 40)")
    assert follow_share(UNITS, PAIRS, across).max() == 0.0


def test_a_border_in_a_river_follows_it():
    river = barriers(water="POLYGON ((90 -10, 120 -10, 120 110, 90 110, 90 -10))")
    assert follow_share(UNITS, PAIRS, river)[0] == 1.0


def test_a_railway_without_a_crossing_bars_the_way():
    railway = barriers(railway="LINESTRING (100 -10, 100 300)")
    assert find_barred(UNITS, PAIRS, railway).tolist() == [True, False, False]


@pytest.mark.parametrize(
    ("bridge", "barred"),
    [("LINESTRING (50 50, 150 50)", False), ("LINESTRING (50 290, 150 290)", True)],
    ids=["here", "far away"],
)
def test_a_street_across_opens_the_way_nearby(bridge, barred):
    both = barriers(railway="LINESTRING (100 -10, 100 300)", road=bridge)
    assert find_barred(UNITS, PAIRS, both)[0] == barred


def test_a_street_that_ends_at_the_river_is_no_bridge():
    both = barriers(water="LINESTRING (100 -10, 100 300)", road="LINESTRING (50 50, 100 50)")
    assert find_barred(UNITS, PAIRS, both)[0]


def test_an_underpass_given_apart_opens_the_way():
    railway = barriers(railway="LINESTRING (100 -10, 100 300)")
    underpass = np.array([shapely.Point(100, 60)], dtype=object)
    assert not find_barred(UNITS, PAIRS, railway, underpass).any()


@pytest.mark.parametrize(("crossing_y", "barred"), [(50, False), (290, True)])
def test_a_trunk_road_bars_the_way_away_from_its_crossings(crossing_y, barred):
    drawn = barriers(
        road1="LINESTRING (100 -10, 100 300)",
        road2=f"LINESTRING (50 {crossing_y}, 100 {crossing_y})",
        road3=f"LINESTRING (100 {crossing_y}, 150 {crossing_y})",
    )
    trunk = Barriers(drawn.lines, drawn.kinds, np.array([1, 4, 4]))
    assert find_barred(UNITS, PAIRS, trunk)[0] == barred
    lesser = Barriers(drawn.lines, drawn.kinds, np.array([2, 4, 4]))
    assert not find_barred(UNITS, PAIRS, lesser).any()


def test_streets_alone_bar_nothing():
    streets = barriers(road="LINESTRING (100 0, 100 100)")
    assert not find_barred(UNITS, PAIRS, streets).any()
