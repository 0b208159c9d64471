"""A few units that no grids in the band can hold at the same time."""

import numpy as np
from numpy.typing import NDArray

from gridgeo.geometry.compiled import compiled
from gridgeo.planner.kernels.cover import FOUND, NONE_EXISTS, choose_cover
from gridgeo.planner.kernels.model import Integers
from gridgeo.planner.kernels.reach import grow_core, within_reach
from gridgeo.planner.kernels.subsets import Masks, grow_sets, make_room, mask_neighbours


@compiled
def prove_core(
    indptr: Integers,
    indices: Integers,
    passable: NDArray[np.bool_],
    households: Integers,
    start: int,
    minimum: int,
    maximum: int,
    most_units: int,
    most_window: int,
    most_sets: int,
    steps: int,
    work_limit: int,
    control: Integers,
) -> tuple[Integers, int]:
    """Grow units around ``start`` until no choice of sets in the band holds each of them once.

    Parameters
    ----------
    indptr, indices, passable, households
        As in ``UnitGraph``.
    start : int
        The first of the units.
    minimum, maximum : int
        What a grid may hold.
    most_units, most_window : int
        Give up beyond so many units in question, or so many that grids with these could reach.
    most_sets, steps : int
        Give up beyond so many sets in all, or so many looked at for each unit in question.
    work_limit : int
        Of each choice; see ``choose_cover``.
    control : int64
        As in ``Scratch``.

    Returns
    -------
    core : int64
        The units; empty where nothing was proved.
    candidates : int
        How many sets in the band hold any of them.
    """
    nothing = np.empty(0, dtype=np.int64)
    core = grow_core(indptr, indices, households, start, most_units)
    inside = within_reach(indptr, indices, passable, households, core, maximum)
    window = np.flatnonzero(inside)
    if len(window) > most_window:
        return nothing, 0
    place = np.full(len(households), -1, dtype=np.int64)
    place[window] = np.arange(len(window))
    near = mask_neighbours(indptr, indices, passable, place, len(window))
    size, found = exclude_core(
        near, households[window], place[core], minimum, maximum, most_sets, steps, work_limit,
        control,
    )  # fmt: skip
    return core[:size], found


@compiled
def exclude_core(
    near: Masks,
    households: Integers,
    core: Integers,
    minimum: int,
    maximum: int,
    most: int,
    steps: int,
    work_limit: int,
    control: Integers,
) -> tuple[int, int]:
    """Find how many units of the core, from its first on, no sets can hold all of; 0 if unknown.

    Units join one by one, and only the sets that hold the new one and none before it are listed.
    Where the latest choice holds the new one too, it serves again.
    """
    count, words = near.shape
    sets, room = np.empty((most, words), dtype=np.uint64), make_room(near)
    past, held = np.zeros(words, dtype=np.uint64), np.zeros(words, dtype=np.uint64)
    required = np.zeros((1, words), dtype=np.uint64)
    found = 0
    for size in range(1, len(core) + 1):
        unit = core[size - 1]
        found, _, complete = grow_sets(
            near, households, unit, minimum, maximum, most, steps, past, room, sets, found, 0,
            control,
        )  # fmt: skip
        if not complete:
            break
        word, bit = unit >> 6, np.uint64(1) << np.uint64(unit & 63)
        required[0, word] |= bit
        if held[word] & bit != 0:
            continue
        status, chosen = choose_cover(sets[:found], required, count, work_limit, control)
        if status == NONE_EXISTS:
            return size, found
        held[:] = 0
        if status == FOUND:
            for one in chosen:
                for here in range(words):
                    held[here] |= sets[one, here]
    return 0, found
