"""Rules ``uncovered`` and ``doubly_covered``: households in no grid, and in several.

Each household must have exactly one grid. Findings tell how many homes and where to about 100 m,
never where a single one lies.
"""

from collections.abc import Iterator

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from gridgeo.domain.enums import Severity
from gridgeo.geometry.arrangement import TOUCH_M
from gridgeo.topology.finding import Finding, Fix
from gridgeo.topology.homes import Homes
from gridgeo.topology.view import NetworkView
from gridgeo.topology.words import codes_en, codes_zh

UNCOVERED = "uncovered"
DOUBLY_COVERED = "doubly_covered"
NO_GRID = -1
PLACE_M = 100.0  # findings are looked at by more people than may see single households
_MIX = np.uint64(0x9E3779B97F4A7C15)
_SHIFT = np.uint64(31)


def find_uncovered(view: NetworkView) -> list[Finding]:
    """Report the households inside the boundary that lie in no grid, by the grid nearest to them.

    Without a boundary every household is expected to have a grid.
    """
    if view.homes is None:
        return []
    bare = bare_homes(view, view.homes)
    nearest = nearest_grids(view, view.homes.points[bare])[0]
    return [
        uncovered(view, view.homes, int(index), bare[nearest == index])
        for index in np.unique(nearest)
    ]


def find_doubly_covered(view: NetworkView) -> list[Finding]:
    """Report the households inside several grids, by the grids; on a border is in one."""
    if view.homes is None:
        return []
    return list(_by_grids(view, view.homes, *held_twice(view, view.homes)))


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


def uncovered(view: NetworkView, homes: Homes, index: int, rows: NDArray[np.intp]) -> Finding:
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
        UNCOVERED,
        Severity.ERROR,
        grids,
        _roughly(homes.points[rows]),
        (
            f"有 {count} 户（{len(rows)} 处住址）不在任何网格内{near_zh}。",
            f"{count} households ({len(rows)} addresses) lie in no grid{near_en}.",
        ),
        households=count,
        fixes=(*fixes, new),
    )


def held_twice(view: NetworkView, homes: Homes) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Find the inhabited points inside several grids: pairs (home, grid), sorted."""
    if not len(view.overlaps.first):
        return np.empty(0, dtype=np.intp), np.empty(0, dtype=np.intp)
    pair, home = homes.tree.query(view.overlaps.geometry, predicate="contains_properly")
    inhabited = homes.households[home] > 0
    pair, home = pair[inhabited], home[inhabited]
    both = np.concatenate([view.overlaps.first[pair], view.overlaps.second[pair]])
    held = np.unique(np.column_stack([np.tile(home, 2), both]), axis=0)
    return held[:, 0], held[:, 1]


def _by_grids(
    view: NetworkView, homes: Homes, home: NDArray[np.intp], grid: NDArray[np.intp]
) -> Iterator[Finding]:
    """Report homes in several grids by the grids that hold them."""
    home, starts = np.unique(home, return_index=True)
    groups = np.split(grid, starts[1:])
    _, first, group = np.unique(_set_keys(grid, starts), return_index=True, return_inverse=True)
    for number in np.argsort(first, kind="stable"):
        yield doubled(view, homes, groups[first[number]], home[group == number])


def _set_keys(grids: NDArray[np.intp], starts: NDArray[np.intp]) -> NDArray[np.uint64]:
    """Give each run of grids a number that tells sets apart."""
    if not len(starts):
        return np.empty(0, dtype=np.uint64)
    mixed = (grids.astype(np.uint64) + np.uint64(1)) * _MIX
    mixed = (mixed ^ (mixed >> _SHIFT)) * _MIX
    keys: NDArray[np.uint64] = np.add.reduceat(mixed, starts)
    return keys


def doubled(
    view: NetworkView,
    homes: Homes,
    grids: NDArray[np.intp] | list[int],
    rows: NDArray[np.intp],
) -> Finding:
    """Report homes, given by their rows, that lie in the same few grids at once."""
    count = int(homes.households[rows].sum())
    codes = view.named(grids)
    fixes = tuple(
        Fix("give_to", (code,), f"全部划归 {code}", f"Give all of them to {code}", count)
        for code in codes
    )
    return view.finding(
        DOUBLY_COVERED,
        Severity.ERROR,
        grids,
        _roughly(homes.points[rows]),
        (
            f"有 {count} 户（{len(rows)} 处住址）同时属于网格 {codes_zh(codes)}。",
            f"{count} households ({len(rows)} addresses) lie in {codes_en(codes)} at once.",
        ),
        households=count,
        fixes=fixes,
    )


def _roughly(points: NDArray[np.object_]) -> BaseGeometry:
    """Give the middles of the squares of `PLACE_M` that hold the points."""
    xy = shapely.get_coordinates(points)
    middles = np.unique(np.floor(xy / PLACE_M), axis=0) * PLACE_M + PLACE_M / 2.0
    return shapely.MultiPoint(middles)
