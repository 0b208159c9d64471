"""Lay the outer corners of pieces exactly onto the borders that they were cut from.

Pieces are cut in metres but kept in degrees. A corner put half-way along a kilometre of border is
on the straight line in metres; in degrees that line is another one, a centimetre away, and corners
were rounded to millimetres. Left so, every border would show gaps of a hair's width.
"""

import numpy as np
import shapely
from numpy.typing import NDArray

from gridgeo.geometry.half_edges import HalfEdges, half_edges, matched, point_keys

Geometries = NDArray[np.object_]
Integers = NDArray[np.int64]


def fit_borders(
    pieces: Geometries, area: Integers, areas: Geometries, *, reach: float, corner_reach: float
) -> Geometries:
    """Move the corners of pieces on their areas' borders onto these borders.

    A corner goes to the border's own corner where one is very near, else to the nearest point of
    the border. A corner that several pieces share moves for all of them alike, so that they still
    share it. Pieces that the move would break stay as they are.

    Parameters
    ----------
    pieces : (n,) array of Polygon or MultiPolygon
        A coverage, in the CRS of ``areas``.
    area : (n,) array of int
        Which area each piece was cut from.
    areas : (m,) array of Polygon or MultiPolygon
    reach, corner_reach : float
        How far a corner may move to the border, or to a corner of it; in the units of the CRS.

    Returns
    -------
    (n,) array of Polygon or MultiPolygon
    """
    if not len(pieces):
        return pieces
    corners = _outer_corners(pieces, area)
    target = _onto(corners, areas, reach, corner_reach)
    moves = np.any(target != corners, axis=1)
    keys = point_keys(corners[moves])
    order = np.argsort(keys)
    keys, target = keys[order], target[moves][order]
    if not len(keys):
        return pieces

    def move(points: NDArray[np.float64]) -> NDArray[np.float64]:
        wanted = point_keys(points + 0.0)
        place = np.minimum(np.searchsorted(keys, wanted), len(keys) - 1)
        return np.where((keys[place] == wanted)[:, None], target[place], points)

    fitted: Geometries = shapely.transform(pieces, move)
    return fitted if shapely.is_valid(fitted).all() else pieces


def _outer_corners(pieces: Geometries, area: Integers) -> NDArray[np.float64]:
    """Give the corners of edges that no piece of the same area answers, each once."""
    edges = half_edges(pieces)
    # An edge between two areas is an outer edge of both: held apart, it is never answered.
    apart = np.concatenate(
        [_unanswered(edges, area[edges.owner] == number) for number in np.unique(area)]
    )
    return apart[np.unique(point_keys(apart), return_index=True)[1]]


def _unanswered(edges: HalfEdges, which: NDArray[np.bool_]) -> NDArray[np.float64]:
    own = edges.select(which)
    open_edges = own.select(~matched(own))
    return np.concatenate([open_edges.start, open_edges.end])


def _onto(
    corners: NDArray[np.float64], areas: Geometries, reach: float, corner_reach: float
) -> NDArray[np.float64]:
    """Give the place of each corner on the nearest border; itself where none is within reach."""
    edges = half_edges(areas)
    result = corners.copy()
    _move_nearest(result, corners, edges.lines(), reach)
    own = np.asarray(shapely.points(np.unique(edges.start, axis=0)))
    _move_nearest(result, corners, own, corner_reach)
    return result


def _move_nearest(
    result: NDArray[np.float64], corners: NDArray[np.float64], targets: Geometries, reach: float
) -> None:
    points = np.asarray(shapely.points(corners))
    tree = shapely.STRtree(targets)
    which, nearest = tree.query_nearest(points, max_distance=reach, all_matches=False)
    lines = shapely.shortest_line(targets[nearest], points[which])
    result[which] = shapely.get_coordinates(lines)[::2]
