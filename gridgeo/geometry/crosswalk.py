"""Two sets of polygons laid over each other: the ground that each pair shares."""

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from gridgeo.geometry.arrangement import NOISE_M2
from gridgeo.geometry.common_area import common_areas
from gridgeo.geometry.shapes import polygonal


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
