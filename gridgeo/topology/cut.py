"""Rule ``cut``: a border that runs through a building or a compound.

A compound with more households than the largest grid may hold has to be divided and is excused.
"""

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from gridgeo.domain.enums import Severity
from gridgeo.geometry.shapes import object_array, polygonal
from gridgeo.topology.finding import Finding, Fix, mean_width_m
from gridgeo.topology.surroundings import Footprints
from gridgeo.topology.view import NetworkView
from gridgeo.topology.words import codes_en, codes_zh, homes_en, homes_zh, number

RULE = "cut"
NAMES = {"building": ("楼栋", "building"), "compound": ("小区", "compound")}


def find(view: NetworkView) -> list[Finding]:
    """Report each building and compound whose ground lies in several grids, in none as a whole."""
    return [
        finding
        for what, things in footprints(view).items()
        for finding in find_among(view, what, things).values()
    ]


def footprints(view: NetworkView) -> dict[str, Footprints]:
    """Give what no border may cut, as far as it is known, by its kind out of `NAMES`."""
    if view.surroundings is None:
        return {}
    known = {"compound": view.surroundings.compounds, "building": view.surroundings.buildings}
    return {what: things for what, things in known.items() if things is not None}


def find_among(view: NetworkView, what: str, things: Footprints) -> dict[int, Finding]:
    """Report each of some footprints that is cut, by its row."""
    return {one.thing: _finding(view, what, things, one) for one in _cuts(view, things, what)}


@dataclass(frozen=True, slots=True)
class _Cut:
    """One footprint that is cut: the grid with most of it, and what lies in others."""

    thing: int
    holder: int
    others: NDArray[np.intp]
    parts: BaseGeometry
    homes: int | None


def _cuts(view: NetworkView, things: Footprints, what: str) -> list[_Cut]:
    thing, grid = view.tree.query(things.ground, predicate="intersects")
    several = np.bincount(thing, minlength=len(things))[thing] > 1
    thing, grid = thing[several], grid[several]
    parts = polygonal(shapely.intersection(things.ground[thing], view.ground[grid]))
    deep = mean_width_m(parts) > view.thresholds.cut_depth_m
    deep &= shapely.area(parts) >= view.least_area_m2
    thing, grid, parts = thing[deep], grid[deep], parts[deep]
    area = shapely.area(parts)
    order = np.lexsort((grid, -area, thing))
    cut = []
    for rows in _runs(thing[order], order):
        index = int(thing[rows[0]])
        rest = shapely.difference(things.ground[index], view.ground[grid[rows[0]]])
        width = float(mean_width_m(object_array([rest]))[0])
        if len(rows) > 1 and width > view.thresholds.cut_depth_m:
            away = shapely.intersection(shapely.union_all(parts[rows[1:]]), rest)
            homes = view.homes_in(polygonal(object_array([away])))[0]
            cut.append(_Cut(index, int(grid[rows[0]]), grid[rows[1:]], away, homes))
    return [one for one in cut if not _must_be_divided(view, things, one, what)]


def _runs(keys: NDArray[np.intp], rows: NDArray[np.intp]) -> list[NDArray[np.intp]]:
    """Part rows into runs of equal keys."""
    if not len(keys):
        return []
    return np.split(rows, np.flatnonzero(np.diff(keys)) + 1)


def _must_be_divided(view: NetworkView, things: Footprints, one: _Cut, what: str) -> bool:
    """Say whether a compound holds more households than a grid may."""
    band = view.bands[one.holder]
    if what != "compound" or band is None or view.homes is None:
        return False
    return int(view.homes.within(things.ground[[one.thing]])[0]) > band.maximum


def _finding(view: NetworkView, what: str, things: Footprints, one: _Cut) -> Finding:
    name, holder = things.codes[one.thing], view.named([one.holder])[0]
    others, size = view.named(one.others), float(one.parts.area)
    word_zh, word_en = NAMES[what]
    fixes = tuple(
        Fix("take_whole", (code,), f"整体划归 {code}", f"Give all of it to {code}", homes, area)
        for code, homes, area in _takers(view, things, one)
    )
    return view.finding(
        RULE,
        Severity.WARNING,
        [one.holder, *one.others.tolist()],
        one.parts,
        (
            f"{word_zh} {name} 被网格边界切开：大部分在 {holder}，"
            f"{number(size)} 平方米在 {codes_zh(others)}{homes_zh(one.homes)}。",
            f"The {word_en} {name} is cut: most of it lies in {holder}, {number(size)} m² in"
            f" {codes_en(others)}{homes_en(one.homes)}.",
        ),
        households=one.homes,
        fixes=fixes,
        subject=f"{what} {name}",
    )


def _takers(
    view: NetworkView, things: Footprints, one: _Cut
) -> list[tuple[str, int | None, float]]:
    """Give what moves if the holder, or the first of the others, takes the whole thing."""
    whole = things.ground[[one.thing]]
    homes, area = view.homes_in(whole)[0], float(shapely.area(whole)[0])
    kept = None if homes is None or one.homes is None else homes - one.homes
    size = float(one.parts.area)
    return [
        (view.named([one.holder])[0], one.homes, size),
        (view.named([int(one.others[0])])[0], kept, area - size),
    ]
