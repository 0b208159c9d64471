"""The histogram: every grid in one bar, in the colour that it has on the map."""

import re

from gridgeo.domain.band import HouseholdBand
from gridgeo.reports.deviation_classes import CLASSES
from gridgeo.reports.histogram import draw_histogram

BAND = HouseholdBand()


def bars(*counts):
    drawn = draw_histogram(counts, [BAND.deviation(count) for count in counts], BAND, "t")
    found = re.findall(r'fill="(#\w+)" stroke.*?<title>(\d+)-(\d+): (\d+)<', drawn)
    return [(colour, int(low), int(high), int(n)) for colour, low, high, n in found]


def test_each_grid_stands_in_the_bar_of_its_count():
    for colour, low, high, number in bars(90, 410, 420):
        assert (low, high, number) in {(50, 99, 1), (400, 449, 2)}
        assert colour in {CLASSES[0].colour, CLASSES[2].colour}


def test_a_bar_on_the_end_of_the_band_shows_both_colours():
    assert bars(500, 501, 502) == [
        (CLASSES[2].colour, 500, 549, 1),
        (CLASSES[3].colour, 500, 549, 2),
    ]


def test_what_is_far_too_large_is_gathered_in_the_last_bar():
    assert bars(1600, 9000) == [(CLASSES[5].colour, 1600, 1649, 2)]


def test_no_grid_gives_an_empty_drawing():
    assert bars() == []


def test_the_title_is_text():
    assert "<b>" not in draw_histogram([1], [0.0], BAND, "<b>")
