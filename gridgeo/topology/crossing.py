"""Rule ``crossing``: a grid of another network that this network's borders cut."""

from gridgeo.topology.finding import Finding, Fix, Part
from gridgeo.topology.relation import overlay
from gridgeo.topology.strays import Stray, divided_grids, stray_finding
from gridgeo.topology.view import NetworkView
from gridgeo.topology.words import MOST_NAMED, number

RULE = "crossing"


def find(view: NetworkView, other: NetworkView) -> list[Finding]:
    """Report each grid of the other network that lies in several grids of the view.

    Both networks in the same CRS, in metres. One that lies in none is no crossing.
    """
    laid = overlay(other.ground, view.ground, view.thresholds.sliver_width_m)
    return [
        stray_finding(stray, RULE, _sentences(stray), _fixes)
        for stray in divided_grids(other, view, laid)
    ]


def _sentences(stray: Stray) -> tuple[str, str]:
    """Say how the other network's grids divide a grid, with the households on each side."""
    inner, outer, code, parts = stray.inner, stray.outer, stray.code, stray.parts
    more = len(parts) - MOST_NAMED
    zh = "、".join(_side(part, "无网格", "户", "平方米") for part in parts[:MOST_NAMED])
    en = ", ".join(_side(part, "no grid", " households", " m²") for part in parts[:MOST_NAMED])
    zh += f"等 {len(parts)} 处" if more > 0 else ""
    en += f" and {more} more" if more > 0 else ""
    return (
        f"{inner.network} 的网格 {code} 被 {outer.network} 的网格切开（{zh}），不在其主要部分内的",
        f"Grid {code} of {inner.network} is cut by grids of {outer.network} ({en}); outside the"
        " largest part lie",
    )


def _side(part: Part, nobody: str, homes: str, ground: str) -> str:
    """Write a part as its grid and the households in it, or its ground where nobody counted."""
    if part.households is None:
        return f"{part.code or nobody} {number(part.area_m2)}{ground}"
    return f"{part.code or nobody} {part.households}{homes}"


def _fixes(stray: Stray, homes: int | None, area_m2: float) -> tuple[Fix, ...]:
    code, held = stray.code, stray.held
    words = (f"把 {code} 整个划归 {held}", f"Give all of {code} to {held}")
    return (Fix("take_whole", (held, code), *words, homes, area_m2),)
