"""Whether what is left of a domain can still be divided, by the counts of its parts."""

import numpy as np

from gridgeo.geometry.compiled import compiled
from gridgeo.planner.kernels.model import Integers
from gridgeo.planner.kernels.subsets import BIT_PLACE, DE_BRUIJN, Masks


@compiled
def can_be_divided(
    neighbours: Masks, households: Integers, minimum: int, maximum: int, left: Masks, row: int
) -> bool:
    """Say whether each contiguous part of some units has a count that fits a number of grids.

    Parameters
    ----------
    neighbours : uint64, shape (n, w)
        Neighbours of each unit as a mask.
    households : int64, shape (n,)
        Counts, not negative.
    minimum, maximum : int
        What a grid may hold.
    left : uint64, shape (rows, w or more)
        Masks.
    row : int
        Which of them to look at; it is left as it is.
    """
    words = neighbours.shape[1]
    waiting = np.zeros((2, words), dtype=np.uint64)  # not met yet; met, but not gone on from
    for word in range(words):
        waiting[0, word] = left[row, word]
    for start in range(words):
        while waiting[0, start] != 0:
            first = waiting[0, start] & (~waiting[0, start] + np.uint64(1))
            waiting[0, start] ^= first
            waiting[1, start] = first
            total, word = 0, start
            while word < words:
                rest = waiting[1, word]
                if rest == 0:
                    word += 1
                    continue
                bit = rest & (~rest + np.uint64(1))
                waiting[1, word] ^= bit
                unit = 64 * word + BIT_PLACE[(bit * DE_BRUIJN) >> np.uint64(58)]
                total += households[unit]
                for here in range(words):
                    more = neighbours[unit, here] & waiting[0, here]
                    if more != 0:
                        waiting[0, here] ^= more
                        waiting[1, here] |= more
                        word = min(word, here)
            if total < minimum or -(-total // maximum) * minimum > total:
                return False
    return True
