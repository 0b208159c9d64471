"""Use case: change a plan in a file by hand: split, merge, rebalance, reassign, push, extend."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import shapely
from numpy.typing import NDArray

from gridgeo.domain.errors import RefusedError
from gridgeo.geometry.border_line import find_near_side
from gridgeo.io.vector import read_layer
from gridgeo.planner.actions.extend import Extension, extend
from gridgeo.planner.actions.merge import merge
from gridgeo.planner.actions.outcome import ActionRefusedError, Outcome
from gridgeo.planner.actions.push_border import push_border
from gridgeo.planner.actions.reassign import reassign
from gridgeo.planner.actions.rebalance import rebalance
from gridgeo.planner.actions.split import split
from gridgeo.planner.partition import describe
from gridgeo.services.file_draft import Draft, EditOptions, open_draft
from gridgeo.services.plan_file import FilePlan, lay_out


def split_grid(options: EditOptions, code: str, count: int | None = None) -> FilePlan:
    """Split a grid into the fewest grids that the band allows, or into a number of them."""
    return _change(
        options,
        lambda plan: split(
            plan.graph,
            plan.assignment,
            plan.number(code),
            options.band,
            count=count,
            seed=options.seed,
            locked=plan.locked,
        ),
    )


def merge_grids(options: EditOptions, codes: Sequence[str], *, resplit: bool = True) -> FilePlan:
    """Merge neighbouring grids; what would be too large is divided anew unless told otherwise."""
    return _change(
        options,
        lambda plan: merge(
            plan.graph,
            plan.assignment,
            plan.neighbours(codes),
            options.band,
            resplit=resplit,
            seed=options.seed,
            locked=plan.locked,
        ),
    )


def rebalance_grids(options: EditOptions, codes: Sequence[str]) -> FilePlan:
    """Divide the ground of neighbouring grids anew, their number unchanged."""
    return _change(
        options,
        lambda plan: rebalance(
            plan.graph,
            plan.assignment,
            plan.neighbours(codes),
            options.band,
            seed=options.seed,
            locked=plan.locked,
        ),
    )


def reassign_units(options: EditOptions, ids: Sequence[str], code: str) -> FilePlan:
    """Give units to a grid."""
    return _change(
        options,
        lambda plan: reassign(
            plan.graph, plan.assignment, plan.places(ids), plan.number(code), locked=plan.locked
        ),
    )


def push_border_to_line(
    options: EditOptions, code: str, neighbour: str, line: Path, layer: str | None = None
) -> FilePlan:
    """Push the border of two grids to a line that is drawn in a file, as near as units allow."""

    def act(plan: Draft) -> Outcome:
        metric = plan.task.units.metric_crs
        drawn = shapely.union_all(read_layer(line, layer=layer).to_crs(metric).geometry.to_numpy())
        grid, other = plan.neighbours((code, neighbour))
        near = find_near_side(plan.ground_of(grid), plan.ground_of(other), drawn, plan.points)
        return _push(plan, grid, other, near)

    return _change(options, act)


def push_border_by(options: EditOptions, code: str, neighbour: str, distance_m: float) -> FilePlan:
    """Push the border of two grids some metres into the neighbour."""

    def act(plan: Draft) -> Outcome:
        grid, other = plan.neighbours((code, neighbour))
        ground = plan.ground_of(grid)
        shapely.prepare(ground)
        return _push(plan, grid, other, shapely.dwithin(ground, plan.points, distance_m))

    return _change(options, act)


def extend_plan(options: EditOptions) -> tuple[FilePlan, Extension]:
    """Give the units that lie in no grid to new grids, or to those around."""
    plan = open_draft(options, whole=False)
    grown = extend(
        plan.graph,
        plan.assignment,
        options.band,
        communities=plan.communities,
        seed=options.seed,
        locked=plan.locked,
    )
    return _finish(plan, grown.outcome), grown


def _push(plan: Draft, grid: int, other: int, near: NDArray[np.bool_]) -> Outcome:
    outcome = push_border(
        plan.graph, plan.assignment, grid, other, plan.mostly(near), locked=plan.locked
    )
    if not len(outcome.changed):
        raise RefusedError(
            "The border stays where it is: no unit's middle lies between it and where it is"
            " wanted, and a unit is never cut."
        )
    return outcome


def _change(options: EditOptions, act: Callable[[Draft], Outcome]) -> FilePlan:
    plan = open_draft(options)
    try:
        return _finish(plan, act(plan))
    except ActionRefusedError as refusal:
        raise refusal.naming(plan.task.present.codes[refusal.grid]) from refusal


def _finish(plan: Draft, outcome: Outcome) -> FilePlan:
    """Lay out the changed plan; grids keep their codes by number, new ones get new codes."""
    after = outcome.assignment[plan.pieces]
    numbers, compact = np.unique(after, return_inverse=True)
    kept = np.where(np.isin(numbers, plan.numbers), numbers, -1)
    answer = describe(
        plan.task.ground.graph,
        plan.options.band,
        compact.reshape(-1).astype(np.int64),
        (None,) * len(numbers),
    )
    present = plan.task.present
    carved = [None if number < 0 else present.set_apart[number] for number in kept.tolist()]
    carving = replace(plan.task.carving, overlays=present.overlays)
    task = replace(plan.task, carving=carving)
    return lay_out(task, answer, plan.options.seed, plan.start, kept, carved)
