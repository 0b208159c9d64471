"""A square domain of equal units with random counts, as large as wanted."""

import numpy as np

from gridgeo.planner.graph import UnitGraph

SIDE_M = 50.0


def unit_lattice(side: int) -> UnitGraph:
    """Lay out ``side`` x ``side`` units with 0 to 40 households each, some twenty to a grid."""
    number = np.arange(side * side).reshape(side, side)
    beside = np.column_stack([number[:, :-1].ravel(), number[:, 1:].ravel()])
    below = np.column_stack([number[:-1].ravel(), number[1:].ravel()])
    pairs = np.concatenate([beside, below])
    counts = np.random.default_rng(1).integers(0, 41, number.size)
    return UnitGraph.build(
        pairs,
        np.full(len(pairs), SIDE_M),
        counts,
        np.full(number.size, SIDE_M**2),
        np.full(number.size, 4 * SIDE_M),
    )
