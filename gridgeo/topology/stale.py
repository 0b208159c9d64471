"""Rule ``stale``: a grid whose households changed by more than a share since it was drawn."""

import numpy as np
from numpy.typing import NDArray

from gridgeo.domain.enums import CountUnit, Severity
from gridgeo.topology.finding import Finding, Fix
from gridgeo.topology.view import NetworkView

RULE = "stale"


def find(view: NetworkView) -> list[Finding]:
    """Report each grid that holds clearly more or fewer households than when it was drawn.

    Now is what the household points say, else the grids' counts; nothing where either is unknown.
    """
    now = _households_now(view)
    if view.drawn is None or now is None:
        return []
    change = np.abs(now - view.drawn)
    limit = np.maximum(view.thresholds.stale_share * view.drawn, view.thresholds.stale_households)
    rows = np.flatnonzero((view.drawn >= 0) & (change > limit))
    return [_finding(view, int(index), int(view.drawn[index]), int(now[index])) for index in rows]


def _households_now(view: NetworkView) -> NDArray[np.int64] | None:
    """Count the households of each grid today; a home on a border counts for the first grid."""
    if view.homes is None:
        return view.households if view.unit is CountUnit.HOUSEHOLDS else None
    home, grid = view.home_grids
    home, first = np.unique(home, return_index=True)
    counts = np.bincount(
        grid[first], weights=view.homes.households[home], minlength=len(view.codes)
    )
    return np.rint(counts).astype(np.int64)


def _finding(view: NetworkView, index: int, drawn: int, now: int) -> Finding:
    code, change = view.named([index])[0], now - drawn
    share = f"{abs(change) / drawn:.0%}" if drawn else "–"
    word_zh, word_en = ("增加", "more") if change > 0 else ("减少", "fewer")
    sentences = (
        f"网格 {code} 划定时 {drawn} 户，现有 {now} 户，{word_zh} {abs(change)} 户（{share}）。",
        f"Grid {code} had {drawn} households when it was drawn and has {now} now:"
        f" {abs(change)} {word_en} ({share}).",
    )
    fixes = (
        Fix("recount", (code,), "核实户数并更新", "Confirm the count and renew it", 0, 0.0),
        Fix("replan", (code,), "与相邻网格重新划分", "Divide it anew with its neighbours"),
    )
    return view.finding(
        RULE,
        Severity.WARNING,
        [index],
        view.ground[index],
        sentences,
        households=now,
        fixes=fixes,
    )
