"""The same fault over time: which of today's findings are those of an earlier check.

`finding_id` names a fault by its grids and its coarse place. Where the earlier findings are known,
a fault that an edit moved a little, or that gained or lost a grid at its rim, keeps its name.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import shapely
from numpy.typing import NDArray

from gridgeo.geometry.shapes import object_array
from gridgeo.topology import gap, overlap, sliver
from gridgeo.topology.finding import Finding

NEAR_M = 1.0  # lines and points this near to each other can be one fault
WIDE = (overlap.RULE, gap.RULE)  # what a sliver becomes when it grows
SAME_SHARE = 0.5  # of the smaller of two faults


@dataclass(frozen=True, eq=False)
class Known:
    """Findings of an earlier check, one a row.

    Parameters
    ----------
    ids, rules : (k,) arrays of str
    codes : tuple of frozenset of str
        Grids of each.
    geometry : (k,) array of geometries
        In the CRS of the new findings.
    """

    ids: NDArray[np.object_]
    rules: NDArray[np.object_]
    codes: tuple[frozenset[str], ...]
    geometry: NDArray[np.object_]


def keep_ids(findings: Sequence[Finding], known: Known) -> list[Finding]:
    """Give findings the ids under which the same faults are known.

    Two are the same where rule and id agree; else where the rule does (or one is a sliver of the
    other's rule), a grid is common to both, and one covers half of the other. Each known fault is
    found at most once.
    """
    mine = {(one.rule, one.id) for one in findings}
    free = [
        row
        for row, key in enumerate(zip(known.rules.tolist(), known.ids.tolist(), strict=True))
        if key not in mine
    ]
    told = set(zip(known.rules.tolist(), known.ids.tolist(), strict=True))
    new = [number for number, one in enumerate(findings) if (one.rule, one.id) not in told]
    kept = list(findings)
    if not free or not new:
        return kept
    for number, row in _pairs(findings, np.array(new), known, np.array(free)):
        kept[number] = replace(findings[number], id=str(known.ids[row]))
    return kept


def _pairs(
    findings: Sequence[Finding], new: NDArray[np.intp], known: Known, free: NDArray[np.intp]
) -> list[tuple[int, int]]:
    """Match new findings to known ones, the greatest likeness first."""
    shapes = object_array([findings[number].geometry for number in new])
    left, right = shapely.STRtree(known.geometry[free]).query(
        shapes, predicate="dwithin", distance=NEAR_M
    )
    likeness = _likeness(shapes[left], known.geometry[free][right])
    pairs, taken = [], set[tuple[str, int]]()
    for at in np.lexsort((right, left, -likeness)):
        number, row = int(new[left[at]]), int(free[right[at]])
        one = findings[number]
        alike = _alike(one, known.rules[row]) and not known.codes[row].isdisjoint(one.codes)
        ends = {("new", number), ("known", row)}
        if alike and likeness[at] >= SAME_SHARE and not ends & taken:
            pairs.append((number, row))
            taken |= ends
    return pairs


def _alike(one: Finding, rule: str) -> bool:
    """Say whether a fault can be one that a rule found: a sliver can grow wide, and shrink."""
    return rule in (one.rule, one.fault) or (rule == sliver.RULE and one.rule in WIDE)


def _likeness(first: NDArray[np.object_], second: NDArray[np.object_]) -> NDArray[np.float64]:
    """Share of the smaller fault that both have; 1 where one of them has no ground."""
    smaller = np.minimum(shapely.area(first), shapely.area(second))
    flat = smaller > 0
    share = np.ones(len(first))
    shared = shapely.area(shapely.intersection(first[flat], second[flat]))
    share[flat] = shared / smaller[flat]
    return share
