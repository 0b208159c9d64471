"""Draw a new grid around some units."""

from collections.abc import Collection, Sequence

import numpy as np

from gridgeo.domain.errors import RefusedError
from gridgeo.planner.actions.outcome import Outcome, require_contiguous, units_of
from gridgeo.planner.actions.reassign import require_whole
from gridgeo.planner.graph import Integers, UnitGraph


def draw(
    graph: UnitGraph,
    assignment: Integers,
    units: Sequence[int],
    number: int,
    *,
    locked: Collection[int] = (),
) -> Outcome:
    """Make some units a grid of their own; a grid that loses all of its units is gone.

    Parameters
    ----------
    graph, assignment, locked
        As in ``split``.
    units : sequence of int
        Positions of the units.
    number : int
        Of the new grid.

    Raises
    ------
    RefusedError
        If a grid concerned is locked or would fall apart, the units do not hang together, or they
        are a whole grid already.
    """
    chosen = np.unique(np.asarray(units, dtype=np.int64))
    if not len(chosen):
        raise RefusedError("There are no units in this place to make a grid of.")
    sources = np.unique(assignment[chosen]).tolist()
    if len(sources) == 1 and (assignment == sources[0]).sum() == len(chosen):
        raise RefusedError("These units are a grid already.")
    units_of(assignment, sources, locked)
    require_contiguous(graph.take(chosen), "The units of the new grid")
    after = assignment.copy()
    after[chosen] = number
    for source in sources:
        if (after == source).any():
            require_whole(graph, assignment, after, source)
    return Outcome.between(assignment, after)
