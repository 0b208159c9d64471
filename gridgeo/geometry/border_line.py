"""Which side of a drawn line belongs to which of two neighbouring grids."""

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from gridgeo.domain.errors import RefusedError


def find_near_side(
    grid: BaseGeometry, neighbour: BaseGeometry, line: BaseGeometry, points: NDArray[np.object_]
) -> NDArray[np.bool_]:
    """Say which points lie on the first grid's side of a line that becomes the new border.

    The line cuts the ground of both grids together into pieces. A piece belongs to the grid of
    which it holds the greater share, so a line deep inside one grid gives the rest to the other.

    Parameters
    ----------
    grid, neighbour : Polygon or MultiPolygon
        Ground of the two grids, in the same metric CRS as the line and the points.
    line : LineString
        From edge to edge of their common ground; it may reach beyond.
    points : object, shape (n,)
        Inner points of units.

    Returns
    -------
    bool, shape (n,)
        False for points outside both grids.

    Raises
    ------
    RefusedError
        If the line does not cut their common ground in two.
    """
    both = shapely.union_all([grid, neighbour])
    edges = shapely.node(shapely.union_all([shapely.boundary(both), line]))
    pieces = np.asarray(shapely.get_parts(shapely.polygonize(shapely.get_parts(edges))))
    pieces = pieces[shapely.intersects(both, shapely.point_on_surface(pieces))]
    share = np.stack(
        [
            shapely.area(shapely.intersection(pieces, ground)) / shapely.area(ground)
            for ground in (grid, neighbour)
        ]
    )
    near = share[0] > share[1]
    if near.all() or not near.any():
        raise RefusedError(
            "The line does not divide the ground of the two grids; draw it from edge to edge."
        )
    chosen = shapely.union_all(pieces[near])
    shapely.prepare(chosen)
    return np.asarray(shapely.intersects(chosen, points), dtype=np.bool_)
