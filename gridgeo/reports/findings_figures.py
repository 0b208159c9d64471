"""What the report of a check shows, as values."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gridgeo.domain.enums import Severity

MOST_ROWS = 400  # of one rule in the page; files hold all of them


@dataclass(frozen=True, slots=True)
class FindingLine:
    """One finding.

    Attributes
    ----------
    number : int
        Its place in the page, from 1; the map knows it by this.
    fix_zh, fix_en : str
        The best way to mend it; empty where there is none.
    """

    number: int
    rule: str
    title: str
    severity: Severity
    codes: tuple[str, ...]
    area_m2: float
    width_m: float
    households: int | None
    zh: str
    en: str
    fix_zh: str
    fix_en: str


@dataclass(frozen=True, eq=False)
class CheckedNetwork:
    """A network and what a check found in it.

    Attributes
    ----------
    area_m2, overlap_m2, gap_m2, outside_m2 : float
    lines : sequence of FindingLine
        The gravest first.
    places : (p,) array of geometries
        Of the first of ``lines``, EPSG:4326; a map can hold only so many.
    codes, ground
        The grids that are drawn, EPSG:4326.
    grids : int
        How many the network has; those that are drawn can be fewer.
    accepted : int
        Findings that stand as exceptions and are not shown.
    """

    name: str
    grids: int
    area_m2: float
    overlap_m2: float
    gap_m2: float
    outside_m2: float
    accepted: int
    lines: Sequence[FindingLine]
    places: NDArray[np.object_]
    codes: Sequence[str]
    ground: NDArray[np.object_]


@dataclass(frozen=True, slots=True)
class RuleGroup:
    """The findings of one rule; ``shown`` are as many as a page can hold."""

    rule: str
    title: str
    count: int
    errors: int
    area_m2: float
    shown: Sequence[FindingLine]

    @property
    def left_out(self) -> int:
        """How many are only in the files."""
        return self.count - len(self.shown)


def group_by_rule(lines: Sequence[FindingLine]) -> list[RuleGroup]:
    """Gather findings by rule, in the order in which the rules first appear."""
    rules = list(dict.fromkeys(line.rule for line in lines))
    return [_group([line for line in lines if line.rule == rule]) for rule in rules]


def _group(lines: Sequence[FindingLine]) -> RuleGroup:
    return RuleGroup(
        rule=lines[0].rule,
        title=lines[0].title,
        count=len(lines),
        errors=sum(line.severity is Severity.ERROR for line in lines),
        area_m2=sum(line.area_m2 for line in lines),
        shown=lines[:MOST_ROWS],
    )
