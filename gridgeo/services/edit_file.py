"""Use case: change a plan in a file by hand: split, merge, rebalance, reassign, push, extend."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from time import perf_counter

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from gridgeo.domain.band import HouseholdBand
from gridgeo.domain.errors import BadInputError, RefusedError
from gridgeo.geometry.border_line import find_near_side
from gridgeo.geometry.dissolve import dissolve
from gridgeo.io.vector import read_layer
from gridgeo.planner.actions.extend import Extension, extend
from gridgeo.planner.actions.merge import merge
from gridgeo.planner.actions.outcome import ActionRefusedError, Outcome
from gridgeo.planner.actions.push_border import push_border
from gridgeo.planner.actions.reassign import reassign
from gridgeo.planner.actions.rebalance import rebalance
from gridgeo.planner.actions.split import split
from gridgeo.planner.partition import describe
from gridgeo.services.file_ground import FileGround, read_ground
from gridgeo.services.plan_file import FilePlan, lay_out
from gridgeo.services.plan_options import PlanOptions, UnitOptions


@dataclass(frozen=True, slots=True)
class EditOptions:
    """The plan to change: its units, its grids (any file of them), and what must stay."""

    units: UnitOptions
    grids: Path
    grids_layer: str | None = None
    band: HouseholdBand = field(default_factory=HouseholdBand)
    locked: tuple[str, ...] = ()
    seed: int = 0


@dataclass(frozen=True, slots=True, eq=False)
class Draft:
    """A plan that is open for changes: grids go by number here, by code outside."""

    task: FileGround
    assignment: NDArray[np.int64]
    options: EditOptions
    start: float

    def number(self, code: str) -> int:
        """Give the number of a grid.

        Raises
        ------
        BadInputError
            If the plan has no such grid, or it holds no unit.
        """
        codes = self.task.present.codes
        number = codes.index(code) if code in codes else -1
        if number < 0 or not (self.assignment == number).any():
            raise BadInputError(f"There is no grid '{code}' with units.", field="grid")
        return number

    @property
    def locked(self) -> frozenset[int]:
        """Numbers of the locked grids."""
        return frozenset(self.number(code) for code in self.options.locked)

    def ground_of(self, grid: int) -> BaseGeometry:
        """Give a grid's ground in metres."""
        units = self.task.units.metric_polygons[self.assignment == grid]
        ground: BaseGeometry = dissolve(units, np.zeros(len(units), dtype=np.int64), 1)[0]
        return ground


def open_draft(options: EditOptions, *, whole: bool = True) -> Draft:
    """Read a plan to change.

    Parameters
    ----------
    options : EditOptions
    whole : bool
        Refuse units that lie in no grid; to extend a plan is to give them one.

    Raises
    ------
    BadInputError
        A file or field that cannot be used, or units in no grid.
    """
    start = perf_counter()
    task = read_ground(
        PlanOptions(
            options.units,
            band=options.band,
            existing=options.grids,
            existing_layer=options.grids_layer,
            seed=options.seed,
        )
    )
    present = task.present.grid_of_unit
    assignment = np.full(len(task.units.ids), -1, np.int64) if present is None else present
    outside = np.flatnonzero(assignment < 0)
    if whole and len(outside):
        raise BadInputError(
            f"{len(outside)} units lie in no grid, the first is '{task.units.ids[outside[0]]}';"
            " extend the plan to them first.",
            field="grids",
        )
    return Draft(task, assignment, options, start)


def split_grid(options: EditOptions, code: str, count: int | None = None) -> FilePlan:
    """Split a grid into the fewest grids that the band allows, or into a number of them."""
    return _change(
        options,
        lambda plan: split(
            plan.task.ground.graph,
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
            plan.task.ground.graph,
            plan.assignment,
            [plan.number(code) for code in codes],
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
            plan.task.ground.graph,
            plan.assignment,
            [plan.number(code) for code in codes],
            options.band,
            seed=options.seed,
            locked=plan.locked,
        ),
    )


def reassign_units(options: EditOptions, ids: Sequence[str], code: str) -> FilePlan:
    """Give units to a grid."""

    def act(plan: Draft) -> Outcome:
        place = {name: number for number, name in enumerate(plan.task.units.ids)}
        unknown = [name for name in ids if name not in place]
        if unknown:
            raise BadInputError(f"There is no unit '{unknown[0]}'.", field="unit")
        return reassign(
            plan.task.ground.graph,
            plan.assignment,
            [place[name] for name in ids],
            plan.number(code),
            locked=plan.locked,
        )

    return _change(options, act)


def push_border_to_line(
    options: EditOptions, code: str, neighbour: str, line: Path, layer: str | None = None
) -> FilePlan:
    """Push the border of two grids to a line that is drawn in a file, as near as units allow."""

    def act(plan: Draft) -> Outcome:
        metric = plan.task.units.metric_crs
        drawn = shapely.union_all(read_layer(line, layer=layer).to_crs(metric).geometry.to_numpy())
        grid, other = plan.number(code), plan.number(neighbour)
        points = shapely.point_on_surface(plan.task.units.metric_polygons)
        near = find_near_side(plan.ground_of(grid), plan.ground_of(other), drawn, points)
        return _push(plan, grid, other, near)

    return _change(options, act)


def push_border_by(options: EditOptions, code: str, neighbour: str, distance_m: float) -> FilePlan:
    """Push the border of two grids some metres into the neighbour."""

    def act(plan: Draft) -> Outcome:
        grid, other = plan.number(code), plan.number(neighbour)
        points = shapely.point_on_surface(plan.task.units.metric_polygons)
        ground = plan.ground_of(grid)
        shapely.prepare(ground)
        return _push(plan, grid, other, shapely.dwithin(ground, points, distance_m))

    return _change(options, act)


def extend_plan(options: EditOptions) -> tuple[FilePlan, Extension]:
    """Give the units that lie in no grid to new grids, or to those around."""
    plan = open_draft(options, whole=False)
    grown = extend(
        plan.task.ground.graph,
        plan.assignment,
        options.band,
        communities=plan.task.units.communities,
        seed=options.seed,
        locked=plan.locked,
    )
    return _finish(plan, grown.outcome), grown


def _push(plan: Draft, grid: int, other: int, near: NDArray[np.bool_]) -> Outcome:
    outcome = push_border(
        plan.task.ground.graph, plan.assignment, grid, other, near, locked=plan.locked
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
    numbers, compact = np.unique(outcome.assignment, return_inverse=True)
    present = len(plan.task.present.codes)
    kept = np.where(numbers < present, numbers, -1)
    graph = plan.task.ground.graph
    answer = describe(graph, plan.options.band, compact.astype(np.int64), (None,) * len(numbers))
    return lay_out(plan.task, answer, plan.options.seed, plan.start, kept)
