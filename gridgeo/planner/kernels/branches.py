"""The units whose loss parts a domain, and the parts that are left without one."""

import numpy as np
from numpy.typing import NDArray

from gridgeo.geometry.compiled import compiled
from gridgeo.planner.kernels.model import Integers


@compiled
def find_cut_units(indptr: Integers, indices: Integers, passable: NDArray[np.bool_]) -> Integers:
    """Find the units without which a connected domain falls apart, ascending.

    In a depth-first search these are the units below which some branch has no way to units above
    (Hopcroft and Tarjan), and the first unit if it has several branches.

    Parameters
    ----------
    indptr, indices, passable
        As in ``UnitGraph``, of a connected domain.
    """
    units = len(indptr) - 1
    number = np.full(units, -1, dtype=np.int64)  # in the order of the search
    highest = np.empty(units, dtype=np.int64)  # lowest number that is reached from the branch
    parent = np.full(units, -1, dtype=np.int64)
    following = indptr[:-1].copy()
    cuts = np.zeros(units, dtype=np.bool_)
    here, met, branches = 0, 1, 0
    number[0] = highest[0] = 0
    while here >= 0:
        if following[here] == indptr[here + 1]:
            up = parent[here]
            if up >= 0:
                highest[up] = min(highest[up], highest[here])
                if up > 0:
                    cuts[up] = cuts[up] or highest[here] >= number[up]
                else:
                    branches += 1
            here = up
            continue
        edge = following[here]
        following[here] += 1
        far = indices[edge]
        if not passable[edge] or far == parent[here]:
            continue
        if number[far] >= 0:
            highest[here] = min(highest[here], number[far])
            continue
        number[far] = highest[far] = met
        parent[far] = here
        met += 1
        here = far
    cuts[0] = branches > 1
    return np.flatnonzero(cuts)


@compiled
def branch_totals(
    indptr: Integers,
    indices: Integers,
    passable: NDArray[np.bool_],
    households: Integers,
    unit: int,
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


@compiled
def find_hopeless_unit(
    indptr: Integers,
    indices: Integers,
    passable: NDArray[np.bool_],
    households: Integers,
    minimum: int,
    maximum: int,
) -> int:
    """Find a cut unit whose own grid cannot be in the band, whatever its branches leave it; or -1.

    Parameters
    ----------
    indptr, indices, passable, households
        As in ``UnitGraph``, of a connected domain.
    minimum, maximum : int
        What a grid may hold.
    """
    for unit in find_cut_units(indptr, indices, passable):
        counts = np.zeros(maximum + 1, dtype=np.bool_)  # that the unit's grid can have
        if households[unit] <= maximum:
            counts[households[unit]] = True
        for branch in branch_totals(indptr, indices, passable, households, unit):
            counts = add_one_of(counts, remainders(branch, minimum, maximum))
        if not counts[minimum:].any():
            return int(unit)
    return -1


@compiled
def remainders(households: int, minimum: int, maximum: int) -> NDArray[np.bool_]:
    """Say which counts a branch can leave over after whole grids, shape (maximum + 1,).

    ``remainders(h, ...)[r]`` is true if ``h - r`` households make some whole number of grids.
    """
    fits = np.zeros(maximum + 1, dtype=np.bool_)
    for left in range(min(maximum, households) + 1):
        used = households - left
        fits[left] = -(-used // maximum) * minimum <= used
    return fits


@compiled
def add_one_of(counts: NDArray[np.bool_], more: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Give the counts that are a sum of one count of each, up to the same maximum.

    ``more`` is taken run by run: the sums with a run are what some count lies within its length of.
    """
    before = np.zeros(len(counts) + 1, dtype=np.int64)  # counts below each one
    before[1:] = np.cumsum(counts)
    sums = np.zeros(len(counts), dtype=np.bool_)
    first = 0
    while first < len(more):
        if not more[first]:
            first += 1
            continue
        end = first
        while end < len(more) and more[end]:
            end += 1
        for total in range(first, len(counts)):
            sums[total] |= before[total - first + 1] > before[max(total - end + 1, 0)]
        first = end
    return sums
