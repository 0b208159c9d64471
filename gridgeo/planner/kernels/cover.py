"""Choice of sets that hold certain units exactly once: the exact cover by backtracking."""

import numpy as np

from gridgeo.geometry.compiled import compiled
from gridgeo.planner.kernels.model import STOP, Integers
from gridgeo.planner.kernels.subsets import BIT_PLACE, DE_BRUIJN, Masks, lowest_of

FOUND, NONE_EXISTS, GAVE_UP = 1, 0, -1


@compiled
def choose_cover(
    sets: Masks, required: Masks, units: int, work_limit: int, control: Integers
) -> tuple[int, Integers]:
    """Choose disjoint sets that hold every required unit, or prove that no choice does.

    Always the required unit that fewest remaining sets hold is decided next (Knuth's Algorithm X),
    so that a unit that nothing can hold is met at once.

    Parameters
    ----------
    sets : uint64, shape (s, w)
        Masks to choose from.
    required : uint64, shape (1, w)
        Units that must be held; the others may be, once.
    units : int
        Number of units.
    work_limit : int
        Give up after looking at so many sets.
    control : int64
        As in ``Scratch``.

    Returns
    -------
    status : int
        ``FOUND``, ``NONE_EXISTS`` or ``GAVE_UP``.
    chosen : int64
        Positions of the chosen sets.
    """
    words = sets.shape[1]
    levels = units + 2
    # Only sets that are still disjoint from all chosen ones are kept on each level.
    alive = np.empty((min(levels, 64), len(sets)), dtype=np.int32)
    length = np.zeros(len(alive), dtype=np.int64)
    pick = np.full(len(alive), -1, dtype=np.int64)  # set chosen on each level, by place in alive
    target = np.full(len(alive), -1, dtype=np.int64)  # unit that is decided on each level
    left = np.zeros((len(alive), words), dtype=np.uint64)
    for place in range(len(sets)):
        alive[0, place] = place
    length[0] = len(sets)
    left[0] = required[0]
    level, work = 0, 0
    holders = np.zeros(units, dtype=np.int64)
    while level >= 0:
        if target[level] < 0:
            if lowest_of(left, level, words) < 0:
                chosen = np.empty(level, dtype=np.int64)
                for here in range(level):
                    chosen[here] = alive[here, pick[here]]
                return FOUND, chosen
            work += length[level]
            if work > work_limit or level + 1 >= len(alive) or control[STOP] != 0:
                return GAVE_UP, np.empty(0, dtype=np.int64)
            target[level] = rarest_unit(sets, alive, length, left, level, holders)
            pick[level] = -1
        unit = target[level]
        word, bit = unit >> 6, np.uint64(1) << np.uint64(unit & 63)
        place = pick[level] + 1
        while place < length[level] and sets[alive[level, place], word] & bit == 0:
            place += 1
        if place == length[level]:
            target[level] = -1
            level -= 1
            continue
        pick[level] = place
        taken = alive[level, place]
        for here in range(words):
            left[level + 1, here] = left[level, here] & ~sets[taken, here]
        keep_disjoint(sets, alive, length, level, taken)
        work += length[level]
        level += 1
        target[level] = -1
    return NONE_EXISTS, np.empty(0, dtype=np.int64)


@compiled
def keep_disjoint(sets: Masks, alive: np.ndarray, length: Integers, level: int, taken: int) -> None:
    """Write the sets that share no unit with the set ``taken`` to the next level."""
    kept = 0
    for place in range(length[level]):
        number = alive[level, place]
        apart = True
        for word in range(sets.shape[1]):
            apart = apart and sets[number, word] & sets[taken, word] == 0
        if apart:
            alive[level + 1, kept] = number
            kept += 1
    length[level + 1] = kept


@compiled
def rarest_unit(
    sets: Masks, alive: np.ndarray, length: Integers, left: Masks, level: int, holders: Integers
) -> int:
    """Find the unit that is left on a level and that fewest of its sets hold."""
    holders[:] = 0
    for place in range(length[level]):
        for word in range(sets.shape[1]):
            rest = sets[alive[level, place], word] & left[level, word]
            while rest != 0:
                lowest = rest & (~rest + np.uint64(1))
                holders[64 * word + BIT_PLACE[(lowest * DE_BRUIJN) >> np.uint64(58)]] += 1
                rest ^= lowest
    best, fewest = -1, length[level] + 1
    for unit in range(len(holders)):
        wanted = left[level, unit >> 6] & (np.uint64(1) << np.uint64(unit & 63)) != 0
        if wanted and holders[unit] < fewest:
            best, fewest = unit, holders[unit]
    return best
