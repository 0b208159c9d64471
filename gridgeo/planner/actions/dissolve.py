"""Dissolve a grid: its units go to the grids around it, so that these miss the band least."""

from collections.abc import Collection

import numpy as np

from gridgeo.domain.band import HouseholdBand
from gridgeo.planner.actions.outcome import ActionRefusedError, Outcome, units_of
from gridgeo.planner.graph import Integers, UnitGraph


def dissolve_grid(
    graph: UnitGraph,
    assignment: Integers,
    grid: int,
    band: HouseholdBand,
    *,
    locked: Collection[int] = (),
) -> Outcome:
    """Give a grid's units away, one by one from its rim, so that every grid still hangs together.

    The next unit is the one that lifts a neighbour over the maximum by least; among equals the one
    with the longest shared border.

    Parameters
    ----------
    graph, assignment, locked
        As in ``split``.
    grid : int
        The grid that ends.
    band : HouseholdBand
        The largest that the others should be.

    Raises
    ------
    NotFoundError
        If there is no such grid.
    RefusedError
        If it is locked, or has units that no unlocked grid can take.
    """
    left = set(units_of(assignment, [grid], locked).tolist())
    after = assignment.copy()
    counts = np.bincount(assignment, weights=graph.households).astype(np.int64)
    while left:
        offers = [
            (
                max(int(counts[other] + graph.households[unit]) - band.maximum, 0),
                -shared,
                unit,
                other,
            )
            for unit in sorted(left)
            for other, shared in _borders(graph, after, unit).items()
            if other != grid and other not in locked
        ]
        if not offers:
            raise ActionRefusedError(
                "Grid {grid} has units that no unlocked grid around it can take.", grid
            )
        *_, unit, other = min(offers)
        after[unit] = other
        counts[other] += graph.households[unit]
        left.remove(unit)
    return Outcome.between(assignment, after)


def _borders(graph: UnitGraph, assignment: Integers, unit: int) -> dict[int, float]:
    """Give the length of passable border that a unit shares with each grid."""
    edges = slice(int(graph.indptr[unit]), int(graph.indptr[unit + 1]))
    passable = graph.passable[edges]
    grids = assignment[graph.indices[edges][passable]]
    lengths: dict[int, float] = {}
    for other, shared in zip(grids.tolist(), graph.shared_m[edges][passable].tolist(), strict=True):
        lengths[other] = lengths.get(other, 0.0) + shared
    return lengths
