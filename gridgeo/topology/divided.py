"""Rule ``divided``: a grid that cannot be patrolled as drawn.

Whoever walks it does not get to all of it without leaving it: a river, a railway, a trunk road or a
wall lies between, with no way across inside the grid, or its pieces meet in a corner at most. What
`barrier` and `contiguity` report of a grid is not reported again; patrols ask for all divisions.
"""

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from gridgeo.domain.enums import Severity
from gridgeo.topology import barrier, contiguity
from gridgeo.topology.finding import Finding, Fix
from gridgeo.topology.parted import Parted, met_by, part_ground, widened
from gridgeo.topology.surroundings import Bars
from gridgeo.topology.view import NetworkView
from gridgeo.topology.words import homes_en, homes_zh, number

RULE = "divided"
CORNER, APART = "corner", "apart"
CAUSES_ZH = {**barrier.NAMES_ZH, "wall": "围墙", CORNER: "仅角点相接", APART: "互不相连"}
CAUSES_EN = {
    **barrier.NAMES_EN,
    "wall": "a wall",
    CORNER: "a corner in which its pieces meet",
    APART: "ground of others",
}


@dataclass(frozen=True, slots=True)
class Division:
    """How a grid falls into parts between which nobody walks inside it.

    Attributes
    ----------
    grid : int
        Its row in the view.
    parts : int
    causes : tuple of str
        ``water``, ``railway``, ``road``, ``wall``, ``corner`` or ``apart``, sorted.
    beyond : BaseGeometry
        The ground apart from the part with the most homes (the most ground where none are known).
    households : int or None
        Those beyond; None where they are not known.
    """

    grid: int
    parts: int
    causes: tuple[str, ...]
    beyond: BaseGeometry
    households: int | None

    @property
    def zh(self) -> str:
        """The causes in Chinese."""
        return "、".join(CAUSES_ZH[cause] for cause in self.causes)

    @property
    def en(self) -> str:
        """The causes in English."""
        return " and ".join(CAUSES_EN[cause] for cause in self.causes)


def find(view: NetworkView) -> list[Finding]:
    """Report each divided grid of which no other rule says so already."""
    found = divisions(view)
    rows = np.array([one.grid for one in found], dtype=np.intp)
    some = view.take(rows)
    known = {one.codes for rule in (barrier, contiguity) for one in rule.find(some)}
    return [_finding(view, one) for row, one in enumerate(found) if some.named([row]) not in known]


def divisions(view: NetworkView) -> list[Division]:
    """Give every grid that cannot be patrolled as drawn, whatever else is wrong with it."""
    bars = _bars(view)
    wide, ways = widened(bars.ground), shapely.STRtree(bars.ways)
    met = dict(met_by(view.ground, wide))
    several = np.flatnonzero(shapely.get_num_geometries(view.ground) > 1).tolist()
    none = np.empty(0, dtype=np.intp)
    found = []
    for grid in sorted({*met, *several}):
        members = met.get(grid, none)
        ground, walls = view.ground[grid], shapely.union_all(wide[members])
        parted = part_ground(ground, walls, ways, view.thresholds.passage_m, view.thresholds)
        if len(parted.pieces) > 1:
            kinds = bars.kinds[members][
                shapely.intersects(wide[members], shapely.union_all(parted.between))
            ]
            found += _division(view, grid, parted, set(kinds.tolist()))
    return found


def _bars(view: NetworkView) -> Bars:
    """Give all that a walker does not get across, walls too."""
    around = view.surroundings
    known = [] if around is None else [one for one in (around.bars, around.walls) if one]
    if not known:
        nothing = np.empty(0, dtype=object)
        return Bars(nothing, np.empty(0, dtype=np.str_), nothing)
    ground, kinds, ways = (
        np.concatenate([getattr(one, name) for one in known])
        for name in ("ground", "kinds", "ways")
    )
    return Bars(ground, kinds, ways)


def _division(view: NetworkView, grid: int, parted: Parted, kinds: set[str]) -> list[Division]:
    homes = view.homes_in(parted.pieces)
    beyond = parted.beyond(homes)
    if not beyond.any():
        return []
    apart = [count for count, there in zip(homes, beyond.tolist(), strict=True) if there]
    count = None if None in apart else sum(one for one in apart if one is not None)
    causes = tuple(sorted(kinds | _drawn(view.ground[grid], parted.pieces[beyond])))
    sides = len(np.unique(parted.side))
    return [Division(grid, sides, causes, shapely.union_all(parted.pieces[beyond]), count)]


def _drawn(ground: BaseGeometry, beyond: NDArray[np.object_]) -> set[str]:
    """Say whether pieces of the drawing itself lie beyond, and whether they meet in a corner."""
    pieces = shapely.get_parts(ground)
    if len(pieces) < 2:
        return set()
    inside = shapely.point_on_surface(beyond)
    far = np.zeros(len(pieces), dtype=bool)
    far[shapely.STRtree(pieces).query(inside, predicate="intersects")[1]] = True
    if far.all():
        return set()
    touching = shapely.intersects(pieces[far][:, None], pieces[~far][None, :]).any()
    return {CORNER if touching else APART}


def _finding(view: NetworkView, one: Division) -> Finding:
    code, area = view.named([one.grid])[0], float(one.beyond.area)
    cost = (one.households, area)
    fixes = (
        Fix("give_parts", (code,), "走不到的部分划归相邻网格", "Give what lies beyond away", *cost),
        Fix("split", (code,), "每部分各成一个网格", "Make each part a grid of its own", *cost),
        Fix("add_crossing", (code,), "补录漏登的通道", "Record a way that is missing", 0, 0.0),
    )
    sentences = (
        f"网格 {code} 按现状无法走遍：格内因{one.zh}分成 {one.parts} 部分，{number(area)} 平方米"
        f"不出网格走不到{homes_zh(one.households)}。",
        f"Grid {code} cannot be patrolled as drawn: {one.en} divides it into {one.parts} parts;"
        f" {number(area)} m² cannot be walked to inside it{homes_en(one.households)}.",
    )
    return view.finding(
        RULE,
        Severity.WARNING,
        [one.grid],
        one.beyond,
        sentences,
        households=one.households,
        fixes=fixes,
    )
