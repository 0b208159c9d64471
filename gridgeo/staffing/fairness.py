"""Loads that are not fair: people with far more than others, and posts handed out by the village.

Two patterns that reports name: one worker has twice what a colleague has; and "every village gets
n workers, whatever its size".
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

TOLERANCE = 0.3  # a load may differ so far from the mean of its group
FLAT_RATIO = 2.0  # a town is flat when its largest community has so many times the smallest


@dataclass(frozen=True, slots=True)
class FlatTown:
    """A town whose communities all have the same number of workers though their sizes differ.

    Attributes
    ----------
    town : int
        The town's number.
    communities : int64, shape (c,)
        Positions, sorted.
    workers : int
        What each of them has.
    fair : int64, shape (c,)
        The same total shared out by households (largest remainders, at least one each).
    """

    town: int
    communities: Integers
    workers: int
    fair: Integers


def load_ratios(load: Floats, group: Integers) -> Floats:
    """Give each person's load as a multiple of the mean of their group, shape (n,).

    Parameters
    ----------
    load : float64, shape (n,)
    group : int64, shape (n,)
        Number of the group, 0 or more, in which loads are held against each other: a town.
    """
    if not len(load):
        return np.empty(0)
    total = np.bincount(group, weights=load)
    mean = total / np.maximum(np.bincount(group), 1)
    ratios: Floats = np.divide(load, mean[group], out=np.ones(len(load)), where=mean[group] > 0)
    return ratios


def find_flat_towns(workers: Integers, households: Integers, town: Integers) -> list[FlatTown]:
    """Find towns that give every community the same number of workers whatever its size.

    Parameters
    ----------
    workers, households : int64, shape (c,)
        Of each community.
    town : int64, shape (c,)
        Number of its town.
    """
    flat = []
    for number in np.unique(town).tolist():
        members = np.flatnonzero(town == number)
        posts, homes = workers[members], households[members]
        lived_in = homes > 0
        if lived_in.sum() < 2 or posts.min() == 0 or posts.min() != posts.max():
            continue
        if homes[lived_in].max() < FLAT_RATIO * homes[lived_in].min():
            continue
        fair = share_out(int(posts.sum()), homes)
        if (fair != posts).any():
            flat.append(FlatTown(number, members, int(posts[0]), fair))
    return flat


def share_out(posts: int, households: Integers) -> Integers:
    """Share posts out by households: one for everybody, the rest by largest remainders.

    Ties go to the first. Hamilton's method; see Balinski and Young, Fair Representation, 1982.
    """
    count = len(households)
    given = np.ones(count, dtype=np.int64) if posts >= count else np.zeros(count, dtype=np.int64)
    size = households if households.sum() else np.ones(count, dtype=np.int64)
    open_posts = posts - int(given.sum())
    claim = np.maximum(posts * size / size.sum() - given, 0)
    if claim.any():  # always while posts are open: what is wanted sums to what is given and them
        claim *= open_posts / claim.sum()
    whole = np.floor(claim + 1e-9).astype(np.int64)
    left = open_posts - int(whole.sum())
    order = np.lexsort((np.arange(count), -(claim - whole)))
    whole[order[:left]] += 1
    shared: Integers = given + whole
    return shared
