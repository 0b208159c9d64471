"""Listing of connected sets of units whose count lies in the band, as masks of 64-bit words."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from gridgeo.geometry.compiled import compiled
from gridgeo.planner.kernels.model import STOP, Integers

Masks = NDArray[np.uint64]  # shape (rows, words): bit b of word w stands for unit 64 w + b
Mask = NDArray[np.uint64]  # one row

DE_BRUIJN = np.uint64(0x03F79D71B4CB0A89)  # its 64 windows of six bits all differ
BIT_PLACE = np.zeros(64, dtype=np.int64)
BIT_PLACE[[(int(DE_BRUIJN) << bit) % 2**64 >> 58 for bit in range(64)]] = np.arange(64)


class Room(NamedTuple):
    """Working space of the growth, one row for each unit of a set in the making.

    ``members`` and ``totals`` are the set and its households, ``frontier`` what may still join it,
    ``closed`` what may not any more.
    """

    members: Masks
    frontier: Masks
    closed: Masks
    totals: Integers


@compiled
def list_connected(
    neighbours: Masks,
    households: Integers,
    roots: Integers,
    minimum: int,
    maximum: int,
    most: int,
    steps: int,
    past: Mask,
    control: Integers,
) -> tuple[Masks, bool]:
    """List connected sets that hold a root and ``minimum`` to ``maximum`` households, each once.

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
    sets = np.empty((most, neighbours.shape[1]), dtype=np.uint64)
    room = make_room(neighbours)
    found, looked = 0, 0
    for root in roots:
        found, looked, complete = grow_sets(
            neighbours, households, root, minimum, maximum, most, steps, past, room, sets, found,
            looked, control,
        )  # fmt: skip
        if not complete:
            return sets[:found], False
    return sets[:found], True


@compiled
def list_by_first(
    neighbours: Masks,
    households: Integers,
    minimum: int,
    maximum: int,
    most: int,
    steps: int,
    control: Integers,
) -> tuple[Masks, int]:
    """List connected sets in the order of their lowest unit, with limits for each of these units.

    Parameters
    ----------
    neighbours, households, minimum, maximum, control
        As in ``list_connected``.
    most, steps : int
        Sets listed, and looked at, for each lowest unit.

    Returns
    -------
    sets : uint64, shape (s, w)
        The sets found.
    cut_short : int
        Number of units that met a limit.
    """
    count, words = neighbours.shape
    sets = np.empty((most * count, words), dtype=np.uint64)
    room, past = make_room(neighbours), np.zeros(words, dtype=np.uint64)
    found, cut_short = 0, 0
    for root in range(count):
        found, _, complete = grow_sets(
            neighbours, households, root, minimum, maximum, found + most, steps, past, room, sets,
            found, 0, control,
        )  # fmt: skip
        cut_short += not complete
    return sets[:found], cut_short


@compiled
def mask_neighbours(
    indptr: Integers,
    indices: Integers,
    passable: NDArray[np.bool_],
    place: Integers,
    count: int,
) -> Masks:
    """Give the units across passable borders of each unit, shape (count, w).

    Units are renumbered by ``place``; those at -1 are left out.
    """
    masks = np.zeros((count, (count + 63) >> 6), dtype=np.uint64)
    for unit in range(len(place)):
        if place[unit] < 0:
            continue
        for edge in range(indptr[unit], indptr[unit + 1]):
            far = place[indices[edge]]
            if passable[edge] and far >= 0:
                masks[place[unit], far >> 6] |= np.uint64(1) << np.uint64(far & 63)
    return masks


@compiled
def make_room(neighbours: Masks) -> Room:
    """Reserve working space for the sets of some units."""
    count, words = neighbours.shape
    return Room(
        np.zeros((count + 2, words), dtype=np.uint64),
        np.zeros((count + 2, words), dtype=np.uint64),
        np.zeros((count + 2, words), dtype=np.uint64),
        np.zeros(count + 2, dtype=np.int64),
    )


@compiled
def grow_sets(
    neighbours: Masks,
    households: Integers,
    root: int,
    minimum: int,
    maximum: int,
    most: int,
    steps: int,
    past: Mask,
    room: Room,
    sets: Masks,
    found: int,
    looked: int,
    control: Integers,
) -> tuple[int, int, bool]:
    """Append to ``sets`` those that hold ``root`` and none before it, each once.

    A unit that was passed over at one branch stays out below it, so no set comes twice (the reverse
    search of Wernicke's ESU). Gives the number of sets found and looked at so far, and whether all
    were listed before a limit was met.
    """
    words = neighbours.shape[1]
    members, frontier, closed, totals = room
    past[root >> 6] |= np.uint64(1) << np.uint64(root & 63)
    if households[root] > maximum:
        return found, looked, True
    for here in range(words):
        members[0, here] = 0
        closed[0, here] = past[here]
        frontier[0, here] = neighbours[root, here] & ~past[here]
    members[0, root >> 6] = np.uint64(1) << np.uint64(root & 63)
    totals[0] = households[root]
    depth, fresh = 0, True
    while depth >= 0:
        if fresh:
            looked += 1
            if found >= most or looked >= steps or control[STOP] != 0:
                return found, looked, False
            if minimum <= totals[depth] <= maximum:
                for here in range(words):
                    sets[found, here] = members[depth, here]
                found += 1
        unit = lowest_of(frontier, depth, words)
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
    return found, looked, True


@compiled
def lowest_of(masks: Masks, row: int, words: int) -> int:
    """Give the lowest unit of the first words of ``masks[row]``; -1 if there is none.

    A row by its number, not as an array of its own: that would be counted in and out each time.
    """
    for word in range(words):
        rest = masks[row, word]
        if rest != 0:
            lowest = rest & (~rest + np.uint64(1))
            return 64 * word + int(BIT_PLACE[(lowest * DE_BRUIJN) >> np.uint64(58)])
    return -1


@compiled
def lowest_units(masks: Masks) -> Integers:
    """Give the lowest unit of each mask, shape (rows,)."""
    units = np.empty(len(masks), dtype=np.int64)
    for row in range(len(masks)):
        units[row] = lowest_of(masks, row, masks.shape[1])
    return units
