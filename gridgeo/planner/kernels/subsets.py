"""Listing of all connected sets of units whose count lies in the band, as 64-bit masks."""

import numpy as np
from numpy.typing import NDArray

from gridgeo.geometry.compiled import compiled
from gridgeo.planner.kernels.model import Integers


@compiled
def list_connected(
    neighbours: NDArray[np.uint64],
    households: Integers,
    minimum: int,
    maximum: int,
    most: int,
    steps: int,
) -> tuple[NDArray[np.uint64], bool]:
    """List connected sets with ``minimum`` to ``maximum`` households, each exactly once.

    Each set is grown from its lowest unit; a unit that was passed over at one branch stays out
    below it, so no set comes twice (the reverse search of Wernicke's ESU).

    Parameters
    ----------
    neighbours : uint64, shape (n,)
        Neighbours of each unit as a mask; n is at most 64.
    households : int64, shape (n,)
        Counts, not negative.
    most, steps : int
        Give up beyond so many sets, or so many sets looked at.

    Returns
    -------
    sets : uint64
        The sets found.
    complete : bool
        False if a limit was met.
    """
    one, none = np.uint64(1), np.uint64(0)
    count = len(neighbours)
    sets = np.empty(most, dtype=np.uint64)
    found, looked = 0, 0
    depth_limit = count * count + 2
    members = np.empty(depth_limit, dtype=np.uint64)
    frontier = np.empty(depth_limit, dtype=np.uint64)
    closed = np.empty(depth_limit, dtype=np.uint64)
    totals = np.empty(depth_limit, dtype=np.int64)
    for root in range(count):
        bit = one << np.uint64(root)
        depth = 0
        closed[0] = (bit << one) - one  # the root and all below it
        members[0] = bit
        frontier[0] = neighbours[root] & ~closed[0]
        totals[0] = households[root]
        fresh = True
        while depth >= 0:
            if fresh:
                looked += 1
                if found >= most or looked >= steps:
                    return sets[:found], False
                if minimum <= totals[depth] <= maximum:
                    sets[found] = members[depth]
                    found += 1
            if frontier[depth] == none or totals[depth] > maximum:
                depth -= 1
                fresh = False
                continue
            # Take the lowest unit of the frontier: one branch has it, all later ones do without.
            lowest = frontier[depth] & (~frontier[depth] + one)
            unit = 0
            while (lowest >> np.uint64(unit)) != one:
                unit += 1
            frontier[depth] &= ~lowest
            closed[depth] |= lowest
            members[depth + 1] = members[depth] | lowest
            closed[depth + 1] = closed[depth]
            frontier[depth + 1] = (frontier[depth] | neighbours[unit]) & ~closed[depth]
            totals[depth + 1] = totals[depth] + households[unit]
            depth += 1
            fresh = True
    return sets[:found], True
