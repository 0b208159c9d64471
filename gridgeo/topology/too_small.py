"""Rule ``too_small``: a grid with so little ground that it was left over from drawing."""

import numpy as np

from gridgeo.domain.enums import GridKind, Severity
from gridgeo.topology.finding import Finding, Fix
from gridgeo.topology.neighbours import Neighbours, neighbours
from gridgeo.topology.view import NetworkView
from gridgeo.topology.words import homes_en, homes_zh, number

RULE = "too_small"


def find(view: NetworkView) -> list[Finding]:
    """Report each base or micro-grid below the least size; one without any ground is `invalid`."""
    small = (view.area_m2 > 0) & (view.area_m2 < view.thresholds.min_grid_m2)
    rows = np.flatnonzero(small & ~view.is_kind(GridKind.DEDICATED))
    if not len(rows):
        return []
    beside, homes = neighbours(view, rows), view.homes_in(view.ground[rows])
    return [
        _finding(view, int(index), beside.of(row), homes[row]) for row, index in enumerate(rows)
    ]


def _finding(view: NetworkView, index: int, beside: Neighbours, homes: int | None) -> Finding:
    code, area = view.named([index])[0], float(view.area_m2[index])
    fixes = tuple(
        Fix("merge", (code, other), f"并入 {other}", f"Merge it into {other}", homes, area)
        for other in (view.named([int(grid)])[0] for grid in beside.grids[:2])
    )
    alone = Fix("remove", (code,), "停用该网格", "Retire it", homes, area)
    return view.finding(
        RULE,
        Severity.WARNING,
        [index],
        view.ground[index],
        (
            f"网格 {code} 只有 {number(area)} 平方米{homes_zh(homes)}。",
            f"Grid {code} has only {number(area)} m² of ground{homes_en(homes)}.",
        ),
        households=homes,
        fixes=(*fixes, alone),
    )
