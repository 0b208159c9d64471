"""Noding: cut lines where they cross, and only there."""

import numpy as np
import shapely
from numpy.typing import NDArray

from gridgeo.geometry.half_edges import HalfEdges, point_keys


def noded(edges: HalfEdges) -> NDArray[np.object_]:
    """Cut edges so that they meet in their ends alone, each place once.

    Most edges meet others only in shared ends, which an index tells quickly; the overlay that finds
    crossings is run on the others.

    Parameters
    ----------
    edges : HalfEdges

    Returns
    -------
    (k,) array of LineString
    """
    edges = _once(edges)
    lines = edges.lines()
    crossing = _crossing(edges, lines)
    if not crossing.any():
        return lines
    return np.concatenate([lines[~crossing], shapely.get_parts(shapely.union_all(lines[crossing]))])


def _once(edges: HalfEdges) -> HalfEdges:
    """Keep one of the edges with the same ends, whatever their direction."""
    ends = np.sort(np.stack([point_keys(edges.start), point_keys(edges.end)], axis=1), axis=1)
    order = np.lexsort((ends[:, 1], ends[:, 0]))
    first = np.ones(len(order), dtype=bool)
    first[1:] = np.any(ends[order][1:] != ends[order][:-1], axis=1)
    return edges.select(np.sort(order[first]))


def _crossing(edges: HalfEdges, lines: NDArray[np.object_]) -> NDArray[np.bool_]:
    """Mark edges that meet another in more than one shared end."""
    one, other = shapely.STRtree(lines).query(lines, predicate="intersects")
    one, other = one[one < other], other[one < other]
    start, end = point_keys(edges.start), point_keys(edges.end)
    from_start = (start[one] == start[other]) | (start[one] == end[other])
    from_end = (end[one] == start[other]) | (end[one] == end[other])
    shared = np.where(from_start, start[one], end[one])
    away = np.where(from_start, end[one], start[one]) - shared
    back = np.where(start[other] == shared, end[other], start[other]) - shared
    # Edges that leave a shared end in the same direction may lie upon each other.
    turn = np.abs(away.real * back.imag - away.imag * back.real)
    along = away.real * back.real + away.imag * back.imag
    upon = (along > 0) & (turn <= 1e-12 * np.abs(away) * np.abs(back) + 1e-9 * np.abs(away))
    meets = ~(from_start | from_end) | upon
    answer = np.zeros(len(edges), dtype=bool)
    answer[one[meets]] = answer[other[meets]] = True
    return answer
