"""Restoring borders: rounding to millimetres is taken back where units end at a community's border.

Checks hold a plan against the community as it was imported; half a millimetre along a kilometre
would be a gap of half a square metre.
"""

import numpy as np
import shapely
from numpy.typing import NDArray

from gridgeo.geometry.enclosures import GRID_M, Geometries, Integers, to_grid
from gridgeo.geometry.half_edges import half_edges, point_keys

REACH_M = 1.5 * GRID_M  # rounding, and noding on the grid after it, moves a point by less

Floats = NDArray[np.float64]


def restore_borders(polygons: Geometries, communities: Geometries) -> Geometries:
    """Move vertices near the communities' borders onto them.

    Equal vertices move alike, so that neighbours keep their shared borders.

    Parameters
    ----------
    polygons : object, shape (n,)
        A coverage of the communities up to millimetres, metric CRS.
    communities : object, shape (c,)
        As they were before rounding.
    """
    coordinates = shapely.get_coordinates(polygons)
    places, which = np.unique(coordinates, axis=0, return_inverse=True)
    edges = half_edges(communities)
    lines = edges.lines()
    place, edge = shapely.STRtree(lines).query(
        np.asarray(shapely.points(places)), predicate="dwithin", distance=REACH_M
    )
    moved = places.copy()
    order = np.lexsort((edge, place))[::-1]  # of several edges, the first is written last
    place, edge = place[order], edge[order]
    along = shapely.line_locate_point(lines[edge], np.asarray(shapely.points(places[place])))
    on_edge = shapely.line_interpolate_point(lines[edge], along)
    moved[place] = shapely.get_coordinates(on_edge)
    corner, original = _corners(places, edges.start)
    moved[corner] = original
    restored: Geometries = shapely.set_coordinates(polygons.copy(), moved[which.ravel()])
    return restored if shapely.is_valid(restored).all() else polygons


def _corners(places: Floats, corners: Floats) -> tuple[Integers, Floats]:
    """Find the places that are corners of communities but for the rounding."""
    keys = point_keys(places)  # sorted, for `places` are
    corners = corners[np.lexsort((corners[:, 1], corners[:, 0]))]
    sought = point_keys(to_grid(corners))
    at = np.minimum(np.searchsorted(keys, sought), len(keys) - 1)
    found = keys[at] == sought
    return at[found], corners[found]
