"""Which units a grid that holds certain units could hold too."""

import numpy as np
from numpy.typing import NDArray

from gridgeo.geometry.compiled import compiled
from gridgeo.planner.kernels.model import Integers


@compiled
def within_reach(
    indptr: Integers,
    indices: Integers,
    passable: NDArray[np.bool_],
    households: Integers,
    core: Integers,
    maximum: int,
) -> NDArray[np.bool_]:
    """Find the units that can be joined to some unit of the core within ``maximum`` households.

    Parameters
    ----------
    indptr, indices, passable, households
        As in ``UnitGraph``.
    core : int64
        Units.
    maximum : int
        What a grid may hold.

    Returns
    -------
    bool, shape (n,)
        True for the core itself, too.
    """
    least = np.full(len(households), maximum + 1, dtype=np.int64)
    waiting = np.empty(len(households) + 1, dtype=np.int64)
    queued = np.zeros(len(households), dtype=np.bool_)
    for start in core:
        if households[start] >= least[start]:
            continue
        # A queue that units enter again when a smaller count leads to them (Bellman and Ford).
        least[start] = households[start]
        waiting[0] = start
        head, tail = 0, 1
        while head != tail:
            here = waiting[head]
            head = (head + 1) % len(waiting)
            queued[here] = False
            for edge in range(indptr[here], indptr[here + 1]):
                far = indices[edge]
                count = least[here] + households[far]
                if passable[edge] and count < least[far]:
                    least[far] = count
                    if not queued[far]:
                        queued[far] = True
                        waiting[tail] = far
                        tail = (tail + 1) % len(waiting)
    found = least <= maximum
    for start in core:
        found[start] = True
    return found


@compiled
def grow_core(
    indptr: Integers, indices: Integers, households: Integers, start: int, most: int
) -> Integers:
    """Grow a contiguous set around ``start``: its most populous neighbour comes next.

    Parameters
    ----------
    indptr, indices, households
        As in ``UnitGraph``; every border counts as passable.
    start : int
        The first unit.
    most : int
        How many units to gather at most.
    """
    core = np.empty(most, dtype=np.int64)
    core[0] = start
    met = np.zeros(len(households), dtype=np.bool_)
    met[start] = True
    near = np.empty(len(households), dtype=np.int64)
    size, waiting = 1, 0
    while size < most:
        here = core[size - 1]
        for edge in range(indptr[here], indptr[here + 1]):
            if not met[indices[edge]]:
                met[indices[edge]] = True
                near[waiting] = indices[edge]
                waiting += 1
        if waiting == 0:
            break
        best = 0
        for place in range(1, waiting):
            one, other = near[place], near[best]
            more = households[one] - households[other]
            if more > 0 or (more == 0 and one < other):
                best = place
        core[size] = near[best]
        waiting -= 1
        near[best] = near[waiting]
        size += 1
    return core[:size]
