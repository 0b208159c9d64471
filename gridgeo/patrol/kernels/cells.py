"""The loop that finds the heat cells through which paths run."""

import math

import numpy as np
from numpy.typing import NDArray

from gridgeo.geometry.compiled import compiled

_ROW = 22  # bits of a column
_MOST = 4096.0  # cells of one line: 30 km; a longer one is no walk


@compiled
def cells_along(
    column: NDArray[np.float64], row: NDArray[np.float64], leg: NDArray[np.int32]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Give the cells of each line between two vertices of one leg, and the vertex it leaves.

    Every half cell of the way is asked for its cell; a corner that is cut by less is left out.
    """
    cells, owner = np.empty(1024, np.int64), np.empty(1024, np.int64)
    size = 0
    for i in range(len(column)):
        dx = dy = 0.0
        if i + 1 < len(column) and leg[i + 1] == leg[i]:
            dx, dy = column[i + 1] - column[i], row[i + 1] - row[i]
        far = max(abs(dx), abs(dy))
        steps = int(2 * far) + 1 if far <= _MOST else 1
        last = np.int64(-1)
        for step in range(steps + 1 if far > 0 else 1):
            share = step / steps
            c = math.floor(column[i] + share * dx)
            r = math.floor(row[i] + share * dy)
            cell = (np.int64(r) << _ROW) | np.int64(c)
            if cell == last:
                continue
            last = cell
            if size == len(cells):
                longer, owners = np.empty(2 * size, np.int64), np.empty(2 * size, np.int64)
                longer[:size], owners[:size] = cells, owner
                cells, owner = longer, owners
            cells[size], owner[size] = cell, i
            size += 1
    return cells[:size].copy(), owner[:size].copy()
