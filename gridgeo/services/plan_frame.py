"""A plan's grids as rows, dissolved from their units, and the figures that sum them up."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from gridgeo.domain.enums import BandStatus, GridKind, GridStatus
from gridgeo.geometry.compactness import measure_compactness
from gridgeo.geometry.crs import transform
from gridgeo.geometry.dissolve import dissolve
from gridgeo.services.network_ground import NetworkGround
from gridgeo.services.plan_continuity import Identity
from gridgeo.services.plan_explain import Explained, tell_reasons
from gridgeo.services.plan_graph import WGS84


@dataclass(frozen=True, slots=True)
class PlanSummary:
    """What a plan came to.

    ``explained`` counts grids outside the band that have a reason, ``continued`` those that keep
    the code of a present grid. Counts of the band leave dedicated and reserved grids out.
    """

    plan_id: int
    network_code: str
    communities: int
    units: int
    households: int
    persons: int
    grids: int
    dedicated: int
    reserved: int
    in_band: int
    under: int
    over: int
    explained: int
    continued: int
    mean_polsby_popper: float
    seed: int


def make_grid_frame(task: NetworkGround, told: Explained, identity: Identity) -> pd.DataFrame:
    """Dissolve units into grids and measure them; grids that lie over others come last.

    Parameters
    ----------
    task : NetworkGround
        Units in EPSG:4326; the grids' borders are theirs, vertex for vertex.
    told : Explained
        The plan.
    identity : Identity
        What the grids are called, overlays included.

    Returns
    -------
    DataFrame
        `gridgeo.db.repositories.plans.PLAN_GRID_COLUMNS`, numbered from 1.
    """
    plan, units, count = told.plan, task.units, len(told.codes)
    ground = dissolve(units.ground, plan.assignment, count)
    metric = transform(ground, WGS84, task.crs)
    carved = [told.carved[grid] for grid in range(count)]
    locked = task.ground.given.locked
    first = np.unique(plan.assignment, return_index=True)[1]
    rows = pd.DataFrame(
        {
            "number": np.arange(1, count + 1),
            "kind": [GridKind.BASE.value if one is None else one.kind.value for one in carved],
            "status": [
                GridStatus.ACTIVE.value if one is None else one.status.value for one in carved
            ],
            "area_code": units.area_codes[first],
            "units": plan.units,
            "households": _sum(plan.assignment, units.households, count),
            "persons": _sum(plan.assignment, units.persons, count),
            "area_m2": shapely.area(metric),
            "polsby_popper": measure_compactness(metric),
            "band_status": [
                plan.status[grid].value if told.banded(grid) else None for grid in range(count)
            ],
            "reason": [sentence or None for sentence in tell_reasons(told)],
            "locked": np.zeros(count, np.bool_) if locked is None else locked[first],
            "place_code": [None if one is None else one.place_code for one in carved],
            "expected_households": pd.array(
                [None if one is None else one.expected_hh for one in carved], dtype="Int64"
            ),
            "active_from": [None if one is None else one.active_from for one in carved],
            "geometry": [shapely.multipolygons(shapely.get_parts(shape)) for shape in ground],
        }
    )
    over = [_overlay_row(task, number) for number in range(len(task.carving.overlays))]
    frame = pd.concat([rows, pd.DataFrame(over)], ignore_index=True) if over else rows
    return frame.assign(
        number=np.arange(1, len(frame) + 1),
        code=identity.codes,
        name=identity.names,
        continues_grid_id=pd.array(identity.continues, dtype="Int64"),
    )


def summarise(grids: pd.DataFrame, task: NetworkGround, seed: int) -> PlanSummary:
    """Sum up a plan's grids; the plan's id is 0 until it is stored."""
    dedicated = grids["kind"] == GridKind.DEDICATED.value
    reserved = grids["status"] == GridStatus.RESERVED.value
    base = grids[~dedicated & ~reserved]
    number = base["band_status"].value_counts()
    return PlanSummary(
        plan_id=0,
        network_code=task.network.code,
        communities=len(task.communities),
        units=len(task.units),
        households=int(task.units.households.sum()),
        persons=int(task.units.persons.sum()),
        grids=len(base),
        dedicated=int(dedicated.sum()),
        reserved=int(reserved.sum()),
        in_band=int(number.get(BandStatus.IN_BAND.value, 0)),
        under=int(number.get(BandStatus.UNDER.value, 0)),
        over=int(number.get(BandStatus.OVER.value, 0)),
        explained=int((base["reason"].notna() & (base["band_status"] != "in_band")).sum()),
        continued=int(base["continues_grid_id"].notna().sum()),
        mean_polsby_popper=float(base["polsby_popper"].mean()) if len(base) else 0.0,
        seed=seed,
    )


def area_of_overlay(task: NetworkGround, number: int) -> str:
    """Give the community that a dedicated grid over others belongs to: where its inner point is."""
    ground = np.array([task.carving.overlays[number].ground], dtype=object)
    point = shapely.point_on_surface(transform(ground, task.crs, WGS84))[0]
    return str(
        task.communities.codes[int(shapely.distance(task.communities.ground, point).argmin())]
    )


def _overlay_row(task: NetworkGround, number: int) -> dict[str, object]:
    overlay = task.carving.overlays[number]
    metric = np.array([overlay.ground], dtype=object)
    shape = transform(metric, task.crs, WGS84)[0]
    return {
        "kind": overlay.grid.kind.value,
        "status": overlay.grid.status.value,
        "area_code": area_of_overlay(task, number),
        "units": 0,
        "households": int(task.units.households[overlay.units].sum()),
        "persons": int(task.units.persons[overlay.units].sum()),
        "area_m2": float(shapely.area(metric)[0]),
        "polsby_popper": float(measure_compactness(metric)[0]),
        "band_status": None,
        "reason": overlay.grid.note,
        "locked": False,
        "place_code": overlay.grid.place_code,
        "geometry": shapely.multipolygons(shapely.get_parts(shape)),
    }


def _sum(assignment: NDArray[np.int64], counts: NDArray[np.int64], grids: int) -> NDArray[np.int64]:
    total = np.zeros(grids, dtype=np.int64)
    np.add.at(total, assignment, counts)
    return total
