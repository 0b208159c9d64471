import math

import pytest

from api.places import PlaceAsked, read_place
from gridgeo.domain.errors import BadInputError
from gridgeo.geometry.point_system import PointSystem

BEIJING = (116.0, 39.0, 117.0, 41.0)


def test_plain_degrees_stay_as_they_are():
    assert read_place(116.31, 39.91, None, None).on_globe(BEIJING) == (116.31, 39.91)


@pytest.mark.parametrize(
    ("crs", "x", "y"),
    [
        ("EPSG:4490", 116.31, 39.91),
        ("4527", 39_441_014.55, 4_419_555.6),
        ("3857", 12_947_570.0, 4_853_300.0),
        ("gcj02", 116.316, 39.911),
    ],
)
def test_other_systems_are_moved_near_the_same_place(crs, x, y):
    lon, lat = read_place(None, None, x, y, crs).on_globe(BEIJING)
    assert math.hypot(lon - 116.31, lat - 39.91) < 0.01


def test_swapped_axes_are_named_when_the_swapped_point_lies_inside():
    with pytest.raises(BadInputError, match="lon and lat look swapped") as refused:
        read_place(39.9, 116.4, None, None).on_globe(BEIJING)
    assert refused.value.field == "lon"


def test_northing_before_easting_is_named_in_metres_too():
    with pytest.raises(BadInputError, match="x and y look swapped"):
        read_place(None, None, 4_419_555.6, 39_441_014.55, "4527").on_globe(BEIJING)


def test_a_point_outside_is_no_swap_when_the_swapped_one_lies_outside_too():
    assert PlaceAsked(10.0, 50.0).on_globe(BEIJING) == (10.0, 50.0)


@pytest.mark.parametrize(("lon", "lat", "field"), [(181, 0, "lon"), (0, -91, "lat")])
def test_positions_off_the_globe_are_refused(lon, lat, field):
    with pytest.raises(BadInputError, match="must lie between") as refused:
        PlaceAsked(lon, lat).on_globe(None)
    assert refused.value.field == field


def test_metres_off_the_globe_are_refused():
    with pytest.raises(BadInputError, match="no place in 4547") as refused:
        PlaceAsked(1e30, 0.0, PointSystem("4547"), ("x", "y")).on_globe(BEIJING)
    assert refused.value.field == "x"


@pytest.mark.parametrize(
    ("given", "crs", "field"),
    [
        ((None, None, None, None), "4326", "lon"),
        ((None, None, None, None), "3857", "x"),
        ((116.0, None, None, None), "4326", "lat"),
        ((None, None, None, 3.0), "3857", "x"),
        ((116.0, 39.0, 1.0, 2.0), "4326", "lon"),
        ((116.0, 39.0, None, None), "4547", "lon"),
        ((116.0, 39.0, None, None), "32650", "crs"),
    ],
)
def test_half_a_position_or_two_are_refused_by_name(given, crs, field):
    with pytest.raises(BadInputError) as refused:
        read_place(*given, crs)
    assert refused.value.field == field
