import numpy as np
import pytest

from gridgeo.geometry.china_offsets import (
    EAST,
    NORTH,
    SOUTH,
    WEST,
    bd09_from_wgs84,
    gcj02_from_wgs84,
    in_china,
    wgs84_from_bd09,
    wgs84_from_gcj02,
)
from gridgeo.geometry.locator import metres_per_degree

WAYS = [(gcj02_from_wgs84, wgs84_from_gcj02), (bd09_from_wgs84, wgs84_from_bd09)]
TIANANMEN = (116.404, 39.915)


def metres(lon, lat, other_lon, other_lat):
    east, north = metres_per_degree(float(np.mean(lat)))
    return np.hypot((lon - other_lon) * east, (lat - other_lat) * north)


def test_a_known_point_is_shifted_as_the_map_services_do():
    lon, lat = gcj02_from_wgs84(*TIANANMEN)
    assert (lon[0], lat[0]) == pytest.approx((116.41024449916938, 39.91640428150164), abs=1e-12)
    lon, lat = bd09_from_wgs84(*wgs84_from_gcj02(*TIANANMEN))
    assert (lon[0], lat[0]) == pytest.approx((116.41036949371029, 39.92133699351022), abs=1e-10)


def test_the_published_approximate_inverse_is_met_to_a_metre():
    there = (116.39775550083061, 39.91359571849836)
    assert metres(*wgs84_from_gcj02(*TIANANMEN), *there)[0] < 1


@pytest.mark.parametrize(("there", "back"), WAYS)
def test_there_and_back_is_exact_to_a_centimetre_all_over_china(there, back):
    rng = np.random.default_rng(3)
    lon, lat = rng.uniform(WEST + 0.1, EAST - 0.1, 20_000), rng.uniform(1, NORTH - 0.1, 20_000)
    lon[:50], lat[50:100] = 105.0, 35.0  # where the shift has a root's edge
    moved = there(lon, lat)
    assert 100 < np.median(metres(lon, lat, *moved)) < 2_000
    assert metres(lon, lat, *back(*moved)).max() < 0.01


@pytest.mark.parametrize("way", [way for pair in WAYS for way in pair])
def test_abroad_and_nowhere_nothing_moves(way):
    lon = np.array([-0.1276, 151.2, WEST - 0.01, EAST + 0.01, np.nan, 116.0])
    lat = np.array([51.5072, -33.9, 39.0, 39.0, 39.0, np.nan])
    x, y = way(lon, lat)
    assert np.array_equal(x, lon, equal_nan=True)
    assert np.array_equal(y, lat, equal_nan=True)


def test_what_was_given_is_left_as_it_was():
    lon, lat = np.array([116.0]), np.array([39.0])
    gcj02_from_wgs84(lon, lat)
    assert (lon[0], lat[0]) == (116.0, 39.0)


def test_the_box_has_its_border_and_no_points_are_no_fault():
    assert in_china([WEST, EAST, 0.0], [SOUTH, NORTH, 0.0]).tolist() == [True, True, False]
    assert [len(axis) for axis in wgs84_from_bd09([], [])] == [0, 0]


def test_unequal_lists_are_a_defect():
    with pytest.raises(ValueError, match="one shape"):
        gcj02_from_wgs84([116.0], [39.0, 40.0])
