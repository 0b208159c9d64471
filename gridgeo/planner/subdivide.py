"""Micro-grids inside base grids: another band, or one compound each; they nest exactly."""

from collections.abc import Callable
from concurrent.futures import Executor

import numpy as np

from gridgeo.domain.band import HouseholdBand
from gridgeo.domain.errors import BadInputError
from gridgeo.planner.effort import NORMAL, Effort
from gridgeo.planner.graph import Integers, UnitGraph
from gridgeo.planner.partition import Partition, describe, partition
from gridgeo.planner.reasons import Reason

NO_COMPOUND = -1


def subdivide(
    graph: UnitGraph,
    base: Integers,
    band: HouseholdBand,
    *,
    compounds: Integers | None = None,
    seed: int = 0,
    effort: Effort = NORMAL,
    jobs: int = 1,
    executor: Executor | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Partition:
    """Divide each base grid into micro-grids; none reaches from one base grid into another.

    Parameters
    ----------
    graph : UnitGraph
        Units and borders.
    base : int64, shape (n,)
        Base grid of each unit.
    band : HouseholdBand
        Of the micro-grids, such as 30:40:50.
    compounds : int64, shape (n,), optional
        Compound of each unit, `NO_COMPOUND` where there is none. Each compound (its part in one
        base grid, where a border cuts it) is then one micro-grid, whatever its count; the band
        holds for the ground between.
    seed, effort, jobs, executor, progress
        As in `gridgeo.planner.partition.partition`.

    Returns
    -------
    Partition
        Of the units. A compound's micro-grid has its status by the band, and no reason.

    Raises
    ------
    BadInputError
        If ``base`` or ``compounds`` has another length than the units.
    """
    for name, labels in (("base grids", base), ("compounds", compounds)):
        if labels is not None and len(labels) != graph.size:
            raise BadInputError(f"{len(labels)} {name} for {graph.size} units.")
    walled = np.zeros(graph.size, np.bool_) if compounds is None else compounds != NO_COMPOUND
    between = np.flatnonzero(~walled)
    rest = partition(
        graph.take(between),
        band,
        communities=base[between],
        seed=seed,
        effort=effort,
        jobs=jobs,
        executor=executor,
        progress=progress,
    )
    assignment = np.empty(graph.size, dtype=np.int64)
    assignment[between] = rest.assignment
    reasons: list[Reason | None] = [
        None if reason is None else reason.among(between) for reason in rest.reasons
    ]
    if compounds is not None and walled.any():
        pieces = np.stack([base[walled], compounds[walled]], axis=1)
        names, piece = np.unique(pieces, axis=0, return_inverse=True)
        assignment[walled] = len(reasons) + piece.reshape(-1)
        reasons += [None] * len(names)
    return describe(graph, band, assignment, tuple(reasons))


def parents(base: Integers, micro: Integers) -> Integers:
    """Give the base grid of each micro-grid, shape (k,).

    Raises
    ------
    BadInputError
        If a micro-grid reaches into two base grids.
    """
    first = np.unique(micro, return_index=True)[1]
    parent: Integers = base[first]
    if (parent[micro] != base).any():
        raise BadInputError("A micro-grid lies in two base grids.")
    return parent
