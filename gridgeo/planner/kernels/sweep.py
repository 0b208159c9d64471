"""The exact cover in one sweep over the units, with every rest remembered that was decided before.

In the order of the sweep the first unit that is not yet held has to be held next, so what is left
to hold is all that matters: how it came about does not. As the sweep runs from one end of the
ground to the other, few different rests come up (a dynamic programme over the sweep's front).
"""

import numpy as np
from numpy.typing import NDArray

from gridgeo.geometry.compiled import compiled
from gridgeo.planner.kernels.cover import FOUND, GAVE_UP, NONE_EXISTS
from gridgeo.planner.kernels.model import STOP, Floats, Integers
from gridgeo.planner.kernels.subsets import Masks, lowest_unit

FULLEST = 0.7  # share of the table from which looking up gets slow


@compiled
def sweep_cover(
    sets: Masks,
    starts: Integers,
    costs: Floats,
    everything: Masks,
    capacity: int,
    work_limit: int,
    cheapest: bool,
    grids: int,
    control: Integers,
) -> tuple[int, Integers]:
    """Choose disjoint sets that hold every unit, or prove that no choice does.

    Parameters
    ----------
    sets : uint64, shape (s, w)
        Masks to choose from, ordered by their lowest unit.
    starts : int64, shape (n + 1,)
        Where the sets of each lowest unit begin.
    costs : float64, shape (s,)
        Cost of each set; looked at where ``cheapest`` is asked for.
    everything : uint64, shape (w,)
        All units.
    capacity, work_limit : int
        Give up beyond so many rests (a power of two), or so many sets looked at.
    cheapest : bool
        Look for the least sum of costs; otherwise the first cover found will do.
    grids : int
        Number of sets to choose; 0 if any will do.
    control : int64
        As in ``Scratch``.

    Returns
    -------
    status : int
        ``FOUND``, ``NONE_EXISTS`` or ``GAVE_UP``.
    chosen : int64
        Positions of the chosen sets.
    """
    units, words = len(starts) - 1, sets.shape[1]
    # Where sets are counted, their number so far is a part of what a rest is: its last word.
    keys = np.zeros((capacity, words + 1), dtype=np.uint64)
    value = np.empty(capacity)
    choice = np.full(capacity, -2, dtype=np.int32)  # -2: free, -1: no cover of this rest
    left = np.zeros((units + 1, words + 1), dtype=np.uint64)
    lowest = np.zeros(units + 1, dtype=np.int64)
    place = np.zeros(units + 1, dtype=np.int64)
    least = np.full(units + 1, np.inf)
    best = np.full(units + 1, -1, dtype=np.int64)
    left[0, :words] = everything
    place[0] = starts[0]
    level, work, known = 0, 0, 0
    while level >= 0:
        at, end, deeper = place[level], starts[lowest[level] + 1], False
        while at < end:
            if lies_within(sets[at], left[level]):
                for word in range(words):
                    left[level + 1, word] = left[level, word] & ~sets[at, word]
                following = lowest_unit(left[level + 1, :words])
                rest = 0.0 if grids in (0, level + 1) else np.inf
                if following >= 0:
                    left[level + 1, words] = level + 1 if grids > 0 else 0
                    slot = find_rest(keys, choice, left[level + 1])
                    if choice[slot] == -2:
                        deeper = True
                        break
                    rest = value[slot]
                if costs[at] + rest < least[level]:
                    least[level], best[level] = costs[at] + rest, at
                    if not cheapest:
                        place[level] = at
                        return FOUND, place[: level + 1]
            at += 1
        work += at - place[level] + 1
        place[level] = at
        if work > work_limit or known > FULLEST * capacity or control[STOP] != 0:
            return GAVE_UP, np.empty(0, dtype=np.int64)
        if deeper:
            level += 1
            lowest[level] = following
            place[level] = starts[following]
            least[level], best[level] = np.inf, -1
            continue
        slot = find_rest(keys, choice, left[level])
        keys[slot] = left[level]
        value[slot], choice[slot] = least[level], best[level]
        known += 1
        level -= 1  # looks at the same set again, and now finds what the rest costs
    return follow_choices(sets, keys, choice, everything, grids)


@compiled
def follow_choices(
    sets: Masks, keys: Masks, choice: NDArray[np.int32], everything: Masks, grids: int
) -> tuple[int, Integers]:
    """Read the cheapest cover from the table of rests."""
    words = len(everything)
    left = np.zeros(words + 1, dtype=np.uint64)
    left[:words] = everything
    chosen = np.empty(64 * words, dtype=np.int64)
    count = 0
    while lowest_unit(left[:words]) >= 0:
        at = choice[find_rest(keys, choice, left)]
        if at < 0:
            return NONE_EXISTS, np.empty(0, dtype=np.int64)
        chosen[count] = at
        count += 1
        left[:words] &= ~sets[at]
        left[words] = count if grids > 0 else 0
    return FOUND, chosen[:count]


@compiled
def lies_within(inner: NDArray[np.uint64], outer: NDArray[np.uint64]) -> bool:
    """Say whether a mask has no unit that another one lacks."""
    for word in range(len(inner)):  # noqa: SIM110  numba compiles no all()
        if inner[word] & ~outer[word] != 0:
            return False
    return True


@compiled
def find_rest(keys: Masks, choice: NDArray[np.int32], rest: NDArray[np.uint64]) -> int:
    """Give the place of a rest in the table, or the free place where it belongs."""
    mixed = np.uint64(0)
    for word in range(len(rest)):
        mixed = (mixed ^ rest[word]) * np.uint64(0x9E3779B97F4A7C15)
        mixed ^= mixed >> np.uint64(29)
    last = len(keys) - 1
    slot = np.int64(mixed & np.uint64(last))
    while choice[slot] != -2:
        same = True
        for word in range(len(rest)):
            same = same and keys[slot, word] == rest[word]
        if same:
            return int(slot)
        slot = (slot + 1) & last
    return int(slot)
