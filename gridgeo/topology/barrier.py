"""Rule ``barrier``: a grid that reaches across a river, railway or trunk road with no way over it.

The planner's own rule, held against drawn grids: a bridge or crossing within reach of the stretch
inside the grid excuses it, and so do scraps of ground that inexact drawing leaves on the far side.
"""

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components
from shapely.geometry.base import BaseGeometry

from gridgeo.domain.enums import Severity
from gridgeo.geometry.shapes import object_array, polygonal
from gridgeo.topology.finding import Finding, Fix, mean_width_m
from gridgeo.topology.surroundings import Bars
from gridgeo.topology.view import NetworkView
from gridgeo.topology.words import homes_en, homes_zh, number

RULE = "barrier"
HALF_WIDTH_M = 0.05  # ground that a line is given, so that it parts polygons
NAMES_ZH = {"water": "河流", "railway": "铁路", "road": "干道"}
NAMES_EN = {"water": "a river", "railway": "a railway", "road": "a trunk road"}


def find(view: NetworkView) -> list[Finding]:
    """Report each grid with ground on both sides of a barrier that nobody gets across there."""
    bars = None if view.surroundings is None else view.surroundings.bars
    if bars is None or not len(bars.ground):
        return []
    lines = shapely.get_dimensions(bars.ground) < 2
    wide = np.where(lines, shapely.buffer(bars.ground, HALF_WIDTH_M, quad_segs=1), bars.ground)
    # Pieces that lie apart are not contiguous, which is another fault: each is judged by itself.
    pieces, owner = shapely.get_parts(view.ground, return_index=True)
    bar, piece = shapely.STRtree(pieces).query(wide, predicate="intersects")
    order = np.lexsort((bar, piece))
    rows, starts = np.unique(piece[order], return_index=True)
    met = np.split(bar[order], starts[1:]) if len(rows) else []
    ways = shapely.STRtree(bars.ways)
    parted = [
        (int(owner[row]), _part(view, bars, pieces[row], members, wide, ways))
        for row, members in zip(rows, met, strict=True)
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
    barrier = shapely.union_all(wide[members])
    pieces = _large(view, shapely.difference(ground, barrier))
    if len(pieces) < 2:
        return None
    stretches = shapely.get_parts(shapely.intersection(ground, barrier))
    bridged = np.zeros(len(stretches), dtype=bool)
    reach = view.thresholds.crossing_m
    bridged[ways.query(stretches, predicate="dwithin", distance=reach)[0]] = True
    side = _sides(pieces, stretches[bridged])
    homes = view.homes_in(pieces)
    weight = np.array(shapely.area(pieces) if homes[0] is None else homes, dtype=np.float64)
    total = np.bincount(side, weights=weight)
    beyond = side != np.argmax(total)
    if not weight[beyond].sum():
        return None  # nobody lives there: nobody has to get across
    far, between = shapely.union_all(pieces[beyond]), stretches[~bridged]
    kinds = bars.kinds[members][shapely.intersects(wide[members], shapely.union_all(between))]
    count = None if homes[0] is None else int(weight[beyond].sum())
    return _Part(far, count, shapely.union_all(between), str(kinds[0]) if len(kinds) else "water")


def _large(view: NetworkView, ground: BaseGeometry) -> NDArray[np.object_]:
    """Keep the pieces of a parted grid that are more than scraps."""
    pieces = shapely.get_parts(polygonal(object_array([ground])))
    keep = shapely.area(pieces) >= view.thresholds.barrier_part_m2
    keep &= mean_width_m(pieces) >= view.thresholds.barrier_part_m
    return np.asarray(pieces[keep])


def _sides(pieces: NDArray[np.object_], bridged: NDArray[np.object_]) -> NDArray[np.int32]:
    """Label pieces alike that a bridged stretch joins."""
    touch = 2 * HALF_WIDTH_M
    stretch, piece = shapely.STRtree(pieces).query(bridged, predicate="dwithin", distance=touch)
    size = len(pieces) + len(bridged)
    ends = (piece, len(pieces) + stretch)
    graph = coo_array((np.ones(len(piece)), ends), shape=(size, size))
    labels: NDArray[np.int32] = connected_components(graph, directed=False)[1][: len(pieces)]
    return np.unique(labels, return_inverse=True)[1].astype(np.int32)


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
