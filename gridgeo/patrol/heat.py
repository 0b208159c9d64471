"""Heat cells: web-mercator pixels that add up over days, hours and zooms.

The finest cell is a pixel of a 256-pixel tile at zoom 14: 9.6 m at the equator, 8 m at 33 degrees.
"""

from dataclasses import dataclass

import numpy as np
from isal import isal_zlib
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
    parts : int64 array
        Finest cells in it that somebody came through; of a finest cell always 1.
    """

    cell: Ints
    passes: Ints
    seconds: Floats
    days: Ints
    parts: Ints

    @classmethod
    def empty(cls) -> "HeatCells":
        """Give no cells."""
        nothing = np.empty(0, np.int64)
        return cls(nothing, nothing, np.empty(0), nothing, nothing)

    def under(self, place: tuple[int, int, int], doubled: int) -> "HeatCells":
        """Give those in the rows of a tile (z, x, y), where cells are ``2 ** doubled`` wide."""
        z, _, y = place
        shift = BASE - doubled - z
        top, below = (
            (y << shift, (y + 1) << shift) if shift >= 0 else (y >> -shift, (y >> -shift) + 1)
        )
        return self.take(slice(*np.searchsorted(self.cell, [top << BASE, below << BASE])))

    def take(self, rows: Ints | slice) -> "HeatCells":
        """Give some of the cells."""
        return HeatCells(
            self.cell[rows],
            self.passes[rows],
            self.seconds[rows],
            self.days[rows],
            self.parts[rows],
        )

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
        return isal_zlib.compress(b"".join(part.tobytes() for part in parts), 1)


def read_packed(packed: bytes) -> tuple[Ints, NDArray[np.uint16], NDArray[np.uint32]]:
    """Read what `HeatCells.pack` wrote: cells, passes, seconds."""
    raw = isal_zlib.decompress(packed)
    count = len(raw) // 14
    return (
        np.cumsum(np.frombuffer(raw, "<i8", count)),
        np.frombuffer(raw, "<u2", count, 8 * count),
        np.frombuffer(raw, "<u4", count, 10 * count),
    )


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
        heat[int(one)] = _summed(both, counts, times)
    return heat


def _each_once(cells: Ints, track: Ints) -> Ints:
    """Give the cell of each pair of a cell and a track, every pair once."""
    low = int(track.min(initial=0))
    span = int(track.max(initial=0)) - low + 1
    pairs: Ints = np.unique(cells * span + (track - low)) // span
    return pairs


def _summed(cell: Ints, passes: Ints, seconds: Floats) -> HeatCells:
    """Add up equal cells of one day."""
    if not len(cell):
        return HeatCells.empty()
    order = np.argsort(cell, kind="stable")
    ordered = cell[order]
    first = np.flatnonzero(np.append(True, ordered[1:] != ordered[:-1]))
    ones = np.ones(len(first), np.int64)
    return HeatCells(
        ordered[first],
        np.add.reduceat(passes[order], first),
        np.add.reduceat(seconds[order], first),
        ones,
        ones,
    )
