"""Where the households are, as the rules count them."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

PLACE_M = 100.0  # findings are looked at by more people than may see single households


@dataclass(frozen=True, eq=False)
class Homes:
    """Where the households are: points in the view's CRS and how many stand for each.

    Parameters
    ----------
    points : (p,) array of Point
    households : (p,) array of int
    """

    points: NDArray[np.object_]
    households: NDArray[np.int64]

    @cached_property
    def tree(self) -> shapely.STRtree:
        """Index of the points."""
        return shapely.STRtree(self.points)

    def within(self, geometry: NDArray[np.object_]) -> NDArray[np.int64]:
        """Count the households in each of (n,) polygons, borders included."""
        row, point = self.tree.query(geometry, predicate="intersects")
        counts = np.bincount(row, weights=self.households[point], minlength=len(geometry))
        return np.rint(counts).astype(np.int64)


def roughly(points: NDArray[np.object_]) -> BaseGeometry:
    """Give the middles of the squares of `PLACE_M` that hold the points."""
    xy = shapely.get_coordinates(points)
    middles = np.unique(np.floor(xy / PLACE_M), axis=0) * PLACE_M + PLACE_M / 2.0
    return shapely.MultiPoint(middles)
