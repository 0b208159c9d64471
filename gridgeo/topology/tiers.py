"""A network's tiers: grids that must tile the ground, and those that lie in or over them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from gridgeo.domain.enums import GridKind
from gridgeo.topology import code, doubly_covered, gap, outside, uncovered
from gridgeo.topology.finding import Finding
from gridgeo.topology.parent import check_parents
from gridgeo.topology.registry import RULES, check
from gridgeo.topology.view import NetworkView

# Grids that lie in or over others need not cover the ground; codes are judged over all tiers.
_TILING = (gap.RULE, outside.RULE, uncovered.RULE, doubly_covered.RULE, code.RULE)
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


@dataclass(frozen=True, eq=False)
class Tiers:
    """A network and the tier of it that tiles the ground.

    Parameters
    ----------
    view : NetworkView
        All grids, with their kinds.
    rows : (b,) array of int
        Those that tile the ground, as from `ground_tier`.
    base : NetworkView
        These alone; the view itself where they are all.
    """

    view: NetworkView
    rows: NDArray[np.intp]
    base: NetworkView

    @classmethod
    def of(cls, view: NetworkView, overlay: bool) -> "Tiers":
        """Part a network into tiers; ``overlay`` as in `ground_tier`."""
        rows = ground_tier(view.kinds, overlay, len(view.codes))
        alone = view.kinds is None or len(rows) == len(view.codes)
        return cls(view, rows, view if alone else view.take(rows))

    def over(self, kind: GridKind) -> NetworkView:
        """Give the grids of a kind that lie in or over the others."""
        rows = np.setdiff1d(np.flatnonzero(self.view.is_kind(kind)), self.rows)
        return replace(self.view.take(rows), boundary=None)


def check_tiers(tiers: Tiers, rules: Sequence[str] | None, run: Check = check) -> list[Finding]:
    """Hold every tier of a network against the rules, and micro-grids against their base grids.

    Parameters
    ----------
    tiers : Tiers
    rules : sequence of str or None
        Names out of `RULES`; all of them by default.
    run : callable
        Checks the tier that tiles the ground.
    """
    chosen = list(RULES) if rules is None else list(rules)
    if tiers.base is tiers.view:
        return run(tiers.view, chosen)
    found = check(tiers.view, [code.RULE]) if code.RULE in chosen else []
    found += run(tiers.base, [rule for rule in chosen if rule != code.RULE])
    own = [rule for rule in chosen if rule not in _TILING]
    for kind in (GridKind.MICRO, GridKind.DEDICATED):
        tier = tiers.over(kind)
        if len(tier.codes):
            found += [one for one in check(tier, own) if one.fault != gap.RULE]
        if kind is GridKind.MICRO and rules is None:
            found += check_parents(tier, tiers.base)
    return found
