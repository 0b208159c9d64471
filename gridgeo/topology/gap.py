"""Rule ``gap``: ground of the area that no grid covers.

With a boundary that is every uncovered place in it; without one, every hole that the grids enclose.
Thin gaps are left to ``gridgeo.topology.sliver``.
"""

import numpy as np
from numpy.typing import NDArray

from gridgeo.domain.enums import Severity
from gridgeo.geometry.arrangement import bordering
from gridgeo.topology.effects import is_effect
from gridgeo.topology.finding import Finding, Fix, mean_width_m
from gridgeo.topology.view import NetworkView
from gridgeo.topology.words import codes_en, codes_zh, homes_en, homes_zh, size_en, size_zh

RULE = "gap"


def find(view: NetworkView) -> list[Finding]:
    """Report each gap as a polygon of its own, with the grids around it; slivers set aside."""
    return _find(view, thin=False)


def find_thin(view: NetworkView) -> list[Finding]:
    """Report each gap that is a sliver."""
    return _find(view, thin=True)


def _find(view: NetworkView, *, thin: bool) -> list[Finding]:
    gaps = gap_polygons(view)
    gaps = gaps[view.is_sliver(gaps) == thin]
    gaps = gaps[~is_effect(view, gaps)]
    face, grid, length = bordering(gaps, view.tree)
    widths, homes = mean_width_m(gaps), view.homes_in(gaps)
    found = []
    for row, gap in enumerate(gaps):
        near = slice(*np.searchsorted(face, [row, row + 1]))
        around = grid[near][np.lexsort((grid[near], -length[near]))]
        codes = view.named(around)
        size = (float(gap.area), float(widths[row]))
        found.append(
            view.finding(
                RULE,
                Severity.ERROR,
                around,
                gap,
                _sentences(codes, size, homes[row]),
                households=homes[row],
                fixes=_fixes(view, around, homes[row], size[0]),
                placed=True,
            )
        )
    return found


def gap_polygons(view: NetworkView) -> NDArray[np.object_]:
    """Give the uncovered places of at least the view's least area.

    No two bare faces share a border: on one side of every edge lies a polygon, or the outside.
    """
    plane = view.arrangement
    bare = (plane.count == 0) & plane.inside & (plane.area_m2 >= view.least_area_m2)
    return np.asarray(plane.faces[bare])


def _sentences(
    codes: tuple[str, ...], size: tuple[float, float], homes: int | None
) -> tuple[str, str]:
    where_zh = f"，与网格 {codes_zh(codes)} 相邻" if codes else ""
    where_en = f" beside {codes_en(codes)}" if codes else ""
    return (
        f"有一处空白，{size_zh(*size)}{where_zh}{homes_zh(homes)}。",
        f"No grid covers {size_en(*size)}{where_en}{homes_en(homes)}.",
    )


def _fixes(
    view: NetworkView, around: NDArray[np.intp], homes: int | None, area: float
) -> tuple[Fix, ...]:
    """Offer the gap to the neighbours by shared border, and as a grid of its own."""
    fixes = [
        Fix("give_to", (code,), f"空白划归 {code}", f"Give the ground to {code}", homes, area)
        for code in (view.named([int(grid)])[0] for grid in around[:3])
    ]
    new = Fix("new_grid", (), "为这块地新建网格", "Draw a new grid for it", homes, area)
    return (*fixes, new)
