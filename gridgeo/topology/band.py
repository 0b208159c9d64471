"""Rule ``band``: a grid whose count lies under or over the network's standard.

It says what the count is made of, where the households are known, and which neighbours could take
what is too much, or give what is missing.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gridgeo.domain.band import HouseholdBand
from gridgeo.domain.enums import BandStatus, CountUnit, Severity
from gridgeo.topology.composition import Composition
from gridgeo.topology.finding import Finding, Fix
from gridgeo.topology.neighbours import Neighbours, neighbours
from gridgeo.topology.view import NetworkView

RULE = "band"
IN_BAND = BandStatus.IN_BAND


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
    beside, made = neighbours(view, rows), Composition.of(view, rows)
    return [
        _finding(_Case(view, counts, index, band, beside.of(number)), made)
        for number, (index, band) in enumerate(outside)
    ]


@dataclass(frozen=True, slots=True)
class _Case:
    """A grid outside its band, and who is beside it."""

    view: NetworkView
    counts: NDArray[np.int64]
    index: int
    band: HouseholdBand
    beside: Neighbours

    @property
    def code(self) -> str:
        return self.view.named([self.index])[0]

    @property
    def count(self) -> int:
        return int(self.counts[self.index])

    @property
    def words(self) -> tuple[str, str]:
        """What is counted, in both languages."""
        return ("人", "persons") if self.view.unit is CountUnit.PERSONS else ("户", "households")

    def households(self, count: int) -> int | None:
        """Give a count where it is one of households."""
        return None if self.view.unit is CountUnit.PERSONS else count

    def with_room(self, change: int) -> list[str]:
        """Name the neighbour, along the longest border, that stays in its band with a change."""
        for other in self.beside.grids:
            band = self.view.bands[other]
            if band is not None and band.status(int(self.counts[other]) + change) is IN_BAND:
                return [self.view.named([int(other)])[0]]
        return []


def _finding(case: _Case, made: Composition) -> Finding:
    count, band, (zh, en) = case.count, case.band, case.words
    if count > band.maximum:
        by_zh = f"超出上限 {count - band.maximum} {zh}"
        by_en = f"{count - band.maximum} over the most"
        fixes = _relief(case)
    else:
        by_zh = f"低于下限 {band.minimum - count} {zh}"
        by_en = f"{band.minimum - count} under the least"
        fixes = _growth(case)
    made_zh, made_en = made.sentence(case.index)
    sentences = (
        f"网格 {case.code} 有 {count} {zh}，{by_zh}"
        f"（标准 {band.minimum}–{band.maximum} {zh}）{made_zh}。",
        f"Grid {case.code} has {count} {en}, {by_en} (the band is"
        f" {band.minimum}-{band.maximum}){made_en}.",
    )
    return case.view.finding(
        RULE,
        Severity.WARNING,
        [case.index],
        case.view.ground[case.index],
        sentences,
        households=case.households(count),
        fixes=fixes,
    )


def _relief(case: _Case) -> tuple[Fix, ...]:
    """Offer to push the border in towards a neighbour with room, or to split the grid."""
    code, excess, (zh, en) = case.code, case.count - case.band.maximum, case.words
    moves = [
        (
            excess,
            Fix(
                "push_border",
                (code, other),
                f"把 {excess} {zh}划给相邻网格 {other}",
                f"Push the border in: {excess} {en} to {other}",
                case.households(excess),
            ),
        )
        for other in case.with_room(excess)
    ]
    if case.count >= 2 * case.band.minimum:
        half, ground = case.count // 2, float(case.view.area_m2[case.index]) / 2
        words = ("拆分为两个网格", "Split it in two")
        moves.append((half, Fix("split", (code,), *words, case.households(half), ground)))
    return _ranked(moves, "split", code)


def _growth(case: _Case) -> tuple[Fix, ...]:
    """Offer to take from a neighbour that can spare it, or to merge with one that has room."""
    code, missing, (zh, en) = case.code, case.band.minimum - case.count, case.words
    moves = [
        (
            missing,
            Fix(
                "push_border",
                (other, code),
                f"从相邻网格 {other} 划入 {missing} {zh}",
                f"Push the border out: {missing} {en} from {other}",
                case.households(missing),
            ),
        )
        for other in case.with_room(-missing)
    ]
    for other in case.with_room(case.count):
        ground, words = (
            float(case.view.area_m2[case.index]),
            (f"并入 {other}", f"Merge into {other}"),
        )
        merge = Fix("merge", (code, other), *words, case.households(case.count), ground)
        moves.append((case.count, merge))
    return _ranked(moves, "merge", code)


def _ranked(moves: list[tuple[int, Fix]], action: str, code: str) -> tuple[Fix, ...]:
    """Put the fix that moves the fewest first; where no neighbour helps, all are divided anew."""
    if not moves:
        words = ("与相邻网格一起重新划分", "Divide it anew with its neighbours")
        return (Fix(action, (code,), *words),)
    return tuple(fix for _, fix in sorted(moves, key=lambda move: move[0]))
