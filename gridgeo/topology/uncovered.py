"""Rule ``uncovered``: households in no grid.

Findings tell how many homes and where to about 100 m, never where a single one lies.
"""

import numpy as np
import shapely
from numpy.typing import NDArray

from gridgeo.domain.enums import Severity
from gridgeo.geometry.arrangement import TOUCH_M
from gridgeo.topology.finding import Finding, Fix
from gridgeo.topology.homes import Homes, roughly
from gridgeo.topology.view import NetworkView

RULE = "uncovered"
NO_GRID = -1


def find(view: NetworkView) -> list[Finding]:
    """Report the households inside the boundary that lie in no grid, by the grid nearest to them.

    Without a boundary every household is expected to have a grid.
    """
    if view.homes is None:
        return []
    bare = bare_homes(view, view.homes)
    nearest = nearest_grids(view, view.homes.points[bare])[0]
    return [
        finding_of(view, view.homes, int(index), bare[nearest == index])
        for index in np.unique(nearest)
    ]


def bare_homes(view: NetworkView, homes: Homes) -> NDArray[np.intp]:
    """Find the inhabited points inside the boundary that no grid of the view covers or touches."""
    bare = homes.households > 0
    bare[view.home_grids[0]] = False
    rows = np.flatnonzero(bare)
    if view.boundary is not None and len(rows):
        shapely.prepare(view.boundary)
        rows = rows[shapely.intersects(view.boundary, homes.points[rows])]
    touching = view.tree.query(homes.points[rows], predicate="dwithin", distance=TOUCH_M)[0]
    return np.delete(rows, np.unique(touching))


def nearest_grids(
    view: NetworkView, points: NDArray[np.object_]
) -> tuple[NDArray[np.intp], NDArray[np.float64]]:
    """Find the grid nearest to each of (k,) points; of equally near ones the first.

    Returns
    -------
    nearest : (k,) array of int
        Rows of the view; `NO_GRID` where no grid has any ground.
    away_m : (k,) array of float
        Distances; infinite there.
    """
    nearest = np.full(len(points), NO_GRID, dtype=np.intp)
    away = np.full(len(points), np.inf)
    if len(points) and (view.area_m2 > 0).any():
        # Grids that share a corner are equally near: the tree alone would pick either.
        pairs, distance = view.tree.query_nearest(points, return_distance=True)
        order = np.lexsort((pairs[1], pairs[0]))
        point, first = np.unique(pairs[0][order], return_index=True)
        nearest[point], away[point] = pairs[1][order][first], distance[order][first]
    return nearest, away


def finding_of(view: NetworkView, homes: Homes, index: int, rows: NDArray[np.intp]) -> Finding:
    """Report homes without a grid, given by their rows, that are nearest to one, or `NO_GRID`."""
    count = int(homes.households[rows].sum())
    grids = [] if index == NO_GRID else [index]
    codes = view.named(grids)
    near_zh = f"，离网格 {codes[0]} 最近" if codes else ""
    near_en = f"; the nearest is {codes[0]}" if codes else ""
    fixes = [
        Fix(
            "extend",
            codes,
            f"扩大网格 {code}，把它们包进去",
            f"Extend {code} to take them in",
            count,
        )
        for code in codes
    ]
    new = Fix("new_grid", (), "新建网格", "Draw a new grid for them", count)
    return view.finding(
        RULE,
        Severity.ERROR,
        grids,
        roughly(homes.points[rows]),
        (
            f"有 {count} 户（{len(rows)} 处住址）不在任何网格内{near_zh}。",
            f"{count} households ({len(rows)} addresses) lie in no grid{near_en}.",
        ),
        households=count,
        fixes=(*fixes, new),
    )
