"""Heat cells: web-mercator pixels that add up over days, hours and zooms.

The finest cell is a pixel of a 256-pixel tile at zoom 14: 9.6 m at the equator, 8 m at 33 degrees.
"""

import zlib
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from gridgeo.patrol.kernels.cells import cells_along
from gridgeo.patrol.points import Floats

BASE = 22  # cells along the world as a power of two
BASE_TILE_ZOOM = 14  # a cell is a pixel of its 256-pixel tiles
_MAX_LAT = 85.0511287798066
Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class HeatCells:
    """Sums by cell, sorted by cell; all arrays have one length.

    Attributes
    ----------
    cell : int64 array
        ``row << 22 | column``, counted from the north-west of the world.
    passes : int64 array
        Tracks that came through, each counted once an hour.
    seconds : float64 array
    days : int64 array
        Days on which somebody came through; of one day always 1.
    """

    cell: Ints
    passes: Ints
    seconds: Floats
    days: Ints

    def __len__(self) -> int:
        return len(self.cell)

    def pack(self) -> bytes:
        """Write the cells of one day and hour in few bytes."""
        steps = np.diff(self.cell, prepend=np.int64(0))
        parts = (
            steps.astype("<i8"),
            np.minimum(self.passes, 65_535).astype("<u2"),
            np.round(self.seconds).astype("<u4"),
        )
        return zlib.compress(b"".join(part.tobytes() for part in parts), 1)

    @classmethod
    def unpack(cls, packed: bytes) -> "HeatCells":
        """Read what `pack` wrote."""
        raw = zlib.decompress(packed)
        count = len(raw) // 14
        cell = np.cumsum(np.frombuffer(raw, "<i8", count))
        passes = np.frombuffer(raw, "<u2", count, 8 * count).astype(np.int64)
        seconds = np.frombuffer(raw, "<u4", count, 10 * count).astype(np.float64)
        return cls(cell, passes, seconds, np.ones(count, np.int64))


def cell_of(lon: Floats, lat: Floats) -> tuple[Floats, Floats]:
    """Give column and row of places as numbers with a fraction, EPSG:4326 degrees in."""
    phi = np.radians(np.clip(lat, -_MAX_LAT, _MAX_LAT))
    side = float(1 << BASE)
    column = (lon / 360.0 + 0.5) * side
    row = (0.5 - np.arcsinh(np.tan(phi)) / (2 * np.pi)) * side
    return column, row


def corner_of(column: ArrayLike, row: ArrayLike) -> tuple[Floats, Floats]:
    """Give longitude and latitude of the north-west corner of cells."""
    side = float(1 << BASE)
    columns, rows = np.asarray(column, np.float64), np.asarray(row, np.float64)
    lon: Floats = (columns / side - 0.5) * 360.0
    lat: Floats = np.degrees(np.arctan(np.sinh((0.5 - rows / side) * 2 * np.pi)))
    return lon, lat


def heat_by_hour(
    place: tuple[Floats, Floats],
    hour: Ints,
    track: Ints,
    seconds: Floats,
    path: Ints,
    leg: NDArray[np.int32],
) -> dict[int, HeatCells]:
    """Bin the tracks of one day.

    Parameters
    ----------
    place : (column, row)
        Of each point, from `cell_of`.
    hour, track, seconds : arrays (points)
        Local hour, which track, and the point's share of time.
    path, leg : arrays (vertices)
        Points of the paths, and which legs they belong to.

    Returns
    -------
    dict of int to HeatCells
        By local hour; hours in which nobody walked are left out.
    """
    column, row = place
    cells, owner = cells_along(column[path], row[path], leg)
    when, who = hour[path[owner]], track[path[owner]]
    own = (row.astype(np.int64) << BASE) | column.astype(np.int64)
    heat = {}
    for one in np.unique(np.append(when, hour[seconds > 0])).tolist():
        now = when == one
        passed, at = _each_once(cells[now], who[now]), (hour == one) & (seconds > 0)
        both = np.concatenate([passed, own[at]])
        times = np.concatenate([np.zeros(len(passed)), seconds[at]])
        counts = np.concatenate([np.ones(len(passed), np.int64), np.zeros(at.sum(), np.int64)])
        heat[int(one)] = _summed(both, counts, times, np.ones(len(both), np.int64), most=True)
    return heat


def _each_once(cells: Ints, track: Ints) -> Ints:
    """Give the cell of each pair of a cell and a track, every pair once."""
    low = int(track.min(initial=0))
    span = int(track.max(initial=0)) - low + 1
    pairs: Ints = np.unique(cells * span + (track - low)) // span
    return pairs


def add_up(parts: list[HeatCells]) -> HeatCells:
    """Add up cells of several hours of one day, or of several groups that share no track."""
    return _gathered(parts, most=True)


def add_days(parts: list[HeatCells]) -> HeatCells:
    """Add up cells of several days: the days of a cell are counted."""
    return _gathered(parts, most=False)


def coarsen(heat: HeatCells, levels: int) -> HeatCells:
    """Add up cells to larger ones, ``2 ** levels`` wide; passes and time add up, days do not.

    Days of a larger cell are those of its busiest part: the least that they can be.
    """
    if levels <= 0:
        return heat
    column, row = heat.cell & ((1 << BASE) - 1), heat.cell >> BASE
    cell = ((row >> levels) << BASE) | (column >> levels)
    return _summed(cell, heat.passes, heat.seconds, heat.days, most=True)


def _gathered(parts: list[HeatCells], *, most: bool) -> HeatCells:
    if not parts:
        nothing = np.empty(0, np.int64)
        return HeatCells(nothing, nothing, np.empty(0), nothing)
    return _summed(
        np.concatenate([part.cell for part in parts]),
        np.concatenate([part.passes for part in parts]),
        np.concatenate([part.seconds for part in parts]),
        np.concatenate([part.days for part in parts]),
        most=most,
    )


def _summed(cell: Ints, passes: Ints, seconds: Floats, days: Ints, *, most: bool) -> HeatCells:
    """Add up equal cells; of their days take the most, or the sum."""
    if not len(cell):
        return HeatCells(cell.astype(np.int64), passes, seconds, days)
    order = np.argsort(cell, kind="stable")
    ordered = cell[order]
    first = np.flatnonzero(np.append(True, ordered[1:] != ordered[:-1]))
    join = np.maximum if most else np.add
    return HeatCells(
        ordered[first],
        np.add.reduceat(passes[order], first),
        np.add.reduceat(seconds[order], first),
        join.reduceat(days[order], first),
    )
