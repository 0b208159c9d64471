"""The exact cover in one sweep over the units, with every rest remembered that was decided before.

In the order of the sweep the first unit that is not yet held has to be held next, so what is left
to hold is all that matters: how it came about does not. As the sweep runs from one end of the
ground to the other, few different rests come up (a dynamic programme over the sweep's front). A
rest with a part whose count fits no number of sets is given up at once.
"""

import numpy as np
from numpy.typing import NDArray

from gridgeo.geometry.compiled import compiled
from gridgeo.planner.kernels.cover import FOUND, GAVE_UP, NONE_EXISTS
from gridgeo.planner.kernels.model import STOP, Floats, Integers
from gridgeo.planner.kernels.rest import can_be_divided
from gridgeo.planner.kernels.subsets import Masks, lowest_of

FULLEST = 0.7  # share of the table from which looking up gets slow
FIRST_ROWS, LARGER = 1 << 11, 4  # of the table, which grows by this factor
FREE, NO_COVER = -2, -1  # in the place of a set: nothing is known of a rest, or nothing holds it


@compiled
def sweep_cover(
    sets: Masks,
    starts: Integers,
    costs: Floats,
    neighbours: Masks,
    households: Integers,
    minimum: int,
    maximum: int,
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
    neighbours : uint64, shape (n, w)
        Neighbours of each unit as a mask.
    households : int64, shape (n,)
        Counts, not negative.
    minimum, maximum : int
        What each set holds at least and at most.
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
    rests, value, choice = make_table(min(capacity, FIRST_ROWS), words + 1)
    left = np.zeros((units + 1, words + 1), dtype=np.uint64)
    lowest = np.zeros(units + 1, dtype=np.int64)
    place = np.zeros(units + 1, dtype=np.int64)
    least = np.full(units + 1, np.inf)
    best = np.full(units + 1, NO_COVER, dtype=np.int64)
    for unit in range(units):
        left[0, unit >> 6] |= np.uint64(1) << np.uint64(unit & 63)
    place[0] = starts[0]
    level, work, known = 0, 0, 0
    while level >= 0:
        at, end, deeper = place[level], starts[lowest[level] + 1], False
        while at < end:
            if lies_within(sets, at, left, level):
                take_away(sets, at, left, level)
                following = lowest_of(left, level + 1, words)
                rest = 0.0 if grids in (0, level + 1) else np.inf
                if following >= 0:
                    left[level + 1, words] = level + 1 if grids > 0 else 0
                    slot = find_rest(rests, choice, left, level + 1)
                    if choice[slot] == FREE:
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
            least[level], best[level] = np.inf, NO_COVER
            if can_be_divided(neighbours, households, minimum, maximum, left, level):
                lowest[level] = following
                place[level] = starts[following]
                continue
        if known > FULLEST * len(choice):
            rests, value, choice = enlarge(rests, value, choice)
        slot = put_rest(rests, choice, left, level)
        value[slot], choice[slot] = least[level], best[level]
        known += 1
        level -= 1  # looks at the same set again, and now finds what the rest costs
    return follow_choices(sets, rests, choice, units, grids)


@compiled
def follow_choices(
    sets: Masks, rests: Masks, choice: NDArray[np.int32], units: int, grids: int
) -> tuple[int, Integers]:
    """Read the cheapest cover from the table of rests."""
    words = sets.shape[1]
    left = np.zeros((1, words + 1), dtype=np.uint64)
    for unit in range(units):
        left[0, unit >> 6] |= np.uint64(1) << np.uint64(unit & 63)
    chosen = np.empty(units, dtype=np.int64)
    count = 0
    while lowest_of(left, 0, words) >= 0:
        at = choice[find_rest(rests, choice, left, 0)]
        if at < 0:
            return NONE_EXISTS, np.empty(0, dtype=np.int64)
        chosen[count] = at
        count += 1
        for word in range(words):
            left[0, word] &= ~sets[at, word]
        left[0, words] = count if grids > 0 else 0
    return FOUND, chosen[:count]


@compiled
def take_away(sets: Masks, at: int, left: Masks, level: int) -> None:
    """Write what the set ``sets[at]`` leaves of ``left[level]`` to the next level."""
    for word in range(sets.shape[1]):
        left[level + 1, word] = left[level, word] & ~sets[at, word]


@compiled
def lies_within(inner: Masks, one: int, outer: Masks, other: int) -> bool:
    """Say whether the mask ``inner[one]`` has no unit that ``outer[other]`` lacks."""
    for word in range(inner.shape[1]):  # noqa: SIM110  numba compiles no all()
        if inner[one, word] & ~outer[other, word] != 0:
            return False
    return True


@compiled
def find_rest(rests: Masks, choice: NDArray[np.int32], left: Masks, row: int) -> int:
    """Give the place of the rest ``left[row]`` in the table, or the free place for it."""
    words = rests.shape[1]
    mixed = np.uint64(0)
    for word in range(words):
        mixed = (mixed ^ left[row, word]) * np.uint64(0x9E3779B97F4A7C15)
        mixed ^= mixed >> np.uint64(29)
    last = len(choice) - 1
    slot = np.int64(mixed & np.uint64(last))
    while choice[slot] != FREE:
        same = True
        for word in range(words):
            same = same and rests[slot, word] == left[row, word]
        if same:
            return int(slot)
        slot = (slot + 1) & last
    return int(slot)


@compiled
def put_rest(rests: Masks, choice: NDArray[np.int32], left: Masks, row: int) -> int:
    """Write the rest ``left[row]`` to where it belongs in the table; give that place."""
    slot = find_rest(rests, choice, left, row)
    for word in range(rests.shape[1]):
        rests[slot, word] = left[row, word]
    return slot


@compiled
def make_table(rows: int, words: int) -> tuple[Masks, Floats, NDArray[np.int32]]:
    """Give a table with ``rows`` free places (a power of two): rests, their costs, their sets."""
    return (
        np.zeros((rows, words), dtype=np.uint64),
        np.empty(rows),
        np.full(rows, FREE, dtype=np.int32),
    )


@compiled
def enlarge(
    rests: Masks, value: Floats, choice: NDArray[np.int32]
) -> tuple[Masks, Floats, NDArray[np.int32]]:
    """Give a larger table with the same rests."""
    larger = make_table(LARGER * len(choice), rests.shape[1])
    for place in range(len(choice)):
        if choice[place] != FREE:
            slot = put_rest(larger[0], larger[2], rests, place)
            larger[1][slot], larger[2][slot] = value[place], choice[place]
    return larger
