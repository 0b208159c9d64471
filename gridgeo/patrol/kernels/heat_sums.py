"""The loops that add up heat cells into a table of all cells of a window."""

import numpy as np
from numpy.typing import NDArray

from gridgeo.geometry.compiled import compiled

_ROW = 22  # bits of a column


@compiled
def add_cells(
    cell: NDArray[np.int64],
    passes: NDArray[np.uint16],
    seconds: NDArray[np.uint32],
    day: int,
    window: tuple[int, int, int],
    sums: NDArray[np.int64],
    last: NDArray[np.int32],
) -> None:
    """Add cells of one day; of a cell that comes again on the same day the day counts once.

    Parameters
    ----------
    window : (column, row, columns)
        Where the table begins, and how wide it is.
    sums : int64 array (table, 3)
        Passes, seconds and days.
    last : int32 array (table)
        Day that was added last to each cell.
    """
    left, top, columns = window
    low = (1 << _ROW) - 1
    for i in range(len(cell)):
        at = ((cell[i] >> _ROW) - top) * columns + (cell[i] & low) - left
        sums[at, 0] += passes[i]
        sums[at, 1] += seconds[i]
        if last[at] != day:
            last[at] = day
            sums[at, 2] += 1


@compiled
def add_quarters(
    cell: NDArray[np.int64],
    values: NDArray[np.int64],
    window: tuple[int, int, int],
    sums: NDArray[np.int64],
) -> None:
    """Add cells to those twice as wide: passes, seconds and parts add up, of days the most holds.

    Parameters
    ----------
    values : int64 array (cells, 4)
        Passes, seconds, days and parts.
    window : (column, row, columns)
        Of the wider cells.
    sums : int64 array (table, 4)
    """
    left, top, columns = window
    low = (1 << _ROW) - 1
    for i in range(len(cell)):
        at = ((cell[i] >> (_ROW + 1)) - top) * columns + ((cell[i] & low) >> 1) - left
        sums[at, 0] += values[i, 0]
        sums[at, 1] += values[i, 1]
        sums[at, 2] = max(sums[at, 2], values[i, 2])
        sums[at, 3] += values[i, 3]
