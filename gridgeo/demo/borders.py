"""The stretches of border between drawn grids, and what moving one of them does."""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import shapely
from numpy.typing import NDArray

from gridgeo.demo.drawing import DrawnGrid
from gridgeo.demo.frame import Frame

OUTSIDE = -1
_CORNER = 2  # lattice points at either end that stay, so that pushes at a corner never meet


@dataclass(frozen=True, slots=True)
class Border:
    """A straight stretch between two grids: from ``start`` to ``end`` on the lattice line ``at``.

    ``low`` is the grid to the west or south, ``high`` the other one; `OUTSIDE` for nobody.
    """

    axis: int
    at: int
    start: int
    end: int
    low: int
    high: int


@dataclass(frozen=True, slots=True)
class Push:
    """Part of a border moved sideways by ``depth`` steps, towards ``high`` where positive."""

    border: Border
    first: int
    last: int
    depth: float

    def moved(self) -> dict[tuple[int, int], tuple[float, float]]:
        """Give the new place of each lattice point that moves."""
        border = self.border
        if border.axis == 0:
            return {
                (border.at, v): (border.at + self.depth, float(v))
                for v in range(self.first, self.last + 1)
            }
        return {
            (u, border.at): (float(u), border.at + self.depth)
            for u in range(self.first, self.last + 1)
        }

    def ground(self, frame: Frame) -> shapely.Polygon:
        """Draw the ground between the old border and the new one, in metres."""
        moved = self.moved()
        old = [
            (self.border.at, i) if self.border.axis == 0 else (i, self.border.at)
            for i in range(self.first - 1, self.last + 2)
        ]
        ring = np.array(old + [moved[point] for point in old[-2:0:-1]], dtype=float)
        return shapely.Polygon(frame.to_xy(ring[:, 0], ring[:, 1]))


def find_borders(frame: Frame, grids: list[DrawnGrid], shortest: int = 7) -> list[Border]:
    """Find all straight borders of at least ``shortest`` steps, from south-west to north-east."""
    owner = np.full((frame.size.columns + 2, frame.size.rows + 2), OUTSIDE, dtype=np.int64)
    for index, grid in enumerate(grids):
        columns, rows = grid.rect.cells
        owner[columns.start + 1 : columns.stop + 1, rows.start + 1 : rows.stop + 1] = index
    borders = []
    for axis, raster in ((0, owner), (1, owner.T)):
        for at in range(raster.shape[0] - 1):
            borders += _runs(axis, at, raster[at], raster[at + 1])
    return [border for border in borders if border.end - border.start >= shortest]


def push(rng: np.random.Generator, border: Border, depth: float) -> Push:
    """Choose which part of a border moves."""
    room = border.end - border.start - 2 * _CORNER
    length = int(rng.integers(min(2, room), min(room, 9), endpoint=True))
    first = border.start + _CORNER + int(rng.integers(0, room - length, endpoint=True))
    return Push(border, first, first + length, depth)


def thickness(grid: DrawnGrid, border: Border) -> int:
    """Say how many steps a grid reaches away from a border."""
    return grid.rect.extent[border.axis]


def _runs(axis: int, at: int, low: NDArray[np.int64], high: NDArray[np.int64]) -> list[Border]:
    """Find where the same two different owners face each other; rasters have a margin of one."""
    changes = np.flatnonzero((np.diff(low) != 0) | (np.diff(high) != 0)) + 1
    bounds = np.r_[0, changes, len(low)]
    return [
        Border(axis, at, int(start) - 1, int(end) - 1, int(low[start]), int(high[start]))
        for start, end in pairwise(bounds)
        if low[start] != high[start]
    ]
