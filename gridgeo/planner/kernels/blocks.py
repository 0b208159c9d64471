"""A large domain cut into contiguous blocks: in halves between two ends, again and again."""

import numpy as np

from gridgeo.geometry.compiled import compiled
from gridgeo.planner.kernels.model import STOP, Integers

NO_LINE = 1 << 40  # no difference of steps is as large
EVEN = 0.2  # a cut leaves each side at least this share of the units


@compiled
def cut_blocks(
    indptr: Integers,
    indices: Integers,
    passable: np.ndarray,
    households: Integers,
    weight: Integers,
    most: int,
    least_hh: int,
    share: float,
    control: Integers,
) -> Integers:
    """Cut a connected domain into contiguous blocks of at most ``most`` units, where it can be.

    A block is cut where the steps to one end and to the other differ by the same number: both sides
    of such a line hang together, because on a shortest way to an end the difference only falls.

    Parameters
    ----------
    indptr, indices, passable, households
        As in ``UnitGraph``.
    weight : int64, shape (n,)
        Units that each unit stands for.
    most : int
        Blocks of so many units are not cut any more.
    least_hh : int
        Households that each side keeps, so that some whole number of grids fits any count.
    share : float
        Where between the ends the first cut lies (0.5: half of the units on each side); another
        share puts all the blocks' borders elsewhere.
    control : int64
        As in ``Scratch``.

    Returns
    -------
    int64, shape (n,)
        Block of each unit, from 0.
    """
    count = len(households)
    block = np.zeros(count, dtype=np.int64)
    near = np.zeros(count, dtype=np.int64)
    far = np.zeros(count, dtype=np.int64)
    order = np.empty(count, dtype=np.int64)
    other = np.empty(count, dtype=np.int64)
    starts = np.zeros(2 * count + 2, dtype=np.int64)  # a unit of each block that waits
    numbers = np.zeros(2 * count + 2, dtype=np.int64)
    waiting, blocks = 1, 1
    while waiting > 0 and control[STOP] == 0:
        waiting -= 1
        start, number = starts[waiting], numbers[waiting]
        size = walk(indptr, indices, passable, block, number, start, near, order)
        total = 0
        for place in range(size):
            total += weight[order[place]]
        if total <= most:
            continue
        one = order[size - 1]
        walk(indptr, indices, passable, block, number, one, near, order)
        two = order[size - 1]
        walk(indptr, indices, passable, block, number, two, far, other)
        wanted = share if number == 0 else 0.5
        line = dividing_line(order[:size], near, far, households, weight, wanted, least_hh)
        if line == NO_LINE:
            continue
        for place in range(size):
            unit = order[place]
            if near[unit] - far[unit] > line:
                block[unit] = blocks
        starts[waiting], numbers[waiting] = one, number
        starts[waiting + 1], numbers[waiting + 1] = two, blocks
        waiting += 2
        blocks += 1
    return block


@compiled
def walk(
    indptr: Integers,
    indices: Integers,
    passable: np.ndarray,
    block: Integers,
    number: int,
    start: int,
    steps: Integers,
    order: Integers,
) -> int:
    """Count the steps from ``start`` to all units of its block, the nearest first."""
    # The mark of a unit that has been met is its block number turned negative.
    order[0] = start
    steps[start] = 0
    block[start] = -1 - number
    head, tail = 0, 1
    while head < tail:
        here = order[head]
        head += 1
        for edge in range(indptr[here], indptr[here + 1]):
            unit = indices[edge]
            if passable[edge] and block[unit] == number:
                block[unit] = -1 - number
                steps[unit] = steps[here] + 1
                order[tail] = unit
                tail += 1
    for place in range(tail):
        block[order[place]] = number
    return tail


@compiled
def dividing_line(
    order: Integers,
    near: Integers,
    far: Integers,
    households: Integers,
    weight: Integers,
    share: float,
    least_hh: int,
) -> int:
    """Find the difference of steps up to which units lie on the first side; or ``NO_LINE``."""
    reach = 0
    for unit in order:
        reach = max(reach, abs(near[unit] - far[unit]))
    people = np.zeros(2 * reach + 1, dtype=np.int64)
    units = np.zeros(2 * reach + 1, dtype=np.int64)
    for unit in order:
        people[near[unit] - far[unit] + reach] += households[unit]
        units[near[unit] - far[unit] + reach] += weight[unit]
    all_people, all_units = people.sum(), units.sum()
    side_people, side_units = 0, 0
    best, line = np.inf, NO_LINE
    for place in range(2 * reach):
        side_people += people[place]
        side_units += units[place]
        fits = side_people >= least_hh and all_people - side_people >= least_hh
        part = side_units / all_units
        if fits and EVEN <= part <= 1.0 - EVEN and abs(part - share) < best:
            best, line = abs(part - share), place - reach
    return line
