"""Rule ``dedicated``: ground that a dedicated grid and a base grid both claim.

Where the network cuts dedicated grids out of the base grids, the base grid must end at their
border. Where it lays them over, nothing here is asked of them: they are checked by themselves.
"""

import numpy as np
from numpy.typing import NDArray

from gridgeo.domain.enums import GridKind, Severity
from gridgeo.topology.finding import Finding, Fix, mean_width_m
from gridgeo.topology.view import NetworkView
from gridgeo.topology.words import homes_en, homes_zh, size_en, size_zh

RULE = "dedicated"


def is_conflict(view: NetworkView) -> NDArray[np.bool_]:
    """Say which overlaps of the view lie between a dedicated grid and another one."""
    dedicated = view.is_kind(GridKind.DEDICATED)
    mask: NDArray[np.bool_] = dedicated[view.overlaps.first] != dedicated[view.overlaps.second]
    return mask


def find(view: NetworkView) -> list[Finding]:
    """Report each pair of a dedicated and another grid that share ground."""
    if view.kinds is None:
        return []
    rows = np.flatnonzero(is_conflict(view) & (view.overlaps.area_m2 >= view.least_area_m2))
    ground = view.overlaps.geometry[rows]
    widths, homes = mean_width_m(ground), view.homes_in(ground)
    return [
        _finding(view, int(row), float(widths[number]), homes[number])
        for number, row in enumerate(rows)
    ]


def _finding(view: NetworkView, row: int, width: float, homes: int | None) -> Finding:
    pair = [int(view.overlaps.first[row]), int(view.overlaps.second[row])]
    if not view.is_kind(GridKind.DEDICATED)[pair[0]]:
        pair.reverse()
    place, base = (view.named([index])[0] for index in pair)
    ground = view.overlaps.geometry[row]
    size = (float(ground.area), width)
    fixes = (
        Fix("cut_out", (base,), f"从 {base} 中切出", f"Cut it out of {base}", homes, size[0]),
        Fix("clip", (place,), f"{place} 让出重叠部分", f"Clip {place}", homes, size[0]),
    )
    return view.finding(
        RULE,
        Severity.ERROR,
        pair,
        ground,
        (
            f"专属网格 {place} 与网格 {base} 都占有 {size_zh(*size)}{homes_zh(homes)}。",
            f"The dedicated grid {place} and {base} both claim {size_en(*size)}{homes_en(homes)}.",
        ),
        households=homes,
        fixes=fixes,
    )
