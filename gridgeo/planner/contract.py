"""Units joined into larger ones: groups that stay together, grids that are units of a next plan."""

import numpy as np

from gridgeo.domain.errors import BadInputError
from gridgeo.planner.graph import MIN_SHARED_M, Floats, Integers, UnitGraph


def contract(graph: UnitGraph, groups: Integers) -> UnitGraph:
    """Join the units of each group into one unit.

    Parameters
    ----------
    graph : UnitGraph
        Units and borders.
    groups : int64, shape (n,)
        Group of each unit, from 0 without a gap.

    Returns
    -------
    UnitGraph
        One unit a group. Borders between two groups are joined: one can pass where the passable
        parts together are long enough, and ``follow`` is the mean by length.

    Raises
    ------
    BadInputError
        If the groups are not numbered from 0 without a gap, one for each unit.
    """
    count = int(groups.max()) + 1 if len(groups) else 0
    if len(groups) != graph.size or (np.bincount(groups, minlength=count) == 0).any():
        raise BadInputError("Groups must be numbered from 0 without a gap, one for each unit.")
    near, far = groups[graph.rows], groups[graph.indices]
    inner = near == far
    keys, edge = np.unique((near * count + far)[~inner], return_inverse=True)
    lengths = graph.shared_m[~inner]
    shared = _total(edge, lengths, len(keys))
    open_m = _total(edge, lengths * graph.passable[~inner], len(keys))
    followed = _total(edge, lengths * graph.follow[~inner], len(keys))
    households = np.zeros(count, dtype=np.int64)
    np.add.at(households, groups, graph.households)
    inside = _total(near[inner], graph.shared_m[inner], count)
    return UnitGraph(
        indptr=np.searchsorted(keys, np.arange(count + 1) * count).astype(np.int64),
        indices=keys % max(count, 1),
        shared_m=shared,
        passable=open_m > MIN_SHARED_M,
        follow=np.divide(followed, shared, out=np.zeros_like(shared), where=shared > 0),
        households=households,
        area_m2=_total(groups, graph.area_m2, count),
        perimeter_m=_total(groups, graph.perimeter_m, count) - inside,
    )


def _total(groups: Integers, figures: Floats, count: int) -> Floats:
    return np.bincount(groups, weights=figures, minlength=count).astype(np.float64)
