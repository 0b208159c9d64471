"""A network's tiers: grids that must tile the ground, and those that lie in or over them."""

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from gridgeo.domain.enums import GridKind, Relation
from gridgeo.topology import code, coverage, gap, outside
from gridgeo.topology.between import check_relation
from gridgeo.topology.finding import Finding
from gridgeo.topology.registry import RULES, check
from gridgeo.topology.view import NetworkView

# Grids that lie in or over others need not cover the ground; codes are judged over all tiers.
_TILING = (gap.RULE, outside.RULE, coverage.UNCOVERED, coverage.DOUBLY_COVERED, code.RULE)
Check = Callable[[NetworkView, Sequence[str]], list[Finding]]


def ground_tier(kinds: NDArray[np.object_] | None, overlay: bool, count: int) -> NDArray[np.intp]:
    """Choose the grids that must tile the ground; all of them where a network has but one kind.

    Parameters
    ----------
    kinds : (n,) array of str or None
        `GridKind` of each grid; None where all are base grids.
    overlay : bool
        Whether dedicated grids lie over the base grids, and are not cut out of them.
    count : int
        How many grids there are.
    """
    if kinds is None:
        return np.arange(count)
    over = [GridKind.MICRO.value] + ([GridKind.DEDICATED.value] if overlay else [])
    ground = np.flatnonzero(~np.isin(kinds, over))
    return ground if len(ground) else np.arange(count)


def check_tiers(
    view: NetworkView, rules: Sequence[str] | None, overlay: bool, run: Check = check
) -> list[Finding]:
    """Hold every tier of a network against the rules, and micro-grids against their base grids.

    Parameters
    ----------
    view : NetworkView
        All grids, with their kinds.
    rules : sequence of str or None
        Names out of `RULES`; all of them by default.
    overlay : bool
        As in `ground_tier`.
    run : callable
        Checks the tier that tiles the ground.
    """
    chosen = list(RULES) if rules is None else list(rules)
    main = ground_tier(view.kinds, overlay, len(view.codes))
    if view.kinds is None or len(main) == len(view.codes):
        return run(view, chosen)
    base = view.take(main)
    found = check(view, [code.RULE]) if code.RULE in chosen else []
    found += run(base, [rule for rule in chosen if rule != code.RULE])
    own = [rule for rule in chosen if rule not in _TILING]
    for kind in (GridKind.MICRO, GridKind.DEDICATED):
        rows = np.setdiff1d(np.flatnonzero(view.is_kind(kind)), main)
        if len(rows):
            tier = replace(view.take(rows), boundary=None)
            found += check(tier, own)
            if kind is GridKind.MICRO and rules is None:
                found += check_relation(tier, base, Relation.NESTS_IN)
    return found
