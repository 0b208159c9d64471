"""Use case: a reserved grid that has filled up is shown as it would be split, before any draft."""

from typing import Any

import numpy as np
import shapely
from sqlalchemy.orm import Session

from gridgeo.db.repositories import networks, open_grids, plans
from gridgeo.db.repositories.areas import communities_below
from gridgeo.db.repositories.plans import UnitRows
from gridgeo.domain.errors import NotFoundError, RefusedError
from gridgeo.domain.network import NetworkSpec
from gridgeo.geometry.crs import metric_crs
from gridgeo.geometry.dissolve import dissolve
from gridgeo.planner.actions.outcome import ActionRefusedError
from gridgeo.planner.actions.split import split
from gridgeo.planner.graph import Integers
from gridgeo.services.list_tasks import Task, list_tasks
from gridgeo.services.plan_graph import WGS84, build_graph, counts_of

ONLY = 0  # number of the grid that is split, and of its largest part


def propose_split(session: Session, network_code: str, grid: str) -> dict[str, Any]:
    """Draw the split that a task proposes; the same units give the same parts.

    Returns
    -------
    dict
        ``grid``, the ``operation`` that does it in a draft, and ``parts``: the count of the
        network's standard, its deviation from the target, units and GeoJSON of each part, the
        largest first.

    Raises
    ------
    NotFoundError
        If there is no such network, or the grid does not wait to be split.
    RefusedError
        If its units cannot be split.
    """
    task = _find_task(session, network_code, grid)
    network = networks.load_network(session, network_code)
    communities = communities_below(session, [task["area"]])
    units = _units_of(session, network_code, communities.codes, grid)
    crs = metric_crs(WGS84, list(shapely.total_bounds(units.ground)))
    barriers = plans.load_barriers(session, communities.codes)
    band = network.band(communities.settings[0])
    try:
        outcome = split(
            build_graph(units, network.unit, barriers, crs),
            np.full(len(units), ONLY, dtype=np.int64),
            ONLY,
            band,
            count=task["operation"]["count"],
        )
    except ActionRefusedError as refusal:
        raise refusal.naming(grid) from refusal
    parts = _parts(network, units, outcome.assignment)
    told = [{**part, "deviation": round(band.deviation(part["count"]), 4)} for part in parts]
    return {"grid": grid, "operation": task["operation"], "parts": told}


def _find_task(session: Session, network_code: str, grid: str) -> Task:
    for task in list_tasks(session, network_code):
        if task["grid"] == grid and task["kind"] == "split" and task["area"] is not None:
            return task
    raise NotFoundError(f"Grid '{grid}' does not wait to be split.", field="grid")


def _units_of(session: Session, network_code: str, areas: list[str], grid: str) -> UnitRows:
    """Load the current units whose inner point lies in a published grid."""
    present = open_grids.open_grids_in(session, network_code, areas)
    ground = present.ground[present.codes == grid][0]
    units = plans.load_units(session, areas, network_code)
    shapely.prepare(ground)
    inside = np.flatnonzero(shapely.intersects(ground, shapely.point_on_surface(units.ground)))
    if not len(inside):
        raise RefusedError(f"Grid '{grid}' holds no unit; make units for its community first.")
    return units.take(inside)


def _parts(network: NetworkSpec, units: UnitRows, assignment: Integers) -> list[dict[str, Any]]:
    shapes = dissolve(units.ground, assignment, int(assignment.max()) + 1)
    counted = np.bincount(assignment, counts_of(units, network.unit))
    sizes = np.bincount(assignment)
    return [
        {
            "count": int(count),
            "units": int(size),
            "geometry": dict(shapely.geometry.mapping(shape)),
        }
        for shape, count, size in zip(shapes, counted, sizes, strict=True)
    ]
