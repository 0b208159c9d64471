"""Two sets of polygons laid over each other: the ground and the counts that each pair shares."""

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from gridgeo.geometry.arrangement import NOISE_M2
from gridgeo.geometry.common_area import common_areas
from gridgeo.geometry.locator import Locator
from gridgeo.geometry.shapes import polygonal

NOWHERE = -1  # in place of a polygon: ground or counts that the other set does not cover


@dataclass(frozen=True, slots=True)
class SharedGround:
    """Pairs of polygons with common ground, sorted by the first set and then by the second.

    Parameters
    ----------
    first, second : (p,) arrays of int
    area_m2 : (p,) array of float
    polygons, others : (n,) and (m,) arrays of polygons
        The two sets.
    """

    first: NDArray[np.intp]
    second: NDArray[np.intp]
    area_m2: NDArray[np.float64]
    polygons: NDArray[np.object_]
    others: NDArray[np.object_]

    def turned(self) -> "SharedGround":
        """Change the two sets about, in the same order of pairs."""
        return SharedGround(self.second, self.first, self.area_m2, self.others, self.polygons)

    def ground(self, rows: NDArray[np.intp]) -> NDArray[np.object_]:
        """Give the common ground of some pairs; where one lies in the other, that one as it is."""
        one, other = self.polygons[self.first[rows]], self.others[self.second[rows]]
        left = self.area_m2[rows] + NOISE_M2
        inside, holds = shapely.area(one) <= left, shapely.area(other) <= left
        shapes = np.where(inside, one, other)
        cut = ~inside & ~holds
        shapes[cut] = polygonal(shapely.intersection(one[cut], other[cut]))
        return np.asarray(shapes)


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


def shared_ground(first: NDArray[np.object_], second: NDArray[np.object_]) -> SharedGround:
    """Find which polygons of one set share ground with which of the other, and how much.

    Parameters
    ----------
    first, second : (n,) and (m,) arrays of valid polygons
        In one metric CRS.

    Returns
    -------
    SharedGround
        Pairs that share more than rounding (`NOISE_M2`).
    """
    left, right = shapely.STRtree(second).query(first)
    area = common_areas(first, second, left, right)
    real = np.flatnonzero(area > NOISE_M2)
    real = real[np.lexsort((right[real], left[real]))]
    return SharedGround(left[real], right[real], area[real], first, second)


def left_over(shared: SharedGround) -> NDArray[np.object_]:
    """Give the ground of each polygon of the first set that the second does not cover.

    Returns
    -------
    (n,) array of geometries
        Empty where nothing is left; there nothing is computed.
    """
    polygons, others = shared.polygons, shared.others
    covered = np.bincount(shared.first, weights=shared.area_m2, minlength=len(polygons))
    order = np.argsort(shared.first, kind="stable")
    starts = np.searchsorted(shared.first[order], np.arange(len(polygons) + 1))
    rest = np.full(len(polygons), shapely.Polygon(), dtype=object)
    for index in np.flatnonzero(shapely.area(polygons) - covered > NOISE_M2):
        cover = others[shared.second[order[starts[index] : starts[index + 1]]]]
        rest[index] = shapely.difference(polygons[index], shapely.union_all(cover))
    return rest


def count_points(
    first: NDArray[np.object_],
    second: NDArray[np.object_],
    points: NDArray[np.object_],
    counts: NDArray[np.int64],
) -> SharedCounts:
    """Count what points stand for, by the polygon of each set that they lie in.

    Parameters
    ----------
    first, second : arrays of polygons
        A point on a border or an overlap belongs to the first polygon in order.
    points : (p,) array of Point
    counts : (p,) array of int

    Returns
    -------
    SharedCounts
        The counts add up to those of the points, to the last one.
    """
    x, y = shapely.get_x(points), shapely.get_y(points)
    return _tabulate(
        Locator.build(first).locate(x, y), Locator.build(second).locate(x, y), counts, len(second)
    )


def count_areas(
    first: NDArray[np.object_],
    second: NDArray[np.object_],
    areas: NDArray[np.object_],
    counts: NDArray[np.int64],
) -> SharedCounts:
    """Share out the counts of small areas by the ground that pairs have of them.

    Each small area's count is split over the pairs in proportion to ground and rounded to whole
    numbers by largest remainder, so that nothing is lost or doubled.

    Parameters
    ----------
    first, second : arrays of valid polygons
        In one metric CRS.
    areas : (s,) array of valid polygons
    counts : (s,) array of int
    """
    in_first = shared_ground(areas, first)
    triple = shared_ground(in_first.ground(np.arange(len(in_first.first))), second)
    in_both = np.bincount(triple.first, weights=triple.area_m2, minlength=len(in_first.first))
    only_first = in_first.area_m2 - in_both
    bare = left_over(in_first)
    only_second = shared_ground(bare, second)
    nowhere = shapely.area(bare) - np.bincount(
        only_second.first, weights=only_second.area_m2, minlength=len(areas)
    )
    owner = in_first.first[triple.first]
    area = np.concatenate([owner, in_first.first, only_second.first, np.arange(len(areas))])
    left = np.concatenate(
        [
            in_first.second[triple.first],
            in_first.second,
            np.full(len(only_second.first) + len(areas), NOWHERE),
        ]
    )
    right = np.concatenate(
        [
            triple.second,
            np.full(len(in_first.first), NOWHERE),
            only_second.second,
            np.full(len(areas), NOWHERE),
        ]
    )
    ground = np.concatenate([triple.area_m2, only_first, only_second.area_m2, nowhere])
    return _tabulate(left, right, apportion(counts, area, ground), len(second))


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
    first: NDArray[np.intp] | NDArray[np.int32],
    second: NDArray[np.intp] | NDArray[np.int32],
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
