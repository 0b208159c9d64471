"""What bars the way over ground, and where people get across it.

Rivers, railways and trunk roads are crossed at a few places only: where a street leads over them.
"""

import numpy as np
import shapely
from numpy.typing import NDArray

Geometries = NDArray[np.object_]

IMPASSABLE = ("water", "railway")
TRUNK_RANK = 1  # of roads: trunk roads part the ground like a railway
NODE_M = 1.0  # ends of streets this near to each other on a line are one place
BESIDE_M = 3.0  # a street's side of a line is judged this far from its end


def find_bars(
    lines: Geometries, kinds: NDArray[np.str_], ranks: NDArray[np.integer] | None = None
) -> tuple[NDArray[np.bool_], Geometries]:
    """Tell the barriers that bar the way from the ways that lead across them.

    Parameters
    ----------
    lines : object, shape (b,)
        Barriers of every kind: lines and polygons in a metric CRS.
    kinds : str, shape (b,)
        `BarrierKind` of each.
    ranks : int64, shape (b,), optional
        Of roads, `TRUNK_RANK` is a trunk road; without ranks no road bars the way.

    Returns
    -------
    bars : bool, shape (b,)
        Water, railways and trunk roads.
    ways : object, shape (w,)
        Places where lesser streets lead across these, and trunk roads across water or railways.
    """
    road = kinds == "road"
    trunk = np.zeros_like(road) if ranks is None else road & (ranks == TRUNK_RANK)
    bars = np.isin(kinds, IMPASSABLE) | trunk
    ways = ways_across(lines[bars], lines[road & ~trunk])
    over = ways_across(lines[bars & ~trunk], lines[trunk])
    return bars, np.concatenate([ways, over])


def ways_across(bars: Geometries, streets: Geometries) -> Geometries:
    """Find the places where streets lead across something.

    A street that ends at it is no way across, unless another one goes on from the same place on the
    other side: many drawings are cut wherever two lines meet.
    """
    street, bar = shapely.STRtree(bars).query(streets, predicate="crosses")
    crossed = shapely.intersection(streets[street], bars[bar])
    return np.concatenate([crossed, _meetings(bars, streets)])


def _meetings(bars: Geometries, streets: Geometries) -> Geometries:
    """Find where streets end at a line from both of its sides, as points."""
    lines = shapely.get_parts(bars[shapely.get_dimensions(bars) == 1])
    ways = shapely.get_parts(streets[shapely.get_dimensions(streets) == 1])
    reach = np.minimum(BESIDE_M, shapely.length(ways) / 2)
    ends = np.concatenate([shapely.get_point(ways, 0), shapely.get_point(ways, -1)])
    beside = np.concatenate(
        [
            shapely.line_interpolate_point(ways, reach),
            shapely.line_interpolate_point(ways, -reach),
        ]
    )
    end, line = shapely.STRtree(lines).query(ends, predicate="dwithin", distance=NODE_M)
    if not len(end):
        return np.empty(0, dtype=object)
    at = shapely.line_locate_point(lines[line], ends[end])
    side = _sides(lines[line], at, beside[end])
    order = np.lexsort((at, line))
    line, at, side = line[order], at[order], side[order]
    apart = (np.diff(line) > 0) | (np.diff(at) > NODE_M)
    place = np.concatenate([[0], np.cumsum(apart)])
    both = np.logical_and(*(np.bincount(place, weights=side == one) > 0 for one in (-1, 1)))
    first = np.unique(place, return_index=True)[1][both]
    meetings: Geometries = shapely.line_interpolate_point(lines[line[first]], at[first])
    return meetings


def _sides(lines: Geometries, at: NDArray[np.float64], points: Geometries) -> NDArray[np.float64]:
    """Say whether points lie left (1) or right (-1) of lines near a place; 0 on them."""
    before, after = (
        shapely.get_coordinates(shapely.line_interpolate_point(lines, np.maximum(at + step, 0.0)))
        for step in (-NODE_M, NODE_M)
    )
    along, aside = after - before, shapely.get_coordinates(points) - before
    across = along[:, 0] * aside[:, 1] - along[:, 1] * aside[:, 0]
    length = np.hypot(along[:, 0], along[:, 1])
    off_m = np.divide(across, length, out=np.zeros(len(across)), where=length > 0)
    sides: NDArray[np.float64] = np.sign(np.where(np.abs(off_m) > NODE_M / 2, off_m, 0.0))
    return sides
