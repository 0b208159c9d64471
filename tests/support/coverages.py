"""Random coverages to test against: cells of a jittered lattice with winding shared borders."""

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

ORIGIN = np.array([500_000.0, 2_700_000.0])  # coordinates as large as real projected ones


@dataclass(frozen=True)
class Lattice:
    """Cells and the points that their borders are made of.

    ``across[r, c]`` runs from node (r, c) to node (r, c + 1), ``up[r, c]`` to node (r + 1, c); both
    hold ``bends`` + 2 points. Cell (r, c) has the index ``r * columns + c``.
    """

    rows: int
    columns: int
    across: NDArray[np.float64]
    up: NDArray[np.float64]

    def ring(self, r: int, c: int) -> NDArray[np.float64]:
        """Closed ring of a cell, counter-clockwise from its lower left node."""
        return np.concatenate(
            [
                self.across[r, c][:-1],
                self.up[r, c + 1][:-1],
                self.across[r + 1, c][::-1][:-1],
                self.up[r, c][::-1],
            ]
        )

    def polygons(self) -> NDArray[np.object_]:
        """All cells, row by row."""
        rings = [self.ring(r, c) for r in range(self.rows) for c in range(self.columns)]
        return shapely.polygons(np.array(rings))

    def boundary(self) -> shapely.Polygon:
        """The outer border of all cells, with all their vertices."""
        across, up = self.across, self.up
        parts = [
            *(across[0, c][:-1] for c in range(self.columns)),
            *(up[r, -1][:-1] for r in range(self.rows)),
            *(across[-1, c][::-1][:-1] for c in reversed(range(self.columns))),
            *(up[r, 0][::-1][:-1] for r in reversed(range(self.rows))),
        ]
        return shapely.Polygon(np.concatenate(parts))


def lattice(
    rows: int, columns: int, seed: int, *, size_m: float = 200.0, bends: int = 2
) -> Lattice:
    """Draw a lattice whose nodes and borders are moved at random, never across each other."""
    rng = np.random.default_rng(seed)
    grid = np.stack(np.meshgrid(np.arange(columns + 1.0), np.arange(rows + 1.0)), axis=-1)
    nodes = ORIGIN + size_m * (grid + rng.uniform(-0.2, 0.2, grid.shape))
    return Lattice(
        rows,
        columns,
        _winding(nodes[:, :-1], nodes[:, 1:], bends, size_m, rng),
        _winding(nodes[:-1], nodes[1:], bends, size_m, rng),
    )


def _winding(start, end, bends, size_m, rng):
    """Points from start to end, those between moved sideways by up to a twentieth of a cell."""
    share = np.linspace(0.0, 1.0, bends + 2)[:, None]
    line = start[..., None, :] * (1 - share) + end[..., None, :] * share
    line[..., 1:-1, :] += rng.uniform(-0.05, 0.05, line[..., 1:-1, :].shape) * size_m
    line[..., 0, :], line[..., -1, :] = start, end
    return line
