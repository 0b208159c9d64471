"""Mend grids that fall into parts: the main part stays, the others join the grids around them."""

from collections.abc import Collection, Sequence

import numpy as np

from gridgeo.planner.actions.outcome import Outcome
from gridgeo.planner.graph import Integers, UnitGraph
from gridgeo.planner.present import longest_neighbour


def rejoin(
    graph: UnitGraph,
    assignment: Integers,
    grids: Sequence[int],
    *,
    locked: Collection[int] = (),
) -> Outcome:
    """Leave each grid its part with most households; the rest goes where the border is longest.

    A part that touches no unlocked grid stays: nobody else can reach it.

    Parameters
    ----------
    graph, assignment, locked
        As in ``split``.
    grids : sequence of int
        Grids to mend; locked ones are left as they are.
    """
    after = assignment.copy()
    closed = set(locked)
    for grid in sorted(set(grids) - closed):
        for units in _lesser_parts(graph, np.flatnonzero(after == grid)):
            goal = longest_neighbour(graph, after, units, closed | {grid})
            if goal is not None:
                after[units] = goal
    return Outcome.between(assignment, after)


def _lesser_parts(graph: UnitGraph, units: Integers) -> list[Integers]:
    """Give the parts of some units but the main one, the smallest last."""
    if not len(units):
        return []
    part = graph.take(units).components()
    people = np.bincount(part, weights=graph.households[units])
    ground = np.bincount(part, weights=graph.area_m2[units])
    order = np.lexsort((-ground, -people))[1:]
    return [units[part == one] for one in order.tolist()]
