"""Rule ``band``: a grid whose count lies under or over the network's standard.

It says what the count is made of, where the households are known, and which neighbours could take
what is too much, or give what is missing.
"""

import numpy as np
from numpy.typing import NDArray

from gridgeo.domain.band import HouseholdBand
from gridgeo.domain.enums import BandStatus, Severity
from gridgeo.topology.finding import Finding, Fix
from gridgeo.topology.neighbours import Neighbours, neighbours
from gridgeo.topology.view import NetworkView

RULE = "band"
IN_BAND = BandStatus.IN_BAND
MOST_PLACES = 3  # of the largest addresses are named


def find(view: NetworkView) -> list[Finding]:
    """Report each grid outside its band; nothing where no band or no counts are given."""
    if view.band is None or view.households is None:
        return []
    counts = view.households
    outside = [
        (index, band)
        for index, band in enumerate(view.bands)
        if band is not None and band.status(int(counts[index])) is not IN_BAND
    ]
    rows = np.array([index for index, _ in outside], dtype=np.intp)
    beside = neighbours(view, rows)
    places = _Places(view, rows)
    return [
        _finding(view, band, index, beside.of(number), places.of(index))
        for number, (index, band) in enumerate(outside)
    ]


class _Places:
    """Households at each place of some grids, the largest first."""

    def __init__(self, view: NetworkView, rows: NDArray[np.intp]) -> None:
        home, grid = view.home_grids
        wanted = np.isin(grid, rows)
        home, grid = home[wanted], grid[wanted]
        counts = view.homes.households[home] if view.homes is not None else home
        order = np.lexsort((home, -counts, grid))
        self._grid, self._counts = grid[order], counts[order]

    def of(self, index: int) -> NDArray[np.int64]:
        first, last = np.searchsorted(self._grid, [index, index + 1])
        counts = self._counts[first:last]
        return np.asarray(counts[counts > 0], dtype=np.int64)


def _finding(
    view: NetworkView,
    band: HouseholdBand,
    index: int,
    beside: Neighbours,
    places: NDArray[np.int64],
) -> Finding:
    assert view.households is not None  # noqa: S101 - without counts nothing is outside a band
    count, code = int(view.households[index]), view.named([index])[0]
    if count > band.maximum:
        zh, en = f"超出上限 {count - band.maximum} 户", f"{count - band.maximum} over the most"
        fixes = _relief(view, band, index, beside)
    else:
        zh, en = f"低于下限 {band.minimum - count} 户", f"{band.minimum - count} under the least"
        fixes = _growth(view, band, index, beside)
    made_zh, made_en = _made_of(places)
    sentences = (
        f"网格 {code} 有 {count} 户，{zh}（标准 {band.minimum}–{band.maximum} 户）{made_zh}。",
        f"Grid {code} has {count} households, {en} (the band is"
        f" {band.minimum}-{band.maximum}){made_en}.",
    )
    return view.finding(
        RULE,
        Severity.WARNING,
        [index],
        view.ground[index],
        sentences,
        households=count,
        fixes=fixes,
    )


def _made_of(places: NDArray[np.int64]) -> tuple[str, str]:
    """Say what a count is made of: how many addresses, and the largest of them."""
    if not len(places):
        return "", ""
    largest = [str(count) for count in places[:MOST_PLACES]]
    return (
        f"：共 {len(places)} 处住址，最大的有 {'、'.join(largest)} 户",
        f": {len(places)} addresses, the largest with {', '.join(largest)}",
    )


def _relief(
    view: NetworkView, band: HouseholdBand, index: int, beside: Neighbours
) -> tuple[Fix, ...]:
    """Offer to push the border in towards a neighbour with room, or to split the grid."""
    assert view.households is not None  # noqa: S101 - as above
    count, code = int(view.households[index]), view.named([index])[0]
    excess = count - band.maximum
    fixes = [
        Fix(
            "push_border",
            (code, other),
            f"把 {excess} 户划给相邻网格 {other}",
            f"Push the border in: {excess} households to {other}",
            households=excess,
        )
        for other in _with_room(view, beside, excess)
    ]
    if count >= 2 * band.minimum:
        half = count // 2
        split = Fix(
            "split",
            (code,),
            "拆分为两个网格",
            "Split it in two",
            half,
            float(view.area_m2[index]) / 2,
        )
        fixes.append(split)
    if not fixes:
        fixes = [
            Fix("split", (code,), "与相邻网格一起重新划分", "Divide it anew with its neighbours")
        ]
    return tuple(sorted(fixes, key=lambda fix: fix.households or 0))


def _growth(
    view: NetworkView, band: HouseholdBand, index: int, beside: Neighbours
) -> tuple[Fix, ...]:
    """Offer to take from a neighbour that can spare it, or to merge with one that has room."""
    assert view.households is not None  # noqa: S101 - as above
    count, code = int(view.households[index]), view.named([index])[0]
    missing = band.minimum - count
    fixes = [
        Fix(
            "push_border",
            (other, code),
            f"从相邻网格 {other} 划入 {missing} 户",
            f"Push the border out: {missing} households from {other}",
            households=missing,
        )
        for other in _with_room(view, beside, -missing)
    ]
    fixes += [
        Fix(
            "merge",
            (code, other),
            f"并入相邻网格 {other}",
            f"Merge it into {other}",
            households=count,
            area_m2=float(view.area_m2[index]),
        )
        for other in _with_room(view, beside, count)
    ]
    if not fixes:
        fixes = [
            Fix("merge", (code,), "与相邻网格一起重新划分", "Divide it anew with its neighbours")
        ]
    return tuple(sorted(fixes, key=lambda fix: fix.households or 0))


def _with_room(view: NetworkView, beside: Neighbours, change: int) -> list[str]:
    """Name the neighbour, along the longest border, that stays in its band with such a change."""
    assert view.households is not None  # noqa: S101 - as above
    for other in beside.grids:
        band = view.bands[other]
        if band is not None and band.status(int(view.households[other]) + change) is IN_BAND:
            return [view.named([int(other)])[0]]
    return []
