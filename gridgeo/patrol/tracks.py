"""Clean points into tracks: one a device and local day, with legs, stops, length and time."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gridgeo.geometry.locator import Locator
from gridgeo.patrol.clean import CleanTracks
from gridgeo.patrol.flags import HARMLESS, Flag
from gridgeo.patrol.kernels.legs import sum_inside, walk_tracks
from gridgeo.patrol.kernels.stays import find_stays
from gridgeo.patrol.points import Floats, starts_of

DAY_S = 86_400
CHINA_OFFSET_S = 28_800  # UTC+8, one zone for the whole country, without summer time


@dataclass(frozen=True, slots=True)
class Tracks:
    """What was walked, one track a device and local day.

    Attributes
    ----------
    clean : CleanTracks
    first : int64 array (tracks + 1)
        Where the points of each track begin.
    day : int32 array (tracks)
        Local day, in days since 1970.
    metres, seconds : float64 arrays (points)
        Each point's share of the length and the time.
    path : int64 array (vertices)
        Points that draw the path.
    leg : int32 array (vertices)
        Number of the leg; vertices of one leg are joined by lines.
    """

    clean: CleanTracks
    first: NDArray[np.int64]
    day: NDArray[np.int32]
    metres: Floats
    seconds: Floats
    path: NDArray[np.int64]
    leg: NDArray[np.int32]

    def __len__(self) -> int:
        return len(self.day)

    @property
    def device(self) -> NDArray[np.int32]:
        """Number of each track's device."""
        return self.clean.points.device[self.first[:-1]]

    def length_m(self) -> Floats:
        """Sum up the length of each track."""
        return _per_track(self.metres, self.first)

    def duration_s(self) -> Floats:
        """Sum up the time of each track's legs; gaps are not in it."""
        return _per_track(self.seconds, self.first)

    def modes(self) -> NDArray[np.int8]:
        """Say how each track moved: 0 on foot, 1 e-bike, 2 car; -1 where it hardly did.

        The mode is that of the speed which nine tenths of the moving points keep below; points
        flagged for their speed take part, others that do not count do not.
        """
        return _modes(self)

    def stops(self) -> NDArray[np.int64]:
        """Give the first and the last point of each stop (停留点), in order."""
        rules = self.clean.rules
        limits = (rules.stop_radius_m, rules.stop_s, rules.gap_s)
        points = self.clean.points
        found: NDArray[np.int64] = find_stays(
            self.first, points.time_s, self.clean.x, self.clean.y, self.clean.flags, limits
        )
        return found

    def segments(self) -> Floats:
        """Give the lines of the path as (n, 4) metres; a lone point is a line without length."""
        return leg_lines(self.clean.x[self.path], self.clean.y[self.path], self.leg)


def leg_lines(x: Floats, y: Floats, leg: NDArray[np.int32]) -> Floats:
    """Join the vertices of each leg: lines (n, 4); a lone vertex is a line without length."""
    joined = leg[1:] == leg[:-1]
    alone = np.ones(len(x), bool)
    alone[1:] &= ~joined
    alone[:-1] &= ~joined
    lines = np.column_stack([x[:-1], y[:-1], x[1:], y[1:]])[joined]
    dots = np.column_stack([x, y, x, y])[alone]
    return np.ascontiguousarray(np.vstack([lines, dots]), np.float64)


def make_tracks(clean: CleanTracks, *, offset_s: int = CHINA_OFFSET_S) -> Tracks:
    """Cut clean points into tracks and measure them.

    Parameters
    ----------
    offset_s : int
        Seconds that local time is ahead of UTC.
    """
    points, rules = clean.points, clean.rules
    day = np.floor((points.time_s + offset_s) / DAY_S).astype(np.int32)
    first = starts_of(points.device, day)
    limits = (rules.gap_s, rules.step_s, rules.step_m, rules.cell_m)
    walked = walk_tracks(first, points.time_s, clean.x, clean.y, clean.flags, limits)
    return Tracks(clean, first, day[first[:-1]], *walked)


@dataclass(frozen=True, slots=True)
class InGrids:
    """Each track inside each grid that it enters; all arrays have one length.

    Attributes
    ----------
    track, grid : int64 arrays
        Positions of the track and of the grid.
    points, rounds : int64 arrays
    seconds, metres, first_s, last_s : float64 arrays
    """

    track: NDArray[np.int64]
    grid: NDArray[np.int64]
    points: NDArray[np.int64]
    rounds: NDArray[np.int64]
    seconds: Floats
    metres: Floats
    first_s: Floats
    last_s: Floats


def sum_in_grids(tracks: Tracks, grids: Locator) -> InGrids:
    """Sum up time, length and rounds of each track by grid.

    Parameters
    ----------
    grids : Locator
        In the metres of the tracks. A point on a shared border has one grid, as everywhere.
    """
    clean = tracks.clean
    found = grids.locate(clean.x, clean.y)
    return sum_located(tracks, found)


def sum_located(tracks: Tracks, grid: NDArray[np.int32]) -> InGrids:
    """Do the same where the grid of each point is known."""
    clean, rules = tracks.clean, tracks.clean.rules
    keys, sums = sum_inside(
        tracks.first,
        clean.points.time_s,
        grid,
        tracks.metres,
        tracks.seconds,
        clean.flags,
        (rules.round_gap_s, rules.round_s),
    )
    return InGrids(*keys.T, *sums.T)


def _per_track(values: Floats, first: NDArray[np.int64]) -> Floats:
    total = np.append(0.0, np.cumsum(values))
    sums: Floats = total[first[1:]] - total[first[:-1]]
    return sums


def _modes(tracks: Tracks) -> NDArray[np.int8]:
    clean, rules = tracks.clean, tracks.clean.rules
    plain = (clean.flags & ~np.int16(HARMLESS | Flag.SPEED)) == 0
    rows = np.flatnonzero(plain)
    owner = np.searchsorted(tracks.first, rows, side="right") - 1
    elapsed = np.diff(clean.points.time_s[rows])
    length = np.hypot(np.diff(clean.x[rows]), np.diff(clean.y[rows]))
    same = (np.diff(owner) == 0) & (elapsed > 0) & (elapsed <= rules.gap_s)
    speed = np.where(same, length / np.maximum(elapsed, 1e-9), 0.0)
    moving = same & (speed > 0.3)
    modes = np.full(len(tracks), -1, np.int8)
    order = np.lexsort((speed[moving], owner[1:][moving]))
    speeds, owners = speed[moving][order], owner[1:][moving][order]
    bounds = starts_of(owners)
    low, high = bounds[:-1], bounds[1:]
    typical = speeds[low + ((high - low) * 9) // 10 - ((high - low) >= 10)]
    limits = (rules.foot_m_s, rules.ebike_m_s)
    modes[owners[low]] = np.digitize(typical, limits).astype(np.int8)
    return modes
