"""Codes and names for the grids of a plan: those of present grids that go on, and new ones."""

import numpy as np
from sqlalchemy.orm import Session

from gridgeo.db.repositories import plans
from gridgeo.planner.partition import Partition
from gridgeo.services.carving import CarvedGrid
from gridgeo.services.network_ground import NetworkGround
from gridgeo.services.plan_continuity import Identity, name_grids
from gridgeo.services.plan_explain import continued_grids
from gridgeo.services.plan_frame import area_of_overlay


def name_plan(session: Session, task: NetworkGround, answer: Partition) -> Identity:
    """Name all grids of a plan in their order, and behind them those that lie over others.

    Raises
    ------
    RefusedError
        If a community has not enough codes left.
    """
    first = np.unique(answer.assignment, return_index=True)[1]
    overlays = task.carving.overlays
    areas = [str(code) for code in task.units.area_codes[first]]
    areas += [area_of_overlay(task, number) for number in range(len(overlays))]
    carved = [*task.carving.grids, *(overlay.grid for overlay in overlays)]
    fixed = len(answer.status) - len(task.carving.grids)
    kept = np.array([one.present is not None for one in carved], dtype=np.bool_)
    fresh = np.append(np.ones(fixed, np.bool_), ~kept)
    continued = np.append(continued_grids(task.ground, answer), np.full(len(overlays), -1))
    titles = dict(zip(task.communities.codes, task.communities.names, strict=True))
    chosen = np.flatnonzero(fresh)
    named = name_grids(
        task.network.code_template,
        [areas[place] for place in chosen],
        [str(titles[areas[place]]) for place in chosen],
        continued[chosen],
        task.base,
        plans.used_codes(session, task.network.code, task.communities.codes),
    )
    return _merge(task, named, chosen, fixed, carved)


def _merge(
    task: NetworkGround,
    named: Identity,
    chosen: np.ndarray,
    fixed: int,
    carved: list[CarvedGrid],
) -> Identity:
    """Put new names and those of present dedicated grids into the order of the plan."""
    count = fixed + len(carved)
    merged = Identity([""] * count, [""] * count, [None] * count)
    for place, code, name, grid_id in zip(
        chosen.tolist(), named.codes, named.names, named.continues, strict=True
    ):
        merged.codes[place], merged.continues[place] = code, grid_id
        own = carved[place - fixed].name if place >= fixed and grid_id is None else None
        merged.names[place] = own or name
    for number, grid in enumerate(carved):
        if grid.present is not None:
            old = grid.present
            merged.codes[fixed + number] = str(task.dedicated.codes[old])
            merged.names[fixed + number] = str(task.dedicated.names[old])
            merged.continues[fixed + number] = int(task.dedicated.grid_ids[old])
    return merged
