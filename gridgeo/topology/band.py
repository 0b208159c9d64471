"""Rule ``band``: a grid whose count lies under or over the network's standard."""

import numpy as np

from gridgeo.domain.band import HouseholdBand
from gridgeo.domain.enums import Severity
from gridgeo.topology.finding import Finding, Fix
from gridgeo.topology.view import NetworkView

RULE = "band"


def find(view: NetworkView) -> list[Finding]:
    """Report each grid outside the band; nothing where no band or no counts are given."""
    if view.band is None or view.households is None:
        return []
    count, band = view.households, view.band
    outside = (count < band.minimum) | (count > band.maximum)
    return [_finding(view, band, int(index)) for index in np.flatnonzero(outside)]


def _finding(view: NetworkView, band: HouseholdBand, index: int) -> Finding:
    count = int(view.households[index]) if view.households is not None else 0
    code = view.named([index])[0]
    if count > band.maximum:
        zh, en = f"超出上限 {count - band.maximum} 户", f"{count - band.maximum} over the most"
        fix = Fix(
            "split", (code,), "拆分，或把边缘划给户数少的邻格", "Split it, or push its border in"
        )
    else:
        zh, en = f"低于下限 {band.minimum - count} 户", f"{band.minimum - count} under the least"
        fix = Fix(
            "merge", (code,), "并入相邻网格，或向外推移边界", "Merge it, or push its border out"
        )
    sentences = (
        f"网格 {code} 有 {count} 户，{zh}（标准 {band.minimum}–{band.maximum} 户）。",
        f"Grid {code} has {count} households, {en} (the band is {band.minimum}-{band.maximum}).",
    )
    return view.finding(
        RULE,
        Severity.WARNING,
        [index],
        view.ground[index],
        sentences,
        households=count,
        fixes=(fix,),
    )
