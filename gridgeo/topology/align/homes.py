"""Where the households of a common ground are: from points, from small areas, or from the grids."""

from dataclasses import replace

import numpy as np
import shapely
from numpy.typing import NDArray

from gridgeo.geometry.crosswalk import shared_ground
from gridgeo.geometry.locator import Locator
from gridgeo.geometry.reassembly import NOBODY
from gridgeo.geometry.shared_counts import apportion
from gridgeo.topology.align.ground import CommonGround
from gridgeo.topology.align.sums import count_by


def add_points(
    ground: CommonGround, points: NDArray[np.object_], counts: NDArray[np.int64]
) -> tuple[CommonGround, NDArray[np.int32]]:
    """Count the households at points in the pieces that they lie in.

    Parameters
    ----------
    ground : CommonGround
    points : (p,) array of Point
        In the pieces' CRS. On a common border the first piece has the point.
    counts : (p,) array of int

    Returns
    -------
    CommonGround
        With its households.
    (p,) array of int
        Piece of each point, -1 on ground of neither network.
    """
    piece = Locator.build(ground.pieces).locate(shapely.get_x(points), shapely.get_y(points))
    there = piece >= 0
    households = count_by(piece[there].astype(np.intp), counts[there], len(ground.pieces))
    return replace(ground, households=households), piece


def add_areas(
    ground: CommonGround, areas: NDArray[np.object_], counts: NDArray[np.int64]
) -> CommonGround:
    """Share the households of small areas out over the pieces, in proportion to ground.

    Whole households are given by largest remainder; those of ground that neither network has are
    left out.

    Parameters
    ----------
    ground : CommonGround
    areas : (s,) array of valid polygons
        In the pieces' CRS.
    counts : (s,) array of int
    """
    shared = shared_ground(areas, ground.pieces)
    size = len(ground.pieces)
    known = np.bincount(shared.first, shared.area_m2, minlength=len(areas))
    bare = np.maximum(shapely.area(areas) - known, 0.0)
    owner = np.concatenate([shared.first, np.arange(len(areas))])
    piece = np.concatenate([shared.second, np.full(len(areas), size)])
    given = apportion(counts, owner, np.concatenate([shared.area_m2, bare]))
    return replace(ground, households=count_by(piece, given, size + 1)[:size])


def add_grid_counts(ground: CommonGround, counts: NDArray[np.int64]) -> CommonGround:
    """Spread the households that present grids are said to have evenly over their ground.

    Parameters
    ----------
    ground : CommonGround
    counts : (presents,) array of int
    """
    known = np.flatnonzero(ground.present != NOBODY)
    owner = ground.present[known]
    there = np.isin(np.arange(ground.presents), owner)
    given = apportion(np.where(there, counts, 0), owner, ground.area_m2[known])
    return replace(ground, households=count_by(known, given, len(ground.pieces)))
