"""House numbers between known ones, even and odd apart, along the street where it is known."""

from collections.abc import Sequence

import numpy as np
import shapely
from numpy.typing import NDArray

Floats = NDArray[np.float64]

METRES_PER_DEGREE = 111_320.0
MOST_GAP_M = 600.0  # between the known neighbours; further apart they say nothing
MOST_BEYOND = 4  # house numbers after the last known one


def metres_scale(lat: float) -> Floats:
    """Give the metres in a degree of longitude and latitude (2,) at a latitude."""
    return METRES_PER_DEGREE * np.array([np.cos(np.radians(lat)), 1.0])


def interpolate_number(
    number: int, known: Sequence[tuple[int, float, float]], lines: Sequence[Floats] = ()
) -> tuple[float, float, float] | None:
    """Place a house number by its neighbours on the same side of the street.

    Parameters
    ----------
    number : int
        The number that is not known.
    known : sequence of (int, float, float)
        Known numbers with longitude and latitude, in rising order.
    lines : sequence of (points, 2) arrays
        The street in degrees, maybe in pieces.

    Returns
    -------
    (lon, lat, spread_m) or None
        None where there are no neighbours, or none near enough.
    """
    side = [one for one in known if one[0] % 2 == number % 2]
    below = [one for one in side if one[0] < number][-1:]
    above = [one for one in side if one[0] > number][:1]
    if not below or not above:
        return _beyond(number, below or above)
    (low, *start), (high, *end) = below[0], above[0]
    share = (number - low) / (high - low)
    scale = metres_scale(start[1])
    first, last = np.array(start) * scale, np.array(end) * scale
    gap_m = float(np.hypot(*(last - first)))
    if gap_m > MOST_GAP_M:
        return None
    place = _along(share, first, last, [line * scale for line in lines]) / scale
    return float(place[0]), float(place[1]), gap_m / 2


def _beyond(
    number: int, nearest: list[tuple[int, float, float]]
) -> tuple[float, float, float] | None:
    if not nearest or abs(nearest[0][0] - number) > MOST_BEYOND:
        return None
    steps = abs(nearest[0][0] - number) / 2
    return nearest[0][1], nearest[0][2], 40.0 * steps


def _along(share: float, first: Floats, last: Floats, lines: list[Floats]) -> Floats:
    """Go a share of the way, beside the street as far from it as both ends are."""
    straight = first + share * (last - first)
    usable = [shapely.LineString(line) for line in lines if len(line) > 1]
    if not usable:
        return np.asarray(straight)
    line = min(usable, key=lambda one: float(shapely.distance(one, shapely.Point(straight))))
    ends = np.asarray(shapely.line_locate_point(line, shapely.points([first, last])))
    if not 0 < abs(ends[1] - ends[0]) <= MOST_GAP_M:
        return np.asarray(straight)
    feet = np.array([ends[0], ends[1], ends[0] + share * (ends[1] - ends[0])])
    on_line = shapely.get_coordinates(np.asarray(shapely.line_interpolate_point(line, feet)))
    offsets = np.array([first, last]) - on_line[:2]
    return np.asarray(on_line[2] + offsets[0] + share * (offsets[1] - offsets[0]))
