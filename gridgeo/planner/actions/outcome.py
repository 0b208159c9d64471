"""What an action gives back, and the checks that all actions share."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

import numpy as np

from gridgeo.domain.band import HouseholdBand
from gridgeo.domain.errors import NotFoundError, RefusedError
from gridgeo.planner.domains import derive_seed
from gridgeo.planner.effort import Effort
from gridgeo.planner.graph import Integers, UnitGraph
from gridgeo.planner.present import label_grids
from gridgeo.planner.search import Found, make_task, plan_domain
from gridgeo.planner.wishes import Wishes

ACTION_EFFORT = Effort(moves_per_unit=600, starts=1)  # answers while somebody waits


class ActionRefusedError(RefusedError):
    """An action that a grid does not allow.

    Parameters
    ----------
    sentence : str
        Why; ``{grid}`` stands where the grid is named.
    grid : int
        Its number.
    """

    def __init__(self, sentence: str, grid: int) -> None:
        super().__init__(sentence.replace("{grid}", str(grid)))
        self.sentence, self.grid = sentence, grid

    def naming(self, code: str) -> RefusedError:
        """Give the same refusal with the grid's code instead of its number."""
        return RefusedError(self.sentence.replace("{grid}", code))


@dataclass(frozen=True, slots=True)
class Outcome:
    """A plan after an action.

    Attributes
    ----------
    assignment : int64, shape (n,)
        Grid of each unit; the argument is left as it was. New grids get numbers above all present
        ones, grids that are gone leave a gap.
    changed : int64
        Positions of the units that have another grid now, ascending.
    """

    assignment: Integers
    changed: Integers

    @classmethod
    def between(cls, before: Integers, after: Integers) -> "Outcome":
        """Compare two assignments."""
        return cls(after, np.flatnonzero(before != after))


def units_of(assignment: Integers, grids: Sequence[int], locked: Collection[int]) -> Integers:
    """Give the units of some grids, ascending.

    Raises
    ------
    NotFoundError
        If a grid has no units.
    RefusedError
        If a grid is locked.
    """
    for grid in grids:
        if grid in locked:
            raise ActionRefusedError("Grid {grid} is locked; unlock it before it is changed.", grid)
        if not (assignment == grid).any():
            raise NotFoundError(f"There is no grid {grid} in this plan.")
    return np.flatnonzero(np.isin(assignment, np.asarray(grids)))


def take_neighbours(
    graph: UnitGraph,
    assignment: Integers,
    grids: Sequence[int],
    locked: Collection[int],
    verb: str,
) -> tuple[list[int], Integers, UnitGraph]:
    """Take the ground of several grids that hang together.

    Returns
    -------
    chosen, units, part : list of int, int64, UnitGraph
        The grids and their units, ascending, and the graph of these units.

    Raises
    ------
    NotFoundError
        If a grid has no units.
    RefusedError
        If a grid is locked, fewer than two are named, or they do not touch.
    """
    chosen = sorted(set(grids))
    if len(chosen) < 2:
        raise RefusedError(f"Name at least two grids to {verb}.")
    units = units_of(assignment, chosen, locked)
    part = graph.take(units)
    require_contiguous(part, "The grids")
    return chosen, units, part


def require_contiguous(graph: UnitGraph, what: str) -> None:
    """Refuse units that do not hang together.

    Raises
    ------
    RefusedError
        If ``graph`` falls into parts.
    """
    parts = int(graph.components().max()) + 1 if graph.size else 0
    if parts > 1:
        raise RefusedError(f"{what} do not hang together: they fall into {parts} parts.")


def keep_numbers(
    part: UnitGraph, grid: Integers, before: Integers, chosen: Sequence[int]
) -> Integers:
    """Give new grids the numbers of the old ones that most of their households come from.

    Parameters
    ----------
    part : UnitGraph
        The units concerned.
    grid, before : int64, shape (m,)
        New grid of each of these units, from 0, and the number of its old one.
    chosen : sequence of int
        The old numbers, ascending; at least as many as new grids.
    """
    labels = label_grids(part, grid, np.searchsorted(chosen, before).astype(np.int64))
    spare = sorted(set(range(len(chosen))) - set(labels.tolist()))
    labels[labels < 0] = spare[: int((labels < 0).sum())]
    numbers: Integers = np.asarray(chosen, dtype=np.int64)[labels[grid]]
    return numbers


def plan_part(
    graph: UnitGraph,
    band: HouseholdBand,
    seed: int,
    name: str,
    sizes: tuple[int, ...] = (),
) -> Found:
    """Plan a few units anew, quickly; ``name`` tells the action's seed from another's."""
    task = make_task(graph, band, Wishes(), ACTION_EFFORT, graph.size, derive_seed(seed, name))
    return plan_domain(replace(task, sizes=sizes))
