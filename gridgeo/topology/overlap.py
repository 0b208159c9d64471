"""Rules ``overlap`` and ``duplicate``: ground that two grids of one network both claim.

A pair that covers the same ground altogether is a duplicate; any other is an overlap, also where
one grid lies wholly in the other. Thin overlaps are left to ``gridgeo.topology.sliver``.
"""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from gridgeo.domain.enums import Severity
from gridgeo.topology import dedicated
from gridgeo.topology.effects import is_effect
from gridgeo.topology.finding import Finding, Fix, mean_width_m
from gridgeo.topology.view import NetworkView
from gridgeo.topology.words import homes_en, homes_zh, size_en, size_zh

OVERLAP = "overlap"
DUPLICATE = "duplicate"
SAME_SHARE = 1.0 - 1e-6  # of the larger grid: what differs is rounding


def find_overlaps(view: NetworkView) -> list[Finding]:
    """Report each pair of grids that share ground, with the exact ground; slivers set aside."""
    return _find(view, thin=False)


def find_thin(view: NetworkView) -> list[Finding]:
    """Report each pair of grids that share a sliver."""
    return _find(view, thin=True)


def find_duplicates(view: NetworkView) -> list[Finding]:
    """Report each pair of grids that are the same ground twice."""
    return list(_findings(view, np.flatnonzero(_contested(view) & _same(view)), DUPLICATE))


def _find(view: NetworkView, *, thin: bool) -> list[Finding]:
    chosen = _contested(view) & ~_same(view)
    chosen[chosen] = view.is_sliver(view.overlaps.geometry[chosen]) == thin
    chosen[chosen] = ~is_effect(view, view.overlaps.geometry[chosen])
    return list(_findings(view, np.flatnonzero(chosen), OVERLAP))


def _contested(view: NetworkView) -> NDArray[np.bool_]:
    mask: NDArray[np.bool_] = view.overlaps.area_m2 >= view.least_area_m2
    return mask if view.kinds is None else mask & ~dedicated.is_conflict(view)


def _same(view: NetworkView) -> NDArray[np.bool_]:
    pairs = view.overlaps
    larger = np.maximum(view.area_m2[pairs.first], view.area_m2[pairs.second])
    mask: NDArray[np.bool_] = pairs.area_m2 >= SAME_SHARE * larger
    return mask


def _findings(view: NetworkView, rows: NDArray[np.intp], rule: str) -> Iterator[Finding]:
    geometry = view.overlaps.geometry[rows]
    widths, homes = mean_width_m(geometry), view.homes_in(geometry)
    for row, shape, width, households in zip(rows, geometry, widths, homes, strict=True):
        pair = [int(view.overlaps.first[row]), int(view.overlaps.second[row])]
        yield view.finding(
            rule,
            Severity.ERROR,
            pair,
            shape,
            _sentences(view, rule, pair, float(shape.area), float(width), households),
            households=households,
            fixes=_fixes(view, rule, pair, households, float(shape.area)),
        )


def _sentences(
    view: NetworkView, rule: str, pair: list[int], area: float, width: float, homes: int | None
) -> tuple[str, str]:
    first, second = (view.named([index])[0] for index in pair)
    if rule == DUPLICATE:
        return (
            f"网格 {first} 与 {second} 是同一块地，重复登记{homes_zh(homes)}。",
            f"Grids {first} and {second} are the same ground twice{homes_en(homes)}.",
        )
    return (
        f"网格 {first} 与 {second} 重叠 {size_zh(area, width)}{homes_zh(homes)}。",
        f"Grids {first} and {second} overlap by {size_en(area, width)}{homes_en(homes)}.",
    )


def _fixes(
    view: NetworkView, rule: str, pair: list[int], homes: int | None, area: float
) -> tuple[Fix, ...]:
    """Offer the ground to the smaller grid first: it would lose the greater share of itself."""
    ranked = sorted(pair, key=lambda index: (float(view.area_m2[index]), view.codes[index], index))
    codes = [view.named([index])[0] for index in ranked]
    if rule == DUPLICATE:
        return tuple(
            Fix("remove", (code,), f"停用重复的网格 {code}", f"Retire the copy {code}", homes, area)
            for code in reversed(codes)
        )
    return tuple(
        Fix("give_to", (code,), f"重叠部分划归 {code}", f"Give the ground to {code}", homes, area)
        for code in codes
    )
