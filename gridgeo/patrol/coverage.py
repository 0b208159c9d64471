"""Patrol coverage (巡查覆盖率): what share of a grid was passed, and by the exact overlay too."""

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from gridgeo.patrol.ground import Bools, GroundCells, ratio
from gridgeo.patrol.points import Floats
from gridgeo.patrol.targets import Targets

KINDS = ("households", "buildings", "streets")


@dataclass(frozen=True, slots=True)
class Passed:
    """What was passed on some days: of the ground by cells, of things one by one.

    Passed things of several days are those of any of them; see `join`.
    """

    cells: Bools
    things: dict[str, Bools]

    def join(self, other: "Passed") -> "Passed":
        """Give what was passed on either of two occasions."""
        things = {kind: marks | other.things[kind] for kind, marks in self.things.items()}
        return Passed(self.cells | other.cells, things)


@dataclass(frozen=True, slots=True)
class CoverageFrame:
    """Grids with their ground and the things in them.

    Attributes
    ----------
    ground : GroundCells
    targets : dict of str to Targets
        By kind: those of `KINDS` that there are.
    """

    ground: GroundCells
    targets: dict[str, Targets]

    def pass_by(self, segments: Floats, radius_m: float) -> Passed:
        """Find what lies within the radius of a path's lines (n, 4), in metres."""
        lines = np.ascontiguousarray(segments)
        things = {kind: one.pass_by(lines, radius_m) for kind, one in self.targets.items()}
        return Passed(self.ground.pass_by(lines, radius_m), things)

    def shares(self, passed: Passed) -> dict[str, Floats]:
        """Give the share passed of each grid by kind, ``ground`` among them; NaN has none."""
        shares = {kind: one.shares(passed.things[kind]) for kind, one in self.targets.items()}
        return {**shares, "ground": self.ground.shares(passed.cells)}


def exact_ground_shares(polygons: NDArray[np.object_], segments: Floats, radius_m: float) -> Floats:
    """Overlay grids with the buffer of a path: the share of ground that the raster estimates.

    Parameters
    ----------
    polygons : polygon array (grids)
        In metres.
    segments : float64 (n, 4)
    """
    area = shapely.area(polygons)
    if not len(segments):
        return ratio(np.zeros(len(polygons)), area)
    lines = np.asarray(shapely.linestrings(segments.reshape(-1, 2, 2)))
    near, grid = shapely.STRtree(polygons).query(lines, predicate="dwithin", distance=radius_m)
    order = np.argsort(grid, kind="stable")
    rows, starts = np.unique(grid[order], return_index=True)
    covered = np.zeros(len(polygons))
    for row, members in zip(rows, np.split(near[order], starts[1:]), strict=True):
        reach = shapely.union_all(shapely.buffer(lines[members], radius_m, quad_segs=16))
        covered[row] = shapely.area(shapely.intersection(polygons[row], reach))
    return ratio(covered, area)
