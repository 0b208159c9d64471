"""Rule ``overlap``: ground that two grids of one network both claim.

Also where one grid lies wholly in the other; a pair that covers the same ground altogether is left
to ``gridgeo.topology.duplicate``, a thin overlap to ``gridgeo.topology.sliver``.
"""

import numpy as np

from gridgeo.topology.contested import contest_findings, is_contested, is_same
from gridgeo.topology.effects import is_effect
from gridgeo.topology.finding import Finding, Fix
from gridgeo.topology.view import NetworkView
from gridgeo.topology.words import homes_en, homes_zh, size_en, size_zh

RULE = "overlap"


def find(view: NetworkView) -> list[Finding]:
    """Report each pair of grids that share ground, with the exact ground; slivers set aside."""
    return _find(view, thin=False)


def find_thin(view: NetworkView) -> list[Finding]:
    """Report each pair of grids that share a sliver."""
    return _find(view, thin=True)


def _find(view: NetworkView, *, thin: bool) -> list[Finding]:
    chosen = is_contested(view) & ~is_same(view)
    chosen[chosen] = view.is_sliver(view.overlaps.geometry[chosen]) == thin
    chosen[chosen] = ~is_effect(view, view.overlaps.geometry[chosen])
    return list(contest_findings(view, np.flatnonzero(chosen), RULE, _sentences, _fixes))


def _sentences(
    codes: tuple[str, ...], area_m2: float, width_m: float, homes: int | None
) -> tuple[str, str]:
    first, second = codes
    return (
        f"网格 {first} 与 {second} 重叠 {size_zh(area_m2, width_m)}{homes_zh(homes)}。",
        f"Grids {first} and {second} overlap by {size_en(area_m2, width_m)}{homes_en(homes)}.",
    )


def _fixes(codes: tuple[str, ...], area_m2: float, homes: int | None) -> tuple[Fix, ...]:
    """Offer the ground to the smaller grid first: it would lose the greater share of itself."""
    return tuple(
        Fix(
            "give_to", (code,), f"重叠部分划归 {code}", f"Give the ground to {code}", homes, area_m2
        )
        for code in codes
    )
