"""Rule ``duplicate``: two grids of one network that are the same ground altogether."""

import numpy as np

from gridgeo.topology.contested import contest_findings, is_contested, is_same
from gridgeo.topology.finding import Finding, Fix
from gridgeo.topology.view import NetworkView
from gridgeo.topology.words import homes_en, homes_zh

RULE = "duplicate"


def find(view: NetworkView) -> list[Finding]:
    """Report each pair of grids that are the same ground twice."""
    rows = np.flatnonzero(is_contested(view) & is_same(view))
    return list(contest_findings(view, rows, RULE, _sentences, _fixes))


def _sentences(
    codes: tuple[str, ...], _area_m2: float, _width_m: float, homes: int | None
) -> tuple[str, str]:
    first, second = codes
    return (
        f"网格 {first} 与 {second} 是同一块地，重复登记{homes_zh(homes)}。",
        f"Grids {first} and {second} are the same ground twice{homes_en(homes)}.",
    )


def _fixes(codes: tuple[str, ...], area_m2: float, homes: int | None) -> tuple[Fix, ...]:
    return tuple(
        Fix("remove", (code,), f"停用重复的网格 {code}", f"Retire the copy {code}", homes, area_m2)
        for code in reversed(codes)
    )
