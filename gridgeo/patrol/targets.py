"""What a patrol should come past: households, buildings and streets of each grid, as points."""

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from gridgeo.geometry.locator import Locator
from gridgeo.patrol.ground import Bools, buckets_of, ratio, sum_runs
from gridgeo.patrol.kernels.stamp import Buckets, mark_owners
from gridgeo.patrol.points import Floats

SIDE_M = 30.0  # of the squares in which points are looked for
STEP_M = 5.0  # between points of outlines and streets: at 30 m a distance is off by 0.1 m at most


@dataclass(frozen=True, slots=True)
class Targets:
    """Things of one kind, sorted by grid.

    Attributes
    ----------
    first : int64 array (grids + 1)
        Where the things of each grid begin.
    weight : float64 array (things)
        Households of a place, 1 for a building, metres of a piece of street.
    source : int64 array (things)
        Position of each thing in what was given.
    x, y : float64 arrays (points)
        Points that stand for things, in metres.
    owner : int64 array (points)
        The thing of each point.
    buckets : Buckets
        Of the points.
    """

    first: NDArray[np.int64]
    weight: Floats
    source: NDArray[np.int64]
    x: Floats
    y: Floats
    owner: NDArray[np.int64]
    buckets: Buckets

    def __len__(self) -> int:
        return len(self.weight)

    def pass_by(self, segments: Floats, radius_m: float) -> Bools:
        """Say which things have a point within the radius of a path."""
        passed = np.zeros(len(self), bool)
        if len(segments) and len(self.x):
            mark_owners(self.buckets, self.x, self.y, self.owner, segments, radius_m, passed)
        return passed

    def totals(self) -> Floats:
        """Sum up the weights of each grid."""
        return sum_runs(self.weight, self.first)

    def shares(self, passed: Bools) -> Floats:
        """Give the share of each grid's weight that was passed; NaN where it has none."""
        return ratio(sum_runs(self.weight * passed, self.first), self.totals())


def place_targets(grids: Locator, x: Floats, y: Floats, weight: Floats) -> Targets:
    """Take places of households; those outside all grids are left out."""
    grid, xy = grids.locate(x, y), np.column_stack([x, y])
    thing = np.flatnonzero(grid >= 0)
    order = thing[np.argsort(grid[thing], kind="stable")]
    points = np.arange(len(order))
    return _targets(len(grids), grid[order], weight[order], order, xy[order], points)


def building_targets(grids: Locator, polygons: NDArray[np.object_]) -> Targets:
    """Take buildings by their outlines; a building belongs to the grid that holds its middle."""
    middles = shapely.get_coordinates(shapely.point_on_surface(polygons))
    known = ~(shapely.is_missing(polygons) | shapely.is_empty(polygons))
    grid = np.full(len(polygons), -1, np.int64)
    grid[known] = grids.locate(*middles.T)
    thing = np.flatnonzero(grid >= 0)
    order = thing[np.argsort(grid[thing], kind="stable")]
    outlines = shapely.segmentize(shapely.boundary(polygons[order]), STEP_M)
    xy, owner = shapely.get_coordinates(outlines, return_index=True)
    return _targets(len(grids), grid[order], np.ones(len(order)), order, xy, owner)


def street_targets(grids: Locator, lines: NDArray[np.object_]) -> Targets:
    """Take streets in pieces of at most 5 m, each in the grid that holds its middle.

    A street along a border belongs to one side of it, by the rule that all points have.
    """
    dense = shapely.segmentize(lines, STEP_M)
    parts, line = shapely.get_parts(dense, return_index=True)
    xy, part = shapely.get_coordinates(parts, return_index=True)
    joined = np.flatnonzero(part[1:] == part[:-1])
    middle = (xy[joined] + xy[joined + 1]) / 2
    length = np.hypot(*(xy[joined + 1] - xy[joined]).T)
    grid = grids.locate(*middle.T)
    kept = np.flatnonzero(grid >= 0)
    order = kept[np.argsort(grid[kept], kind="stable")]
    source = line[part[joined[order]]]
    points = np.arange(len(order))
    return _targets(len(grids), grid[order], length[order], source, middle[order], points)


def _targets(
    grids: int,
    grid: NDArray[np.integer],
    weight: Floats,
    source: NDArray[np.integer],
    xy: Floats,
    owner: NDArray[np.integer],
) -> Targets:
    x, y = (np.ascontiguousarray(axis, np.float64) for axis in xy.T)
    return Targets(
        first=np.searchsorted(grid, np.arange(grids + 1)).astype(np.int64),
        weight=np.asarray(weight, np.float64),
        source=np.asarray(source, np.int64),
        x=x,
        y=y,
        owner=np.ascontiguousarray(owner, np.int64),
        buckets=buckets_of(np.column_stack([x, y, x, y]), SIDE_M),
    )
