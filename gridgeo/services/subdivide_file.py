"""Use case: micro-grids inside the base grids of a file, nesting exactly."""

from collections.abc import Callable
from dataclasses import replace
from time import perf_counter

import numpy as np
from numpy.typing import NDArray

from gridgeo.domain.enums import GridKind
from gridgeo.domain.errors import BadInputError
from gridgeo.planner.given import Given
from gridgeo.planner.subdivide import parents, subdivide
from gridgeo.services.file_ground import FileGround, read_ground
from gridgeo.services.plan_file import FilePlan, lay_out
from gridgeo.services.plan_layers import PlanLayers
from gridgeo.services.plan_options import PlanOptions
from gridgeo.services.present_file import PresentGrids
from gridgeo.services.unit_fields import read_groups

Progress = Callable[[int, int], None]


def subdivide_file(
    options: PlanOptions, compounds: str | None = None, progress: Progress | None = None
) -> FilePlan:
    """Divide each base grid of a file into micro-grids.

    Parameters
    ----------
    options : PlanOptions
        Units, the band of micro-grids, and the base grids (``existing``).
    compounds : str, optional
        Field; each value of it is a compound, which becomes one micro-grid whatever its count.
    progress : callable, optional
        As in `gridgeo.planner.partition.partition`.

    Returns
    -------
    FilePlan
        The layer ``grids`` says in ``parent_code`` which base grid each micro-grid lies in.

    Raises
    ------
    BadInputError
        A file or field that cannot be used, or a unit that lies in no base grid.
    """
    start = perf_counter()
    task = read_ground(options)
    base = _base_of_units(task)
    answer = subdivide(
        task.ground.graph,
        base,
        options.band,
        compounds=read_groups(task.units, compounds),
        seed=options.seed,
        effort=options.effort,
        jobs=options.jobs,
        progress=progress,
    )
    codes = np.array(task.present.codes, dtype=np.str_)
    plan = lay_out(_inside(task, codes[base]), answer, options.seed, start)
    return _with_parents(plan, codes[parents(base, answer.assignment)])


def _base_of_units(task: FileGround) -> NDArray[np.int64]:
    base = task.present.grid_of_unit
    if base is None:
        raise BadInputError("Name the base grids to subdivide.", field="grids")
    outside = np.flatnonzero(base < 0)
    if len(outside):
        raise BadInputError(
            f"{len(outside)} units lie in no base grid, the first is"
            f" '{task.units.ids[outside[0]]}'; extend the plan to them first.",
            field="grids",
        )
    return base


def _inside(task: FileGround, base: NDArray[np.str_]) -> FileGround:
    """Make the base grid the community of each unit, so that micro-grids are named after it."""
    ground = replace(task.ground, communities=base, given=Given())
    units = replace(task.units, communities=base)
    return replace(task, units=units, ground=ground, present=PresentGrids())


def _with_parents(plan: FilePlan, parent: NDArray[np.str_]) -> FilePlan:
    grids = plan.layers.grids.assign(kind=GridKind.MICRO.value)
    grids.insert(2, "parent_code", parent)
    layers = PlanLayers(grids, plan.layers.assignment, plan.layers.findings)
    return replace(plan, layers=layers)
