"""The parts of a graph that hang together."""

import numpy as np
from numpy.typing import NDArray

from gridgeo.geometry.compiled import compiled
from gridgeo.planner.kernels.model import Integers


@compiled
def label_parts(indptr: Integers, indices: Integers, passable: NDArray[np.bool_]) -> Integers:
    """Give each unit the number of its part; parts are numbered by their first unit.

    Parameters
    ----------
    indptr, indices, passable
        As in ``UnitGraph``; contiguity counts passable borders only.
    """
    units = len(indptr) - 1
    label = np.full(units, -1, dtype=np.int64)
    waiting = np.empty(units, dtype=np.int64)
    parts = 0
    for start in range(units):
        if label[start] >= 0:
            continue
        label[start] = parts
        waiting[0] = start
        left = 1
        while left > 0:
            left -= 1
            here = waiting[left]
            for edge in range(indptr[here], indptr[here + 1]):
                far = indices[edge]
                if passable[edge] and label[far] < 0:
                    label[far] = parts
                    waiting[left] = far
                    left += 1
        parts += 1
    return label
