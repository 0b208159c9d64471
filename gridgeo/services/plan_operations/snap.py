"""Polygons that fit each other, taken over by units that are never cut."""

import numpy as np
import shapely
from numpy.typing import NDArray

from gridgeo.services.plan_operations.draft import NONE, Draft


def snap(draft: Draft, polygons: NDArray[np.object_], free: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Give each unit the polygon that holds its inner point.

    Units that stay together follow the polygon that holds the most of their ground.

    Parameters
    ----------
    draft : Draft
    polygons : (k,) array of polygons
        In the draft's CRS, without overlaps; some may be empty.
    free : (n,) array of bool
        Units that may change.

    Returns
    -------
    (n,) array of int
        Row of the polygon; -1 for units that none holds, and for those that may not change.
    """
    point, polygon = shapely.STRtree(polygons).query(draft.points, predicate="intersects")
    point, first = np.unique(point, return_index=True)  # on a border: the first of the two
    held = np.full(len(draft.units), NONE, dtype=np.int64)
    held[point] = polygon[first]
    return np.where(free, _together(draft, held, len(polygons)), NONE)


def _together(draft: Draft, held: NDArray[np.int64], count: int) -> NDArray[np.int64]:
    """Let the largest part of each piece decide for all of it."""
    area = draft.unit_graph.area_m2
    claim = draft.pieces * (count + 1) + held + 1  # one number a piece and polygon, or none
    key, row = np.unique(claim, return_inverse=True)
    weight = np.bincount(row.reshape(-1), weights=area)
    piece = key // (count + 1)
    order = np.lexsort((key, -weight, piece))
    best = order[np.unique(piece[order], return_index=True)[1]]
    chosen: NDArray[np.int64] = (key[best] % (count + 1) - 1)[draft.pieces]
    return chosen
