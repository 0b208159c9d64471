"""Where the households are, as the rules count them."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import shapely
from numpy.typing import NDArray


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
