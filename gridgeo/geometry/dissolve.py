"""Units into grids: the union of the polygons that are assigned to each grid."""

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.errors import GEOSException


def dissolve(
    polygons: NDArray[np.object_], assignment: NDArray[np.integer], count: int
) -> NDArray[np.object_]:
    """Join polygons by their grid; the borders between grids stay vertex for vertex the same.

    Parameters
    ----------
    polygons : object, shape (n,)
        Valid polygons of a coverage, in any CRS.
    assignment : int, shape (n,)
        Grid of each polygon, from 0 to ``count - 1``.
    count : int
        Number of grids.

    Returns
    -------
    object, shape (count,)
        A polygon (or multipolygon) a grid; an empty polygon where a grid has no units.
    """
    order = np.argsort(assignment, kind="stable")
    ends = np.searchsorted(assignment[order], np.arange(count + 1))
    grids = np.empty(count, dtype=np.object_)
    for grid in range(count):
        grids[grid] = _join(polygons[order[ends[grid] : ends[grid + 1]]])
    return grids


def _join(members: NDArray[np.object_]) -> shapely.Geometry:
    """Join by matching edges, which moves nothing; overlay only where the edges do not match."""
    if not len(members):
        return shapely.Polygon()
    joined = _join_edges(members) if shapely.coverage_is_valid(members) else None
    return joined if joined is not None else shapely.union_all(members)


def _join_edges(members: NDArray[np.object_]) -> shapely.Geometry | None:
    try:
        joined = shapely.coverage_union_all(members)
    except GEOSException:  # some coverages that GEOS calls valid it cannot join
        return None
    return shapely.make_valid(joined) if not shapely.is_valid(joined) else joined
