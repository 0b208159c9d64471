"""What runs along the borders of units: how much follows a barrier, and where nobody gets across.

A grid's border is good where it follows a street, water or a wall; and a grid must not reach across
a river, a railway or a trunk road where no way leads over it.
"""

import numpy as np
import shapely
from numpy.typing import NDArray

from gridgeo.geometry.enclosures import Barriers, Geometries, Integers
from gridgeo.geometry.half_edges import HalfEdges, half_edges, point_keys
from gridgeo.geometry.ways_across import find_bars

NEAR_M = 1.5  # a border this near a barrier's line follows it: half a lane, and slack of drawing
STEP_M = 25.0  # long edges are judged piece by piece
CROSSING_M = 150.0  # a way across within this of the shared border counts as reachable
MOSTLY = 0.5  # a border is barred only where at least this share of it runs on what bars it

Floats = NDArray[np.float64]


def follow_share(polygons: Geometries, pairs: Integers, barriers: Barriers) -> Floats:
    """Say which share of each shared border follows a street, water, a wall or a railway.

    Parameters
    ----------
    polygons : object, shape (n,)
        A coverage, metric CRS.
    pairs : int64, shape (m, 2)
        Neighbours, the smaller position first, as from `find_adjacency`.
    barriers : Barriers
        Lines, or surfaces (all of the surface counts).

    Returns
    -------
    float64, shape (m,)
        0 to 1.
    """
    border = _shared_edges(polygons, pairs)
    return _share(border, barriers.lines, len(pairs))


def find_barred(
    polygons: Geometries, pairs: Integers, barriers: Barriers, crossings: Geometries | None = None
) -> NDArray[np.bool_]:
    """Say across which shared borders nobody gets: what runs there has no way over it nearby.

    Parameters
    ----------
    polygons, pairs, barriers
        As in `follow_share`. Water, railways and trunk roads bar the way, streets that lead across
        them open it (see `find_bars`).
    crossings : object, shape (k,), optional
        More ways across: points or lines (bridges, underpasses).

    Returns
    -------
    bool, shape (m,)
    """
    bars, ways = find_bars(barriers.lines, barriers.kinds, barriers.ranks)
    if not bars.any():
        return np.zeros(len(pairs), dtype=np.bool_)
    border = _shared_edges(polygons, pairs)
    barred = _share(border, barriers.lines[bars], len(pairs)) >= MOSTLY
    if crossings is not None:
        ways = np.concatenate([ways, crossings])
    lines = shapely.linestrings(np.stack([border.start, border.end], axis=1))
    reached, _ = shapely.STRtree(ways).query(lines, predicate="dwithin", distance=CROSSING_M)
    barred[border.owner[reached]] = False
    return barred


def _shared_edges(polygons: Geometries, pairs: Integers) -> HalfEdges:
    """Give the edges that two polygons of a pair share; their owner is the pair."""
    edges = half_edges(polygons)
    forward, backward = _edge_numbers(edges)
    order = np.argsort(forward)
    place = order[np.minimum(np.searchsorted(forward[order], backward), len(order) - 1)]
    twin = (forward[place] == backward) & (edges.owner < edges.owner[place])
    width = len(polygons)
    key = edges.owner[twin] * width + edges.owner[place[twin]]
    wanted = pairs[:, 0] * width + pairs[:, 1]
    rank = np.argsort(wanted)
    pair = rank[np.minimum(np.searchsorted(wanted[rank], key), len(rank) - 1)]
    known = wanted[pair] == key
    shared = edges.select(np.flatnonzero(twin)[known])
    return HalfEdges(shared.start, shared.end, pair[known])


def _edge_numbers(edges: HalfEdges) -> tuple[Integers, Integers]:
    """Give each directed edge a number made of its ends, and the number of its twin."""
    ends = np.concatenate([point_keys(edges.start), point_keys(edges.end)])
    places, number = np.unique(ends, return_inverse=True)
    start, end = number[: len(edges)], number[len(edges) :]
    return start * len(places) + end, end * len(places) + start


def _share(border: HalfEdges, barriers: Geometries, count: int) -> Floats:
    """Sum, by pair, the pieces of edges whose middle lies near a barrier."""
    length = np.hypot(*(border.end - border.start).T)
    pieces = np.maximum(np.ceil(length / STEP_M), 1).astype(np.int64)
    edge = np.repeat(np.arange(len(length)), pieces)
    number = np.arange(len(edge)) - np.repeat(np.cumsum(pieces) - pieces, pieces)
    along = ((number + 0.5) / pieces[edge])[:, None]
    middle = border.start[edge] + along * (border.end - border.start)[edge]
    piece_m = (length / pieces)[edge]
    near, _ = shapely.STRtree(barriers).query(
        shapely.points(middle), predicate="dwithin", distance=NEAR_M
    )
    followed = np.zeros(len(edge))
    followed[near] = piece_m[near]
    pair = border.owner[edge]
    total = np.bincount(pair, weights=piece_m, minlength=count)
    part = np.bincount(pair, weights=followed, minlength=count)
    return np.divide(part, total, out=np.zeros(count), where=total > 0)
