"""Rule ``nesting``: a grid that must lie in one grid of another network, and does not.

Micro-grids and the base grids that they name are held to the same rule by
``gridgeo.topology.parent``.
"""

from gridgeo.topology.finding import Finding, Fix
from gridgeo.topology.relation import overlay
from gridgeo.topology.strays import Stray, divided_grids, lost_grids, stray_finding
from gridgeo.topology.view import NetworkView
from gridgeo.topology.words import codes_en, codes_zh

RULE = "nesting"


def find(view: NetworkView, other: NetworkView) -> list[Finding]:
    """Report each grid that leaves the one grid of the other network that it lies in, or has none.

    Both networks in the same CRS, in metres.
    """
    laid = overlay(view.ground, other.ground, other.thresholds.sliver_width_m)
    strays = (*lost_grids(view, other, laid), *divided_grids(view, other, laid))
    return [stray_finding(stray, RULE, _sentences(stray), _fixes) for stray in strays]


def _sentences(stray: Stray) -> tuple[str, str]:
    inner, outer, code, others = stray.inner, stray.outer, stray.code, stray.others
    if not stray.held:
        return (
            f"{inner.network} 的网格 {code} 不在 {outer.network} 的任何网格内",
            f"Grid {code} of {inner.network} lies in no grid of {outer.network}",
        )
    to_zh = f"，伸入 {codes_zh(others)}" if others else "，其余在该网络之外"
    to_en = f" and reaches into {codes_en(others)}" if others else " and leaves that network"
    return (
        f"{inner.network} 的网格 {code} 跨出 {outer.network} 的网格 {stray.held}{to_zh}",
        f"Grid {code} of {inner.network} lies in {stray.held} of {outer.network}{to_en}",
    )


def _fixes(stray: Stray, homes: int | None, area_m2: float) -> tuple[Fix, ...]:
    code, held = stray.code, stray.held
    if not held:
        words = ("在该网络中补划网格", "Draw a grid of that network there")
        return (Fix("new_grid", (code,), *words, homes, area_m2),)
    words = (f"把 {code} 收回到 {held} 之内", f"Clip {code} to {held}")
    return (
        Fix("clip", (code,), *words, homes, area_m2),
        Fix("split", (code,), f"沿边界拆分 {code}", f"Split {code} along the border", 0, 0.0),
    )
