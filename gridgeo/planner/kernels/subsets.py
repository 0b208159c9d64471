"""Listing of connected sets of units whose count lies in the band, as masks of 64-bit words."""

import numpy as np
from numpy.typing import NDArray

from gridgeo.geometry.compiled import compiled
from gridgeo.planner.kernels.model import STOP, Integers

Masks = NDArray[np.uint64]  # shape (rows, words): bit b of word w stands for unit 64 w + b

DE_BRUIJN = np.uint64(0x03F79D71B4CB0A89)  # its 64 windows of six bits all differ
BIT_PLACE = np.zeros(64, dtype=np.int64)
BIT_PLACE[[(int(DE_BRUIJN) << bit) % 2**64 >> 58 for bit in range(64)]] = np.arange(64)


@compiled
def list_connected(
    neighbours: Masks,
    households: Integers,
    roots: Integers,
    minimum: int,
    maximum: int,
    most: int,
    steps: int,
    past: NDArray[np.uint64],
    control: Integers,
) -> tuple[Masks, bool]:
    """List connected sets that hold a root and ``minimum`` to ``maximum`` households, each once.

    Each set is grown from its first root; a unit that was passed over at one branch stays out
    below it, so no set comes twice (the reverse search of Wernicke's ESU).

    Parameters
    ----------
    neighbours : uint64, shape (n, w)
        Neighbours of each unit as a mask.
    households : int64, shape (n,)
        Counts, not negative.
    roots : int64
        Units of which a set must hold at least one.
    most, steps : int
        Give up beyond so many sets, or so many sets looked at.
    past : uint64, shape (w,)
        Roots that are done with, in no set any more; those of this call are added.
    control : int64
        As in ``Scratch``.

    Returns
    -------
    sets : uint64, shape (s, w)
        The sets found.
    complete : bool
        False if a limit was met.
    """
    count, words = neighbours.shape
    sets = np.empty((most, words), dtype=np.uint64)
    members = np.zeros((count + 2, words), dtype=np.uint64)
    frontier = np.zeros((count + 2, words), dtype=np.uint64)
    closed = np.zeros((count + 2, words), dtype=np.uint64)
    totals = np.zeros(count + 2, dtype=np.int64)
    found, looked = 0, 0
    for root in roots:
        past[root >> 6] |= np.uint64(1) << np.uint64(root & 63)
        if households[root] > maximum:
            continue
        members[0] = 0
        members[0, root >> 6] = np.uint64(1) << np.uint64(root & 63)
        closed[0] = past
        frontier[0] = neighbours[root] & ~past
        totals[0] = households[root]
        depth, fresh = 0, True
        while depth >= 0:
            if fresh:
                looked += 1
                if found >= most or looked >= steps or control[STOP] != 0:
                    return sets[:found], False
                if minimum <= totals[depth] <= maximum:
                    sets[found] = members[depth]
                    found += 1
            unit = lowest_unit(frontier[depth])
            if unit < 0:
                depth -= 1
                fresh = False
                continue
            # One branch has the lowest unit of the frontier, all later ones do without.
            word, bit = unit >> 6, np.uint64(1) << np.uint64(unit & 63)
            frontier[depth, word] &= ~bit
            closed[depth, word] |= bit
            if totals[depth] + households[unit] > maximum:
                fresh = False
                continue
            for here in range(words):
                members[depth + 1, here] = members[depth, here]
                closed[depth + 1, here] = closed[depth, here]
                frontier[depth + 1, here] = (frontier[depth, here] | neighbours[unit, here]) & (
                    ~closed[depth, here]
                )
            members[depth + 1, word] |= bit
            totals[depth + 1] = totals[depth] + households[unit]
            depth += 1
            fresh = True
    return sets[:found], True


@compiled
def lowest_unit(mask: NDArray[np.uint64]) -> int:
    """Give the lowest unit of a mask; -1 if it is empty."""
    for word in range(len(mask)):
        rest = mask[word]
        if rest != 0:
            lowest = rest & (~rest + np.uint64(1))
            return 64 * word + int(BIT_PLACE[(lowest * DE_BRUIJN) >> np.uint64(58)])
    return -1


@compiled
def lowest_units(masks: Masks) -> Integers:
    """Give the lowest unit of each mask, shape (rows,)."""
    units = np.empty(len(masks), dtype=np.int64)
    for row in range(len(masks)):
        units[row] = lowest_unit(masks[row])
    return units
