"""The parts of a graph that hang together."""

import numpy as np
from numpy.typing import NDArray

from gridgeo.geometry.compiled import compiled
from gridgeo.planner.kernels.model import Integers


@compiled
def label_parts(indptr: Integers, indices: Integers, passable: NDArray[np.bool_]) -> Integers:
    """Give each unit the number of its part; parts are numbered by their first unit.

    Parameters
    ----------
    indptr, indices, passable
        As in ``UnitGraph``; contiguity counts passable borders only.
    """
    units = len(indptr) - 1
    label = np.full(units, -1, dtype=np.int64)
    waiting = np.empty(units, dtype=np.int64)
    parts = 0
    for start in range(units):
        if label[start] >= 0:
            continue
        label[start] = parts
        waiting[0] = start
        left = 1
        while left > 0:
            left -= 1
            here = waiting[left]
            for edge in range(indptr[here], indptr[here + 1]):
                far = indices[edge]
                if passable[edge] and label[far] < 0:
                    label[far] = parts
                    waiting[left] = far
                    left += 1
        parts += 1
    return label


@compiled
def join_over_empty(
    indptr: Integers, indices: Integers, passable: NDArray[np.bool_], place: Integers
) -> tuple[Integers, Integers]:
    """Pair inhabited units that meet, or that meet the same patch of empty ones.

    Parameters
    ----------
    indptr, indices, passable
        As in ``UnitGraph``.
    place : int64, shape (n,)
        Number of each inhabited unit; -1 for an empty one.

    Returns
    -------
    near, far : int64
        Their numbers; each pair in both directions, some of them several times.
    """
    count = len(place)
    near, far = np.empty(64, dtype=np.int64), np.empty(64, dtype=np.int64)
    shore, order = np.empty(count, dtype=np.int64), np.empty(count, dtype=np.int64)
    met = np.full(count, -1, dtype=np.int64)  # latest patch that was seen from each unit
    pairs = 0
    for start in range(count):
        if place[start] < 0 and met[start] >= 0:
            continue
        met[start] = start
        order[0] = start
        head, tail, coast = 0, 1, 0
        while head < tail:
            here = order[head]
            head += 1
            for edge in range(indptr[here], indptr[here + 1]):
                unit = indices[edge]
                if not passable[edge] or met[unit] == start:
                    continue
                if place[unit] >= 0:
                    met[unit] = start
                    shore[coast] = place[unit]
                    coast += 1
                elif place[start] < 0:
                    met[unit] = start
                    order[tail] = unit
                    tail += 1
        wanted = pairs + (coast if place[start] >= 0 else coast * coast)
        if wanted > len(near):
            near, far = enlarge(near, 2 * wanted), enlarge(far, 2 * wanted)
        for one in range(1 if place[start] >= 0 else coast):
            first = place[start] if place[start] >= 0 else shore[one]
            for other in range(coast):
                if shore[other] != first:
                    near[pairs], far[pairs] = first, shore[other]
                    pairs += 1
    return near[:pairs], far[:pairs]


@compiled
def enlarge(values: Integers, length: int) -> Integers:
    """Copy an array to a longer one."""
    longer = np.empty(length, dtype=np.int64)
    longer[: len(values)] = values
    return longer


@compiled
def join_apart(
    indptr: Integers, indices: Integers, passable: NDArray[np.bool_], grid: Integers, grids: int
) -> bool:
    """Connect the units of each grid over as few free units as a search from its first one needs.

    Parameters
    ----------
    indptr, indices, passable
        As in ``UnitGraph``.
    grid : int64, shape (n,)
        Grid of each unit, -1 for a free one; free units that are needed are given to theirs.
    grids : int
        Number of grids, each of some unit.

    Returns
    -------
    bool
        False where a grid cannot be connected; later grids are then left as they are.
    """
    count = len(grid)
    before = np.empty(count, dtype=np.int64)
    queue = np.empty(2 * count + 1, dtype=np.int64)  # own units enter at its head, free at its tail
    for number in range(grids):
        own = np.flatnonzero(grid == number)
        before[:] = -1
        before[own[0]] = own[0]
        head, tail = count, count + 1
        queue[head] = own[0]
        while head < tail:
            here = queue[head]
            head += 1
            for edge in range(indptr[here], indptr[here + 1]):
                far = indices[edge]
                foreign = grid[far] != number and grid[far] != -1
                if foreign or not passable[edge] or before[far] >= 0:
                    continue
                before[far] = here
                if grid[far] == number:
                    head -= 1
                    queue[head] = far
                else:
                    queue[tail] = far
                    tail += 1
        for unit in own:
            if before[unit] < 0:
                return False
        for unit in own:
            here = unit
            while grid[before[here]] == -1:
                here = before[here]
                grid[here] = number
    return True
