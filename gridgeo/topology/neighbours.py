"""Which grids lie beside some grids, the longest common border first."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gridgeo.geometry.arrangement import bordering
from gridgeo.topology.view import NetworkView


@dataclass(frozen=True, slots=True)
class Neighbours:
    """Neighbours of one grid: indices and metres of common border, the longest first."""

    grids: NDArray[np.intp]
    length_m: NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Neighbourhoods:
    """Neighbours of several grids, sorted by row."""

    row: NDArray[np.intp]
    grid: NDArray[np.intp]
    length_m: NDArray[np.float64]

    def of(self, row: int) -> Neighbours:
        """Give the neighbours of the grid that was asked for at this position."""
        first, last = np.searchsorted(self.row, [row, row + 1])
        return Neighbours(self.grid[first:last], self.length_m[first:last])


def neighbours(view: NetworkView, grids: NDArray[np.intp]) -> Neighbourhoods:
    """Find the grids that share a border with some grids.

    Parameters
    ----------
    grids : (k,) array of int
        Indices of grids.
    """
    row, other, length = bordering(view.ground[grids], view.tree)
    apart = other != grids[row]
    row, other, length = row[apart], other[apart], length[apart]
    order = np.lexsort((other, -length, row))
    return Neighbourhoods(row[order], other[order], length[order])
