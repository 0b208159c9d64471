"""Track points cleaned by flags: which of them count, and why the others do not."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gridgeo.geometry.china_offsets import gcj02_from_wgs84, wgs84_from_gcj02
from gridgeo.geometry.locator import metres_per_degree
from gridgeo.patrol.doubles import flag_doubles
from gridgeo.patrol.flags import Flag, is_used
from gridgeo.patrol.kernels.outliers import flag_fast, flag_jumps
from gridgeo.patrol.kernels.shifts import VOTES_FROM, find_shifted
from gridgeo.patrol.kernels.stays import flag_desks
from gridgeo.patrol.points import Floats, TrackPoints, starts_of
from gridgeo.patrol.rules import PatrolRules

EARLIEST_S = 1_262_304_000.0  # 2010: no device of a patrol is older
AHEAD_S = 86_400.0  # a clock may be set to another zone, not to another year
_JUNK = ((0.0, 0.0), (1.0, 1.0), (180.0, 90.0), (-180.0, -90.0))
_JUNK_REACH = 1e-3  # degrees
_SHIFT_CELL = 0.002  # degrees

# Degrees to metres (x, y), which metres lie near the ground, and which points lie at home.
Project = Callable[[Floats, Floats], tuple[Floats, Floats]]
Near = Callable[[Floats, Floats], NDArray[np.bool_]]
Home = Callable[[NDArray[np.int32], Floats, Floats], NDArray[np.bool_]]


@dataclass(frozen=True, slots=True)
class CleanTracks:
    """Track points with flags, in metres.

    Attributes
    ----------
    points : TrackPoints
    x, y : float64 arrays (points)
        Metres, moved from GCJ-02 where the flag says so.
    flags : int16 array (points)
        Bits of `gridgeo.patrol.flags.Flag`.
    rules : PatrolRules
        By which they were flagged.
    """

    points: TrackPoints
    x: Floats
    y: Floats
    flags: NDArray[np.int16]
    rules: PatrolRules

    @property
    def used(self) -> NDArray[np.bool_]:
        """Which points count."""
        return is_used(self.flags)


def near_bounds(bounds: Sequence[float] | Floats, reach_m: float) -> Near:
    """Say of metres whether they lie within ``reach_m`` of a box (west, south, east, north)."""
    west, south, east, north = bounds

    def near(x: Floats, y: Floats) -> NDArray[np.bool_]:
        within: NDArray[np.bool_] = (
            (x >= west - reach_m)
            & (x <= east + reach_m)
            & (y >= south - reach_m)
            & (y <= north + reach_m)
        )
        return within

    return near


def clean_tracks(
    points: TrackPoints,
    project: Project,
    rules: PatrolRules,
    *,
    now_s: float,
    near: Near | None = None,
    home: Home | None = None,
    moved: NDArray[np.bool_] | None = None,
) -> CleanTracks:
    """Flag points; none is removed.

    Parameters
    ----------
    project : callable
        Moves longitude and latitude to true metres.
    now_s : float
        When the points were received, in seconds since 1970.
    near : callable, optional
        Says of metres whether they lie within ``rules.outside_m`` of the ground that matters.
    home : callable, optional
        Says of devices and metres whether a point lies where its worker is posted. With it a device
        that reports GCJ-02 all the time is recognised; one that switches is recognised without.
    moved : bool array (points), optional
        Points that came as GCJ-02 and have been moved already.

    Notes
    -----
    The order matters: what is no place and no time first, then doubles, then the datum, then
    outliers, which are judged by neighbours that are left.
    """
    flags = _nowhere(points) | _clock(points, now_s)
    x, y = project(np.where(flags & Flag.JUNK, np.nan, points.lon), points.lat)
    flags[~np.isfinite(x)] |= Flag.JUNK
    flags |= flag_doubles(points)
    flags[points.accuracy_m > rules.max_accuracy_m] |= Flag.INACCURATE
    first = starts_of(points.device)
    flag_jumps(first, points.time_s, x, y, flags, _jump_limits(rules))
    x, y = _move_shifted(points, x, y, flags, first, project, rules, home)
    if moved is not None:
        flags[moved] |= Flag.GCJ02
    if near is not None:
        known = (flags & Flag.JUNK) == 0
        flags[known] |= np.where(near(x[known], y[known]), 0, Flag.OUTSIDE).astype(np.int16)
    limit = rules.speed_limit(int(rules.fastest))
    flag_fast(first, points.time_s, x, y, flags, (limit, rules.speed_s, rules.gap_s, rules.ride_s))
    flag_desks(first, points.time_s, x, y, flags, (rules.stop_radius_m, rules.desk_s, rules.gap_s))
    return CleanTracks(points, x, y, flags, rules)


def _nowhere(points: TrackPoints) -> NDArray[np.int16]:
    on_globe = (np.abs(points.lon) <= 180) & (np.abs(points.lat) <= 90)  # False for NaN
    bad = ~on_globe
    for lon, lat in _JUNK:
        bad |= (np.abs(points.lon - lon) < _JUNK_REACH) & (np.abs(points.lat - lat) < _JUNK_REACH)
    return np.where(bad, Flag.JUNK, 0).astype(np.int16)


def _clock(points: TrackPoints, now_s: float) -> NDArray[np.int16]:
    wrong = (points.time_s < EARLIEST_S) | (points.time_s > now_s + AHEAD_S)
    return np.where(wrong, Flag.CLOCK, 0).astype(np.int16)


def _jump_limits(rules: PatrolRules) -> tuple[float, float, float]:
    return rules.jump_m, rules.speed_limit(int(rules.fastest)), rules.gap_s


def _move_shifted(
    points: TrackPoints,
    x: Floats,
    y: Floats,
    flags: NDArray[np.int16],
    first: NDArray[np.int64],
    project: Project,
    rules: PatrolRules,
    home: Home | None,
) -> tuple[Floats, Floats]:
    """Move what was reported in GCJ-02, and flag it so."""
    usable = np.flatnonzero(is_used(flags))
    if not len(usable):
        return x, y
    vote = np.zeros(len(x), np.int8)
    if home is not None:
        asked = usable[::VOTES_FROM]
        vote[asked] = _home_votes(points, asked, (x, y), project, home)
    limit = rules.speed_limit(int(rules.fastest))
    shift = _shift_m(points, usable)
    shifted = find_shifted(first, points.time_s, x, y, flags, shift, vote, limit)
    rows = usable[shifted[usable]]
    if len(rows):
        x, y = x.copy(), y.copy()
        x[rows], y[rows] = project(*wgs84_from_gcj02(points.lon[rows], points.lat[rows]))
        flags[rows] |= Flag.GCJ02
    return x, y


def _home_votes(
    points: TrackPoints,
    rows: NDArray[np.intp],
    xy: tuple[Floats, Floats],
    project: Project,
    home: Home,
) -> NDArray[np.int8]:
    """Give 1 where a point is at home only when moved back, -1 where only as it is."""
    device = points.device[rows]
    back = project(*wgs84_from_gcj02(points.lon[rows], points.lat[rows]))
    as_is = home(device, xy[0][rows], xy[1][rows])
    return home(device, *back).astype(np.int8) - as_is.astype(np.int8)


def _shift_m(points: TrackPoints, rows: NDArray[np.intp]) -> tuple[Floats, Floats]:
    """Give how far GCJ-02 moves points, east and north; the shift of the nearest of a few holds.

    It changes by less than a metre in a hundred, so that one value serves a whole cell.
    """
    cell = np.round(np.column_stack([points.lon[rows], points.lat[rows]]) / _SHIFT_CELL)
    _, at, owner = np.unique(cell[:, 0] * 1e6 + cell[:, 1], return_index=True, return_inverse=True)
    lon, lat = points.lon[rows[at]], points.lat[rows[at]]
    there = gcj02_from_wgs84(lon, lat)
    per_lon, per_lat = metres_per_degree(float(lat.mean()))
    east, north = np.zeros(len(points)), np.zeros(len(points))
    east[rows] = ((there[0] - lon) * per_lon)[owner]
    north[rows] = ((there[1] - lat) * per_lat)[owner]
    return east, north
