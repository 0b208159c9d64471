"""People by pairs of polygons of two sets: whole counts, none lost and none doubled."""

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from gridgeo.geometry.arrangement import NOISE_M2
from gridgeo.geometry.crosswalk import left_over, shared_ground
from gridgeo.geometry.locator import Locator

NOWHERE = -1  # in place of a polygon: people whom that set does not cover


@dataclass(frozen=True, slots=True)
class SharedCounts:
    """Counts by pair, sorted; `NOWHERE` stands for outside of a set.

    Parameters
    ----------
    first, second : (p,) arrays of int
    counts : (p,) array of int
    """

    first: NDArray[np.intp]
    second: NDArray[np.intp]
    counts: NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Shares:
    """Where items lie in two sets of polygons; an item may lie in several pairs.

    Parameters
    ----------
    item, first, second : (k,) arrays of int
        `NOWHERE` stands for outside of a set.
    weight : (k,) array of float, optional
        Size of each share of an item; None where every item has one share, in order.
    width : int
        Number of polygons in the second set.
    """

    item: NDArray[np.intp]
    first: NDArray[np.intp]
    second: NDArray[np.intp]
    weight: NDArray[np.float64] | None
    width: int

    def count(self, counts: NDArray[np.int64]) -> SharedCounts:
        """Split the items' whole counts over their shares and add them up by pair.

        Returns
        -------
        SharedCounts
            They add up to the counts, to the last one.
        """
        parts = counts
        if self.weight is not None:
            parts = apportion(counts, self.item, self.weight)
        return _tabulate(self.first, self.second, parts, self.width)


def share_points(
    first: NDArray[np.object_], second: NDArray[np.object_], points: NDArray[np.object_]
) -> Shares:
    """Find the polygon of each set that points lie in.

    A point on a border or an overlap belongs to the first polygon in order; one without a place is
    outside of both.
    """
    x, y = shapely.get_x(points), shapely.get_y(points)
    rows = np.arange(len(points))
    left, right = Locator.build(first).locate(x, y), Locator.build(second).locate(x, y)
    return Shares(rows, left.astype(np.intp), right.astype(np.intp), None, len(second))


def share_areas(
    first: NDArray[np.object_], second: NDArray[np.object_], areas: NDArray[np.object_]
) -> Shares:
    """Split small areas by the ground that each pair has of them.

    Parameters
    ----------
    first, second, areas : arrays of valid polygons
        In one metric CRS.
    """
    in_first = shared_ground(areas, first)
    triple = shared_ground(in_first.ground(np.arange(len(in_first.first))), second)
    in_both = np.bincount(triple.first, weights=triple.area_m2, minlength=len(in_first.first))
    bare = left_over(in_first)
    only_second = shared_ground(bare, second)
    nowhere = shapely.area(bare) - np.bincount(
        only_second.first, weights=only_second.area_m2, minlength=len(areas)
    )
    every = np.arange(len(areas))
    # In both, in the first alone, in the second alone, in neither.
    item = [in_first.first[triple.first], in_first.first, only_second.first, every]
    left = [
        in_first.second[triple.first],
        in_first.second,
        _nowhere(only_second.first),
        _nowhere(every),
    ]
    right = [triple.second, _nowhere(in_first.first), only_second.second, _nowhere(every)]
    weight = [triple.area_m2, in_first.area_m2 - in_both, only_second.area_m2, nowhere]
    return Shares(
        np.concatenate(item),
        np.concatenate(left),
        np.concatenate(right),
        np.concatenate(weight),
        len(second),
    )


def _nowhere(like: NDArray[np.intp]) -> NDArray[np.intp]:
    return np.full(len(like), NOWHERE, dtype=np.intp)


def count_points(
    first: NDArray[np.object_],
    second: NDArray[np.object_],
    points: NDArray[np.object_],
    counts: NDArray[np.int64],
) -> SharedCounts:
    """Count what points stand for, by the polygon of each set that they lie in (`share_points`)."""
    return share_points(first, second, points).count(counts)


def count_areas(
    first: NDArray[np.object_],
    second: NDArray[np.object_],
    areas: NDArray[np.object_],
    counts: NDArray[np.int64],
) -> SharedCounts:
    """Share out the counts of small areas by the ground that pairs have of them (`share_areas`).

    Rounded to whole numbers by largest remainder, so that nothing is lost or doubled.
    """
    return share_areas(first, second, areas).count(counts)


def apportion(
    counts: NDArray[np.int64], owner: NDArray[np.intp], weights: NDArray[np.float64]
) -> NDArray[np.int64]:
    """Split whole counts over weighted shares by largest remainder.

    Parameters
    ----------
    counts : (s,) array of int
    owner : (k,) array of int
        Which count each share belongs to; every count above 0 has at least one share.
    weights : (k,) array of float
        Below rounding counts as nothing, unless an owner has nothing else.

    Returns
    -------
    (k,) array of int
        The shares of an owner add up to its count. Ties go to the earlier share.
    """
    weight = np.where(weights > NOISE_M2, weights, 0.0)
    total = np.bincount(owner, weights=weight, minlength=len(counts))
    empty = total[owner] == 0.0
    weight[empty] = 1.0
    total = np.bincount(owner, weights=weight, minlength=len(counts))
    exact = counts[owner] * weight / total[owner]
    whole = np.floor(exact).astype(np.int64)
    missing = counts - np.bincount(owner, weights=whole, minlength=len(counts)).astype(np.int64)
    order = np.lexsort((np.arange(len(owner)), whole - exact, owner))
    rank = np.arange(len(owner)) - np.searchsorted(owner[order], owner[order])
    whole[order] += rank < missing[owner[order]]
    return whole


def _tabulate(
    first: NDArray[np.intp],
    second: NDArray[np.intp],
    counts: NDArray[np.int64],
    width: int,
) -> SharedCounts:
    """Add up counts by pair, without the pairs that have none."""
    key = (first.astype(np.int64) + 1) * (width + 1) + second.astype(np.int64) + 1
    pairs, where = np.unique(key, return_inverse=True)
    sums = np.zeros(len(pairs), dtype=np.int64)
    np.add.at(sums, where, counts)
    pairs, sums = pairs[sums > 0], sums[sums > 0]
    return SharedCounts(pairs // (width + 1) - 1, pairs % (width + 1) - 1, sums)
