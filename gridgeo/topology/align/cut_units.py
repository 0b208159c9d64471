"""Units that the borders of a model cut, though an alignment by units hands them over whole."""

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from gridgeo.geometry.crosswalk import left_over, shared_ground
from gridgeo.geometry.reassembly import NOBODY
from gridgeo.topology.finding import mean_width_m


@dataclass(frozen=True, eq=False)
class CutParts:
    """The parts of the units that are cut, by unit and the largest part of each first.

    Parameters
    ----------
    unit, grid : (p,) arrays of int
        Rows of the units, and grids of the model; `NOBODY` where the model leaves ground bare.
    ground : (p,) array of polygons
    """

    unit: NDArray[np.intp]
    grid: NDArray[np.intp]
    ground: NDArray[np.object_]


def cut_parts(
    units: NDArray[np.object_],
    model: NDArray[np.object_],
    given: NDArray[np.intp],
    sliver_width_m: float = 3.0,
) -> CutParts:
    """Find the units that lie in several grids of the model, and the parts that they are cut into.

    Parameters
    ----------
    units, model : (n,) and (m,) arrays of valid polygons
        In one metric CRS.
    given : (n,) array of int
        Grid of the model that each unit goes to as a whole, or `NOBODY`.
    sliver_width_m : float
        Thinner parts are inexact drawing and cut nothing.
    """
    near = _not_within(units, model, given)
    shared = shared_ground(units[near], model)
    bare = left_over(shared)
    unit = np.concatenate([shared.first, np.arange(len(near))])
    grid = np.concatenate([shared.second, np.full(len(near), NOBODY)])
    ground = np.concatenate([shared.ground(np.arange(len(shared.first))), bare])
    wide = ~shapely.is_empty(ground) & (mean_width_m(ground) >= sliver_width_m)
    several = np.bincount(unit[wide], minlength=len(near)) > 1
    rows = np.flatnonzero(wide & several[unit])
    rows = rows[np.lexsort((grid[rows], -shapely.area(ground[rows]), unit[rows]))]
    return CutParts(near[unit[rows]], grid[rows].astype(np.intp), ground[rows])


def _not_within(
    units: NDArray[np.object_], model: NDArray[np.object_], given: NDArray[np.intp]
) -> NDArray[np.intp]:
    """Leave out what lies in one grid of the model: nearly all units."""
    within = np.zeros(len(units), dtype=bool)
    held = np.flatnonzero(given >= 0)
    within[held] = shapely.covered_by(units[held], model[given[held]])
    return np.flatnonzero(~within)
