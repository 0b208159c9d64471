"""Rule ``hole``: a grid that surrounds other grids, which can be reached through it alone.

A hole that no grid fills is a gap and left to that rule; a dedicated grid is meant to lie within.
"""

import numpy as np
import shapely
from numpy.typing import NDArray

from gridgeo.domain.enums import GridKind, Severity
from gridgeo.geometry.shapes import object_array
from gridgeo.topology.finding import Finding, Fix
from gridgeo.topology.view import NetworkView
from gridgeo.topology.words import codes_en, codes_zh, number

RULE = "hole"


def find(view: NetworkView) -> list[Finding]:
    """Report each grid with a hole that holds other base grids."""
    holes, owner = _holes(view)
    if not len(holes):
        return []
    middles = shapely.point_on_surface(view.ground)
    hole, inner = shapely.STRtree(middles).query(holes, predicate="contains")
    base = ~view.is_kind(GridKind.DEDICATED)
    chosen = base[inner] & base[owner[hole]] & (inner != owner[hole])
    hole, inner = hole[chosen], inner[chosen]
    return [
        _finding(view, int(owner[number]), np.unique(inner[hole == number]), holes[number])
        for number in np.unique(hole)
    ]


def _holes(view: NetworkView) -> tuple[NDArray[np.object_], NDArray[np.intp]]:
    """Give the holes of all grids as polygons, and whose each is."""
    parts, owner = shapely.get_parts(view.ground, return_index=True)
    holed = shapely.get_num_interior_rings(parts) > 0
    rings, part = shapely.get_rings(parts[holed], return_index=True)
    first = np.unique(part, return_index=True)[1]  # the shell comes before its holes
    inner = np.ones(len(rings), dtype=bool)
    inner[first] = False
    holes = np.asarray(shapely.polygons(rings[inner]), dtype=object)
    large = shapely.area(holes) >= view.least_area_m2
    return holes[large], owner[holed][part[inner]][large]


def _finding(
    view: NetworkView, index: int, inner: NDArray[np.intp], hole: shapely.Polygon
) -> Finding:
    code, others = view.named([index])[0], view.named(inner)
    count = view.homes_in(object_array([hole]))[0]
    sentences = (
        f"网格 {code} 中间有洞，围住了网格 {codes_zh(others)}，{number(hole.area)} 平方米。",
        f"Grid {code} has a hole of {number(hole.area)} m² that holds {codes_en(others)}.",
    )
    fixes = (
        Fix("merge", (*others, code), f"并入 {code}", f"Merge into {code}", count, hole.area),
        Fix("split", (code,), f"将 {code} 分到洞的两侧", f"Split {code} on both sides of the hole"),
    )
    return view.finding(
        RULE,
        Severity.INFO,
        [index, *inner.tolist()],
        hole,
        sentences,
        households=count,
        fixes=fixes,
        subject=code,
    )
