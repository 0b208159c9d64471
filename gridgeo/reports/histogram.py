"""The histogram of counts a grid, as an SVG drawing that needs no script."""

from collections.abc import Iterator, Sequence

import numpy as np
from markupsafe import Markup
from numpy.typing import NDArray

from gridgeo.domain.band import HouseholdBand
from gridgeo.reports.deviation_classes import CLASSES, classify, colour_of

WIDTH, HEIGHT = 720, 240
LEFT, RIGHT, TOP, BOTTOM = 44, 12, 26, 34
BARS_A_TARGET = 8  # a bar is an eighth of the target wide: 50 households where the target is 400
MOST_TARGETS = 4  # what holds more than four times the target is gathered in the last bar
TICKS = 4


def draw_histogram(
    counts: Sequence[int], deviations: Sequence[float], band: HouseholdBand, title: str
) -> Markup:
    """Draw how many grids hold how many, each in its colour on the map, with the band marked.

    Parameters
    ----------
    counts : sequence of int
        Households (or persons) of each grid.
    deviations : sequence of float
        From the standard that holds for each grid.
    band : HouseholdBand
        The standard that is marked, and that gives the bars their width.
    title : str
        What the drawing says, for those who cannot see it.
    """
    step = max(band.target // BARS_A_TARGET, 1)
    bars = MOST_TARGETS * BARS_A_TARGET
    stacks = np.zeros((bars + 1, len(CLASSES)), dtype=np.int64)
    bar = np.minimum(np.asarray(counts, dtype=np.int64) // step, bars)
    np.add.at(stacks, (bar, classify(deviations)), 1)
    top = max(int(stacks.sum(axis=1).max()), 1)
    scale_y = (HEIGHT - TOP - BOTTOM) / top
    scale_x = (WIDTH - LEFT - RIGHT) / ((bars + 1) * step)
    parts = [_axis(top, scale_y), _band(band, scale_x)]
    for number, stack in enumerate(stacks):
        parts += _bar(number * step, step, stack, scale_x, scale_y)
    parts += [_label(count, bars * step, scale_x) for count in range(0, bars * step + 1, 4 * step)]
    return Markup(
        '<svg class="histogram" viewBox="0 0 {w} {h}" role="img"><title>{title}</title>{body}</svg>'
    ).format(w=WIDTH, h=HEIGHT, title=title, body=Markup("").join(parts))


def _bar(
    start: int, step: int, stack: NDArray[np.int64], scale_x: float, scale_y: float
) -> Iterator[Markup]:
    """Stack the grids of one bar by class, those below the standard at the bottom."""
    below = 0
    for position in np.flatnonzero(stack):
        height = int(stack[position])
        below += height
        yield Markup(
            '<rect x="{x:.1f}" y="{y:.1f}" width="{w:.1f}" height="{h:.1f}" fill="{colour}"'
            ' stroke="#4a4f57" stroke-width="0.7"><title>{low}-{high}: {n}</title></rect>'
        ).format(
            x=LEFT + start * scale_x + 0.7,
            y=HEIGHT - BOTTOM - below * scale_y,
            w=step * scale_x - 1.4,
            h=height * scale_y,
            colour=colour_of(int(position)),
            low=start,
            high=start + step - 1,
            n=height,
        )


def _band(band: HouseholdBand, scale_x: float) -> Markup:
    low, high = (LEFT + end * scale_x for end in (band.minimum, band.maximum + 1))
    return Markup(
        '<rect x="{x:.1f}" y="{y}" width="{w:.1f}" height="{h}" fill="#dfe9f2"/>'
        '<text x="{middle:.1f}" y="{label}" text-anchor="middle">{minimum}—{maximum}</text>'
    ).format(
        x=low,
        y=TOP - 6,
        w=high - low,
        h=HEIGHT - TOP - BOTTOM + 6,
        middle=(low + high) / 2,
        label=TOP - 11,
        minimum=band.minimum,
        maximum=band.maximum,
    )


def _axis(top: int, scale_y: float) -> Markup:
    """Draw horizontal lines at whole numbers of grids."""
    step = max(-(-top // TICKS), 1)
    lines = [
        Markup(
            '<line x1="{x1}" x2="{x2}" y1="{y:.1f}" y2="{y:.1f}" stroke="#d4d8dd"/>'
            '<text x="{tx}" y="{ty:.1f}" text-anchor="end">{n}</text>'
        ).format(
            x1=LEFT,
            x2=WIDTH - RIGHT,
            y=HEIGHT - BOTTOM - n * scale_y,
            tx=LEFT - 6,
            ty=HEIGHT - BOTTOM - n * scale_y + 4,
            n=n,
        )
        for n in range(0, top + 1, step)
    ]
    return Markup("").join(lines)


def _label(count: int, last: int, scale_x: float) -> Markup:
    return Markup('<text x="{x:.1f}" y="{y}" text-anchor="middle">{text}</text>').format(
        x=LEFT + count * scale_x,
        y=HEIGHT - BOTTOM + 18,
        text=f"{count}+" if count == last else count,
    )
