"""What the households of a grid are made of: compounds, buildings, single addresses."""

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from gridgeo.topology.homes import Homes
from gridgeo.topology.surroundings import Footprints
from gridgeo.topology.view import NetworkView

MOST_NAMED = 3  # of the largest places
KINDS = (("小区", "compound"), ("楼栋", "building"))


@dataclass(frozen=True, slots=True)
class Composition:
    """Households by grid and place, grid by grid, the largest place first.

    Parameters
    ----------
    grid : (k,) array of int
    zh, en : (k,) arrays of str
        Name of each place.
    households : (k,) array of int
    """

    grid: NDArray[np.intp]
    zh: NDArray[np.object_]
    en: NDArray[np.object_]
    households: NDArray[np.int64]

    @classmethod
    def of(cls, view: NetworkView, grids: NDArray[np.intp]) -> "Composition":
        """Gather the homes of some grids by compound, else by building, else by address."""
        home, grid = view.home_grids
        wanted = np.isin(grid, grids)
        home, grid = home[wanted], grid[wanted]
        if view.homes is None or not len(home):
            nothing = np.empty(0, dtype=object)
            return cls(grid[:0], nothing, nothing, np.empty(0, dtype=np.int64))
        place, zh, en = _places(view, view.homes, home)
        key, first, where = np.unique(
            np.column_stack([grid, place]), axis=0, return_index=True, return_inverse=True
        )
        counts = np.bincount(where.ravel(), weights=view.homes.households[home])
        households = np.rint(counts).astype(np.int64)
        order = np.lexsort((first, -households, key[:, 0]))
        order = order[households[order] > 0]
        return cls(key[order, 0], zh[first[order]], en[first[order]], households[order])

    def sentence(self, grid: int) -> tuple[str, str]:
        """Say what a grid's households are made of; nothing where none are known."""
        first, last = np.searchsorted(self.grid, [grid, grid + 1])
        if first == last:
            return "", ""
        rows = range(first, min(last, first + MOST_NAMED))
        total = last - first
        zh = "、".join(f"{self.zh[i]} {self.households[i]} 户" for i in rows)
        en = ", ".join(f"{self.en[i]} {self.households[i]}" for i in rows)
        if self.households[first] == 1:
            return f"：共 {total} 处住址，每处 1 户", f": {total} addresses of one household each"
        return f"：共 {total} 处，最大的是{zh}", f": {total} places, the largest {en} households"


def _places(
    view: NetworkView, homes: Homes, home: NDArray[np.intp]
) -> tuple[NDArray[np.int64], NDArray[np.object_], NDArray[np.object_]]:
    """Give the place of each home as a number, with its name in both languages."""
    place = home.astype(np.int64)
    zh = np.full(len(home), "住址", dtype=object)
    en = np.full(len(home), "an address with", dtype=object)
    around = view.surroundings
    things = (None, None) if around is None else (around.compounds, around.buildings)
    free = np.ones(len(home), dtype=bool)
    for number, (footprints, (word_zh, word_en)) in enumerate(zip(things, KINDS, strict=True)):
        if footprints is None or not len(footprints):
            continue
        inside = _inside(footprints, homes.points[home])
        taken = np.flatnonzero(free & (inside >= 0))
        free[taken] = False
        place[taken] = -1 - (inside[taken] * len(KINDS) + number)
        codes = np.array(footprints.codes, dtype=object)[inside[taken]]
        zh[taken] = [f"{word_zh} {code}" for code in codes]
        en[taken] = [f"{word_en} {code} with" for code in codes]
    return place, zh, en


def _inside(footprints: Footprints, points: NDArray[np.object_]) -> NDArray[np.intp]:
    """Give the first footprint that each point lies in, -1 for none."""
    point, thing = shapely.STRtree(footprints.ground).query(points, predicate="intersects")
    inside = np.full(len(points), -1, dtype=np.intp)
    order = np.lexsort((-thing, point))
    inside[point[order]] = thing[order]
    return inside
