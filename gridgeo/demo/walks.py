"""A day on foot: a route past buildings with stops, and what a cheap receiver makes of it."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.signal import lfilter

from gridgeo.demo.frame import Floats

SAMPLE_S = 20.0
SPEED_M_S = {"foot": 1.2, "ebike": 4.5, "car": 9.0}
JUNK = np.array([(0.0, 0.0), (1.0, 1.0), (180.0, 90.0)])  # longitude, latitude


@dataclass(frozen=True, slots=True)
class Walk:
    """Where somebody truly was: seconds since the start, metres (n, 2), length in metres."""

    seconds: Floats
    xy: Floats
    length_m: float


@dataclass(frozen=True, slots=True)
class Reception:
    """What was recorded of a walk.

    ``junk`` marks coordinates that are nowhere near, ``jump`` positions hundreds of metres off,
    ``again`` lists the points that are sent twice, after a lost acknowledgement.
    """

    seconds: Floats
    xy: Floats
    accuracy_m: Floats
    jump: NDArray[np.bool_]
    junk: NDArray[np.bool_]
    again: NDArray[np.int64]
    gap_s: float


def walk_past(
    places: Floats,
    mode: str,
    hours: float,
    rng: np.random.Generator,
    every_s: float = SAMPLE_S,
) -> Walk:
    """Walk from place to place, always to the nearest one left, with stops of some minutes.

    Parameters
    ----------
    places : array (n, 2)
        Places to pass, in metres; at least one.
    mode : str
        foot, ebike, car, or desk for a telephone that stays where it is.
    hours : float
        How long; the round starts again when it is done.
    every_s : float
        Seconds from one position to the next; the way is the same for all.
    """
    clock = np.arange(0.0, hours * 3600, every_s)
    if mode == "desk" or len(places) < 2:
        return Walk(clock, np.repeat(places[:1], len(clock), axis=0), 0.0)
    route = _nearest_first(places, int(rng.integers(len(places))))
    legs = np.hypot(*np.diff(route, axis=0).T) / SPEED_M_S[mode]
    dwell = np.where(rng.random(len(route)) < 0.3, rng.uniform(60, 360, len(route)), 0.0)
    arrive = np.r_[0.0, np.cumsum(legs + dwell[:-1])]
    times = np.column_stack([arrive, arrive + dwell]).ravel()
    corners = np.repeat(route, 2, axis=0)
    # There and back again, as often as the hours allow.
    round_s = 2 * times[-1] + 1.0
    phase = clock % round_s
    phase = np.where(phase > times[-1], round_s - phase, phase)
    xy = np.column_stack([np.interp(phase, times, corners[:, i]) for i in (0, 1)])
    walked = np.r_[0.0, np.cumsum(np.hypot(*np.diff(corners, axis=0).T))]
    at = np.interp(phase, times, walked)
    full = np.floor(clock[-1] / round_s) * 2 * walked[-1]
    rest = at[-1] if clock[-1] % round_s <= times[-1] else 2 * walked[-1] - at[-1]
    return Walk(clock, xy, float(full + rest))


def receive(walk: Walk, rng: np.random.Generator) -> Reception:
    """Record a walk badly: drifting noise, jumps, junk coordinates, and sometimes a gap."""
    count = len(walk.seconds)
    xy = walk.xy + _drift(count, rng) + rng.normal(0.0, 1.2, (count, 2))
    accuracy = rng.lognormal(1.7, 0.35, count)
    jump = rng.random(count) < 0.004
    heading = rng.uniform(0, 2 * np.pi, count)
    reach = np.where(jump, rng.uniform(250, 3000, count), 0.0)
    xy = xy + np.column_stack([np.cos(heading), np.sin(heading)]) * reach[:, None]
    accuracy = np.where(jump & (rng.random(count) < 0.5), accuracy * 12, accuracy)
    junk = rng.random(count) < 0.001
    keep, gap_s = _without_gap(walk.seconds, rng)
    again = np.flatnonzero(rng.random(int(keep.sum())) < 0.002)
    return Reception(
        walk.seconds[keep], xy[keep], accuracy[keep], jump[keep], junk[keep], again, gap_s
    )


def _nearest_first(places: Floats, start: int) -> Floats:
    left = np.ones(len(places), dtype=bool)
    order = [start]
    left[start] = False
    while left.any():
        away = np.hypot(*(places - places[order[-1]]).T)
        order.append(int(np.argmin(np.where(left, away, np.inf))))
        left[order[-1]] = False
    return places[order]


def _drift(
    count: int, rng: np.random.Generator, sigma_m: float = 3.0, memory_s: float = 90.0
) -> Floats:
    """Draw an error that wanders: an Ornstein-Uhlenbeck process by its exact recursion."""
    keep = float(np.exp(-SAMPLE_S / memory_s))
    shocks = rng.normal(0.0, sigma_m * np.sqrt(1 - keep**2), (count, 2))
    shocks[0] = rng.normal(0.0, sigma_m, 2)
    drift: Floats = lfilter([1.0], [1.0, -keep], shocks, axis=0)
    return drift


def _without_gap(seconds: Floats, rng: np.random.Generator) -> tuple[NDArray[np.bool_], float]:
    if rng.random() > 0.3 or len(seconds) < 150:
        return np.ones(len(seconds), dtype=bool), 0.0
    length = rng.uniform(900, 2400)
    start = rng.uniform(600, seconds[-1] - length - 300)
    inside = (seconds >= start) & (seconds < start + length)
    return ~inside, float(inside.sum() * SAMPLE_S)
