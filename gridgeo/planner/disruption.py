"""What a plan changes for the people of the present grids: who changes hands, which grids go on.

Two questions are kept apart. A present grid *goes on* in the grid that holds most of its people, so
its worker stays there. A grid *is still the same*, and keeps its code, only where most people on
both sides are the same.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array

from gridgeo.planner.graph import Floats, Integers

NONE = -1
MAJORITY = 0.5  # of the people, on both sides
PEOPLE_PER_M2 = 1e-6  # lets ground decide where nobody lives


@dataclass(frozen=True, slots=True)
class Shared:
    """What each pair of a new and a present grid shares, sorted by new and then by present grid.

    Attributes
    ----------
    new, present : int64, shape (m,)
        Pairs that share at least one unit.
    weight : float64, shape (m,)
        People, and a little for ground.
    of_new, of_present : float64
        The same for all of each new and each present grid.
    """

    new: Integers
    present: Integers
    weight: Floats
    of_new: Floats
    of_present: Floats


@dataclass(frozen=True, slots=True)
class Move:
    """Units that go from one present grid to one new grid, and what stands on them."""

    present: int
    new: int
    units: int
    counts: dict[str, int]


@dataclass(frozen=True, slots=True)
class Disruption:
    """How much changes hands.

    Attributes
    ----------
    units : int
        That change hands. A unit without a present grid changes none.
    counts : dict of str to int
        The same for each count that was given, such as households and buildings.
    unchanged, changed, gone, new : int
        Present grids that keep exactly their units, that go on with others, and that no grid goes
        on from; grids that go on from none.
    workers : int or None
        People posted at present grids that are gone; None where postings are not known.
    moves : tuple of Move
        The most households first.
    """

    units: int
    counts: dict[str, int]
    unchanged: int
    changed: int
    gone: int
    new: int
    workers: int | None
    moves: tuple[Move, ...]


def share_people(
    assignment: Integers, present: Integers, counts: Integers, area_m2: Floats
) -> Shared:
    """Sum up what new and present grids share.

    Parameters
    ----------
    assignment, present : int64, shape (n,)
        New grid of each unit, from 0, and present one, `NONE` where there is none.
    counts, area_m2 : shape (n,)
        People and ground of each unit.
    """
    weight = counts + PEOPLE_PER_M2 * area_m2
    known = present >= 0
    grids = int(assignment.max(initial=-1)) + 1
    old = int(present.max(initial=-1)) + 1
    pairs = coo_array((weight[known], (assignment[known], present[known])), shape=(grids, old))
    pairs.sum_duplicates()
    order = np.lexsort((pairs.col, pairs.row))
    return Shared(
        pairs.row[order].astype(np.int64),
        pairs.col[order].astype(np.int64),
        pairs.data[order],
        np.bincount(assignment, weights=weight, minlength=grids).astype(np.float64),
        np.bincount(present[known], weights=weight[known], minlength=old).astype(np.float64),
    )


def find_continued(shared: Shared) -> Integers:
    """Match grids with present ones that share most of their people with them.

    Returns
    -------
    int64, shape (k,)
        The present grid that each grid still is, or `NONE`. No present grid is matched twice: more
        than half of its people are in one grid at most.
    """
    continued = np.full(len(shared.of_new), NONE, dtype=np.int64)
    same = (shared.weight > MAJORITY * shared.of_new[shared.new]) & (
        shared.weight > MAJORITY * shared.of_present[shared.present]
    )
    continued[shared.new[same]] = shared.present[same]
    return continued


def find_successors(shared: Shared) -> Integers:
    """Say in which grid each present grid goes on: where most of its people are.

    A grid goes on from one present grid only, the one with most people in it; the most is settled
    first, and what is left takes the next best.

    Returns
    -------
    int64, shape (p,)
        The new grid of each present grid, or `NONE` where it is gone.
    """
    successor = np.full(len(shared.of_present), NONE, dtype=np.int64)
    taken: set[int] = set()
    for place in np.argsort(-shared.weight, kind="stable").tolist():
        new, old = int(shared.new[place]), int(shared.present[place])
        if successor[old] == NONE and new not in taken:
            successor[old] = new
            taken.add(new)
    return successor


def measure_disruption(
    assignment: Integers,
    present: Integers,
    successor: Integers,
    counts: Mapping[str, Integers],
    workers: Integers | None = None,
) -> Disruption:
    """Say what changes hands.

    Parameters
    ----------
    assignment, present : int64, shape (n,)
        New and present grid of each unit.
    successor : int64, shape (p,)
        From `find_successors`.
    counts : mapping of str to int64, shape (n,)
        What to sum over the units that change hands; the first orders the moves.
    workers : int64, shape (p,), optional
        People posted at each present grid.
    """
    known = present >= 0
    moved = known.copy()
    moved[known] = successor[present[known]] != assignment[known]
    held = np.unique(present[known])
    gone = held[successor[held] == NONE]
    touched = _touched(assignment, present, successor)
    return Disruption(
        units=int(moved.sum()),
        counts={name: int(values[moved].sum()) for name, values in counts.items()},
        unchanged=len(held) - len(gone) - len(np.setdiff1d(np.intersect1d(held, touched), gone)),
        changed=len(np.setdiff1d(np.intersect1d(held, touched), gone)),
        gone=len(gone),
        new=len(np.setdiff1d(np.unique(assignment), successor)),
        workers=None if workers is None else int(workers[gone].sum()),
        moves=_list_moves(assignment, present, np.flatnonzero(moved), counts),
    )


def _touched(assignment: Integers, present: Integers, successor: Integers) -> Integers:
    """Give the present grids that lose a unit, or whose successor takes one in."""
    heir = np.full(int(assignment.max(initial=-1)) + 1, NONE, dtype=np.int64)
    heir[successor[successor >= 0]] = np.flatnonzero(successor >= 0)
    differs = heir[assignment] != present
    touched: Integers = np.union1d(present[differs], heir[assignment[differs]])
    return touched[touched >= 0]


def _list_moves(
    assignment: Integers,
    present: Integers,
    moved: NDArray[np.intp],
    counts: Mapping[str, Integers],
) -> tuple[Move, ...]:
    pairs, inverse = np.unique(
        np.stack([present[moved], assignment[moved]], axis=1), axis=0, return_inverse=True
    )
    place = inverse.reshape(-1)
    units = np.bincount(place, minlength=len(pairs))
    sums = {name: _sum(place, values[moved], len(pairs)) for name, values in counts.items()}
    first = next(iter(sums.values()), units)
    return tuple(
        Move(
            int(pairs[row, 0]),
            int(pairs[row, 1]),
            int(units[row]),
            {name: int(values[row]) for name, values in sums.items()},
        )
        for row in np.argsort(-first, kind="stable")
    )


def _sum(place: Integers, values: Integers, count: int) -> Integers:
    total = np.zeros(count, dtype=np.int64)
    np.add.at(total, place, values)
    return total
