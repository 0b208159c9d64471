"""An order of units from one end of the ground to the other."""

import numpy as np

from gridgeo.geometry.compiled import compiled
from gridgeo.planner.kernels.model import Integers


@compiled
def sweep_order(indptr: Integers, indices: Integers) -> Integers:
    """Order units so that neighbours come soon after each other (reverse Cuthill-McKee).

    From the unit with the fewest neighbours on, the neighbours of each unit come next, those with
    few neighbours of their own first; then all is reversed.

    Parameters
    ----------
    indptr, indices
        As in ``UnitGraph``; impassable borders count too.
    """
    units = len(indptr) - 1
    degree = indptr[1:] - indptr[:-1]
    order = np.empty(units, dtype=np.int64)
    met = np.zeros(units, dtype=np.bool_)
    head, tail = 0, 0
    for start in np.argsort(degree, kind="mergesort"):
        if met[start]:
            continue
        met[start] = True
        order[tail] = start
        tail += 1
        while head < tail:
            here, first = order[head], tail
            head += 1
            for edge in range(indptr[here], indptr[here + 1]):
                far = indices[edge]
                if met[far]:
                    continue
                met[far] = True
                place = tail
                while place > first and degree[order[place - 1]] > degree[far]:
                    order[place] = order[place - 1]
                    place -= 1
                order[place] = far
                tail += 1
    return order[::-1].copy()
