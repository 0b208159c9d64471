"""Classes of deviation: fixed limits, both ends of the standard inside the middle class."""

import math

import pytest

from gridgeo.reports.deviation_classes import CLASSES, NO_COUNT, classify, colour_of


@pytest.mark.parametrize(
    ("count", "position"),
    [
        *[(0, 0), (199, 0), (200, 1), (299, 1), (300, 2), (400, 2), (500, 2)],
        *[(501, 3), (600, 3), (601, 4), (800, 4), (801, 5)],
    ],
)
def test_the_limits_are_those_of_the_national_standard(count, position):
    assert classify((count - 400) / 400) == position


def test_a_grid_without_a_deviation_has_a_colour_of_its_own():
    assert classify(math.nan) == NO_COUNT
    assert colour_of(NO_COUNT) not in {one.colour for one in CLASSES}


def test_both_sides_grow_darker_outwards():
    def lightness(colour):
        red, green, blue = (int(colour[i : i + 2], 16) for i in (1, 3, 5))
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    values = [lightness(one.colour) for one in CLASSES]
    assert values[0] < values[1] < values[2] > values[3] > values[4] > values[5]
