"""Rule ``barrier``: a grid that reaches across a river, railway or trunk road with no way over it.

The planner's own rule, held against drawn grids: a bridge or crossing within reach of the stretch
inside the grid excuses it, and so do scraps of ground that inexact drawing leaves on the far side.
"""

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from gridgeo.domain.enums import Severity
from gridgeo.topology.finding import Finding, Fix
from gridgeo.topology.parted import met_by, part_ground, widened
from gridgeo.topology.surroundings import Bars
from gridgeo.topology.view import NetworkView
from gridgeo.topology.words import homes_en, homes_zh, number

RULE = "barrier"
NAMES_ZH = {"water": "河流", "railway": "铁路", "road": "干道"}
NAMES_EN = {"water": "a river", "railway": "a railway", "road": "a trunk road"}


def find(view: NetworkView) -> list[Finding]:
    """Report each grid with ground on both sides of a barrier that nobody gets across there."""
    bars = None if view.surroundings is None else view.surroundings.bars
    if bars is None or not len(bars.ground):
        return []
    wide, ways = widened(bars.ground), shapely.STRtree(bars.ways)
    # Pieces that lie apart are not contiguous, which is another fault: each is judged by itself.
    pieces, owner = shapely.get_parts(view.ground, return_index=True)
    parted = [
        (int(owner[row]), _part(view, bars, pieces[row], members, wide, ways))
        for row, members in met_by(pieces, wide)
    ]
    return [_finding(view, index, part) for index, part in parted if part is not None]


@dataclass(frozen=True, slots=True)
class _Part:
    """What a barrier parts from a grid: the ground beyond, its homes, and the stretch between."""

    beyond: BaseGeometry
    homes: int | None
    stretch: BaseGeometry
    kind: str


def _part(
    view: NetworkView,
    bars: Bars,
    ground: BaseGeometry,
    members: NDArray[np.intp],
    wide: NDArray[np.object_],
    ways: shapely.STRtree,
) -> _Part | None:
    """Part one piece of ground along the barriers in it; None where it hangs together."""
    barrier, limits = shapely.union_all(wide[members]), view.thresholds
    parted = part_ground(ground, barrier, ways, limits.crossing_m, limits)
    if len(parted.pieces) < 2:
        return None
    homes = view.homes_in(parted.pieces)
    beyond = parted.beyond(homes)
    if not beyond.any():
        return None
    far, stretch = shapely.union_all(parted.pieces[beyond]), shapely.union_all(parted.between)
    kinds = bars.kinds[members][shapely.intersects(wide[members], stretch)]
    apart = [count for count, there in zip(homes, beyond.tolist(), strict=True) if there]
    count = None if None in apart else sum(one for one in apart if one is not None)
    return _Part(far, count, stretch, str(kinds[0]) if len(kinds) else "water")


def _finding(view: NetworkView, index: int, part: _Part) -> Finding:
    code, size = view.named([index])[0], number(float(part.beyond.area))
    reach = number(view.thresholds.crossing_m)
    fixes = (
        Fix(
            *("split", (code,), "沿阻隔线拆分，对岸划归邻格", "Give the far side to a neighbour"),
            households=part.homes,
            area_m2=float(part.beyond.area),
        ),
        Fix(
            "add_crossing",
            (code,),
            "补录漏登的桥梁或通道",
            "Record a crossing that is missing",
            0,
            0.0,
        ),
    )
    return view.finding(
        RULE,
        Severity.WARNING,
        [index],
        part.stretch,
        (
            f"网格 {code} 被{NAMES_ZH[part.kind]}隔开，{reach} 米内没有通道，"
            f"对面有 {size} 平方米{homes_zh(part.homes)}。",
            f"Grid {code} reaches across {NAMES_EN[part.kind]} with no way over it within"
            f" {reach} m: {size} m² lie beyond{homes_en(part.homes)}.",
        ),
        households=part.homes,
        fixes=fixes,
    )
