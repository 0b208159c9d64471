"""Rule ``doubly_covered``: households in several grids.

Findings tell how many homes and where to about 100 m, never where a single one lies.
"""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from gridgeo.domain.enums import Severity
from gridgeo.topology.finding import Finding, Fix
from gridgeo.topology.homes import Homes, roughly
from gridgeo.topology.view import NetworkView
from gridgeo.topology.words import codes_en, codes_zh

RULE = "doubly_covered"
_MIX = np.uint64(0x9E3779B97F4A7C15)
_SHIFT = np.uint64(31)


def find(view: NetworkView) -> list[Finding]:
    """Report the households inside several grids, by the grids; on a border is in one."""
    if view.homes is None:
        return []
    return list(_by_grids(view, view.homes, *held_twice(view, view.homes)))


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
        yield finding_of(view, homes, groups[first[number]], home[group == number])


def _set_keys(grids: NDArray[np.intp], starts: NDArray[np.intp]) -> NDArray[np.uint64]:
    """Give each run of grids a number that tells sets apart."""
    if not len(starts):
        return np.empty(0, dtype=np.uint64)
    mixed = (grids.astype(np.uint64) + np.uint64(1)) * _MIX
    mixed = (mixed ^ (mixed >> _SHIFT)) * _MIX
    keys: NDArray[np.uint64] = np.add.reduceat(mixed, starts)
    return keys


def finding_of(
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
        RULE,
        Severity.ERROR,
        grids,
        roughly(homes.points[rows]),
        (
            f"有 {count} 户（{len(rows)} 处住址）同时属于网格 {codes_zh(codes)}。",
            f"{count} households ({len(rows)} addresses) lie in {codes_en(codes)} at once.",
        ),
        households=count,
        fixes=fixes,
    )
