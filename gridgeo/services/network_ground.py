"""Communities of a network as a task of planning: all is loaded here, in one query each."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import CRS
from sqlalchemy.orm import Session

from gridgeo.db.repositories import networks, open_grids, plan_sources, plans
from gridgeo.db.repositories.areas import Communities, communities_below
from gridgeo.db.repositories.open_grids import OpenGrids
from gridgeo.db.repositories.plans import UnitRows
from gridgeo.domain.dedicated import DedicatedMode
from gridgeo.domain.enums import AreaSetting, GridKind, GridStatus
from gridgeo.domain.errors import BadInputError, RefusedError
from gridgeo.domain.network import NetworkSpec
from gridgeo.geometry.crs import metric_crs, transform
from gridgeo.planner.given import Given
from gridgeo.planner.ground import NONE, Ground, Standards
from gridgeo.services.carving import CarvedGrid, Carving, carve_homes, carve_places
from gridgeo.services.network_facts import (
    count_points,
    find_locked,
    find_pinned,
    group_compounds,
    homes_of_units,
    load_of,
    places_without_grid,
)
from gridgeo.services.plan_continuity import present_grid_of_units
from gridgeo.services.plan_graph import WGS84, build_graph, counts_of
from gridgeo.services.plan_relation import relate
from gridgeo.services.plan_request import PlanRequest


@dataclass(frozen=True, slots=True, eq=False)
class NetworkGround:
    """All that a plan of a network is made of.

    Attributes
    ----------
    network, communities, units
        As they are stored.
    ground, standards, carving
        For the planner.
    base : OpenGrids
        Present base grids, which ``ground.given.present`` numbers.
    dedicated : OpenGrids
        Present dedicated grids.
    buildings : int64, shape (n,)
        Buildings of each unit.
    crs : CRS
        Metric.
    """

    network: NetworkSpec
    communities: Communities
    units: UnitRows
    ground: Ground
    standards: Standards
    carving: Carving
    base: OpenGrids
    dedicated: OpenGrids
    buildings: NDArray[np.int64]
    crs: CRS


def load_ground(
    session: Session,
    network_code: str,
    area_codes: Sequence[str] | None,
    request: PlanRequest,
) -> NetworkGround:
    """Load communities of a network, and set apart what is not planned.

    Raises
    ------
    NotFoundError
        If the network or an area is not known.
    BadInputError
        If there is no community in the areas, or no such grid or unit to lock or pin.
    RefusedError
        If a community has no units, or the related network no grids.
    """
    network = networks.load_network(session, network_code)
    communities = communities_below(session, area_codes)
    units = _load_units(session, communities, network.code)
    present = open_grids.open_grids_in(session, network.code, communities.codes)
    crs = metric_crs(WGS84, list(shapely.total_bounds(units.ground)))
    graph = build_graph(units, network.unit, plans.load_barriers(session, communities.codes), crs)
    buildings = count_points(
        units.ground, plan_sources.load_building_points(session, communities.codes)
    )
    base = present.take(np.flatnonzero(present.kinds == GridKind.BASE.value))
    related = relate(session, network, communities, units)
    whole = related.whole
    if whole is not None:
        graph = graph.open_inside(whole)  # a river in a grid that must not be broken parts nothing
    else:
        counts = counts_of(units, network.unit)
        whole = group_compounds(units, counts, min(network.urban.maximum, network.rural.maximum))
    given = replace(
        _given(request, units, base),
        groups=whole,
        load=load_of(session, network.workload, units, graph.area_m2, buildings),
    )
    loaded = NetworkGround(
        network,
        communities,
        units,
        Ground(graph, related.within, _rural(communities, units), related.carving.carved, given),
        Standards(network.urban, network.rural),
        related.carving,
        base,
        present.take(np.flatnonzero(present.kinds == GridKind.DEDICATED.value)),
        buildings,
        crs,
    )
    return _set_apart(session, loaded, request)


def _load_units(session: Session, communities: Communities, network_code: str) -> UnitRows:
    if not len(communities):
        raise BadInputError("There is no community in these areas; import areas.", field="area")
    units = plans.load_units(session, communities.codes, network_code)
    empty = sorted(set(communities.codes) - set(units.area_codes))
    if empty:
        shown = ", ".join(empty[:5]) + (" …" if len(empty) > 5 else "")
        raise RefusedError(
            f"{len(empty)} communities have no units ({shown}); make them with gridgeo units, or"
            " import them with gridgeo import units."
        )
    return units


def _given(request: PlanRequest, units: UnitRows, base: OpenGrids) -> Given:
    grid_of_unit = present_grid_of_units(units.ground, base)
    locked = find_locked(request.locked, base, grid_of_unit)
    pinned = find_pinned(request.pinned, units, grid_of_unit)
    return Given(grid_of_unit if len(base) else None, None, locked, pinned, None)


def _rural(communities: Communities, units: UnitRows) -> NDArray[np.bool_]:
    setting = dict(zip(communities.codes, communities.settings, strict=True))
    return np.array([setting[code] is AreaSetting.RURAL for code in units.area_codes], np.bool_)


def _set_apart(session: Session, task: NetworkGround, request: PlanRequest) -> NetworkGround:
    """Set apart dedicated grids, present and new, then reserved ones."""
    ground, network = task.ground, task.network
    _, community = np.unique(ground.communities, return_inverse=True)
    closed = ground.graph.bar(community.astype(np.int64))
    metric = transform(task.units.ground, WGS84, task.crs)
    carving, fixed = task.carving, ground.given.fixed
    if network.dedicated == DedicatedMode.CUT_OUT:
        carving = _keep_dedicated(carving, task)
    rules = network.dedicated_grids
    if rules:
        rows = plan_sources.load_places(session, task.communities.codes)
        places = places_without_grid(
            rows,
            transform(rows.ground, WGS84, task.crs),
            transform(task.dedicated.ground, WGS84, task.crs),
        )
        carving = carve_places(carving, closed, metric, places, rules, fixed)
    if request.reserve_on is not None:
        homes = plan_sources.load_developments(session, task.communities.codes)
        carving = carve_homes(
            carving,
            closed,
            homes_of_units(metric, homes, transform(homes.ground, WGS84, task.crs)),
            request.reserve_on,
            task.standards,
            ground.communities,
            ground.rural,
            task.units.codes,
            seed=request.seed,
            effort=request.how_long,
            fixed=fixed,
        )
    counted = np.where(carving.uncounted, 0, ground.graph.households)
    ground = replace(ground, graph=replace(ground.graph, households=counted), carved=carving.carved)
    return replace(task, ground=ground, carving=carving)


def _keep_dedicated(carving: Carving, task: NetworkGround) -> Carving:
    """Let present dedicated grids keep the units whose inner point they hold."""
    grid = present_grid_of_units(task.units.ground, task.dedicated)
    free = carving.carved == NONE
    held = np.unique(grid[(grid != NONE) & free])
    number = np.full(len(task.dedicated) + 1, NONE, dtype=np.int64)
    number[held] = len(carving.grids) + np.arange(len(held))
    made = tuple(
        CarvedGrid(
            GridKind.DEDICATED,
            GridStatus.ACTIVE,
            f"The present dedicated grid {task.dedicated.codes[place]}.",
            banded=task.network.dedicated_counts,
            name=task.dedicated.names[place],
            present=place,
        )
        for place in held.tolist()
    )
    return replace(
        carving,
        carved=np.where(free, number[grid], carving.carved),
        grids=carving.grids + made,
    )
