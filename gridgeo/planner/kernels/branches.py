"""The parts that are left of a domain when one unit is taken out."""

import numpy as np

from gridgeo.geometry.compiled import compiled
from gridgeo.planner.kernels.model import Integers


@compiled
def branch_totals(
    indptr: Integers, indices: Integers, passable: np.ndarray, households: Integers, unit: int
) -> Integers:
    """Give the households of each part that hangs together without ``unit``, by first neighbour.

    Parameters
    ----------
    indptr, indices, passable, households
        As in ``UnitGraph``, of a connected domain.
    unit : int
        The unit taken out.
    """
    seen = np.zeros(len(households), dtype=np.bool_)
    seen[unit] = True
    order = np.empty(len(households), dtype=np.int64)
    totals = np.empty(indptr[unit + 1] - indptr[unit], dtype=np.int64)
    parts = 0
    for border in range(indptr[unit], indptr[unit + 1]):
        start = indices[border]
        if seen[start] or not passable[border]:
            continue
        seen[start] = True
        order[0] = start
        head, tail, total = 0, 1, 0
        while head < tail:
            here = order[head]
            head += 1
            total += households[here]
            for edge in range(indptr[here], indptr[here + 1]):
                far = indices[edge]
                if passable[edge] and not seen[far]:
                    seen[far] = True
                    order[tail] = far
                    tail += 1
        totals[parts] = total
        parts += 1
    return totals[:parts]
