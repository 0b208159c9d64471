"""A plan's grids as rows, dissolved from their units, and the figures that sum them up."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from pyproj import CRS

from gridgeo.db.repositories.plans import UnitRows
from gridgeo.domain.enums import BandStatus, GridKind, GridStatus
from gridgeo.geometry.compactness import measure_compactness
from gridgeo.geometry.crs import transform
from gridgeo.geometry.dissolve import dissolve
from gridgeo.services.plan_continuity import Identity
from gridgeo.services.plan_graph import WGS84
from gridgeo.services.plan_solution import Solution


@dataclass(frozen=True, slots=True)
class PlanSummary:
    """What a plan came to.

    ``explained`` counts grids outside the band that have a reason, ``continued`` those that keep
    the code of a present grid. Counts of the band leave dedicated grids out.
    """

    plan_id: int
    network_code: str
    communities: int
    units: int
    households: int
    persons: int
    grids: int
    dedicated: int
    in_band: int
    under: int
    over: int
    explained: int
    continued: int
    mean_polsby_popper: float
    seed: int


def make_grid_frame(
    units: UnitRows, solution: Solution, identity: Identity, crs: CRS
) -> pd.DataFrame:
    """Dissolve units into grids and measure them.

    Parameters
    ----------
    units : UnitRows
        In EPSG:4326; the grids' borders are theirs, vertex for vertex.
    solution, identity
        Which unit belongs to which grid, and what the grids are called.
    crs : CRS
        Metric.

    Returns
    -------
    DataFrame
        `gridgeo.db.repositories.plans.PLAN_GRID_COLUMNS`, numbered from 1.
    """
    count = len(solution)
    ground = dissolve(units.ground, solution.assignment, count)
    metric = transform(ground, WGS84, crs)
    planned = solution.dedicated < 0
    return pd.DataFrame(
        {
            "number": np.arange(1, count + 1),
            "code": identity.codes,
            "name": identity.names,
            "kind": np.where(planned, GridKind.BASE.value, GridKind.DEDICATED.value),
            "status": GridStatus.ACTIVE.value,
            "area_code": units.area_codes[solution.first_unit],
            "continues_grid_id": pd.array(identity.continues, dtype="Int64"),
            "units": np.bincount(solution.assignment, minlength=count),
            "households": _sum(solution.assignment, units.households, count),
            "persons": _sum(solution.assignment, units.persons, count),
            "area_m2": shapely.area(metric),
            "polsby_popper": measure_compactness(metric),
            "band_status": solution.status,
            "reason": solution.reasons,
            "geometry": [shapely.multipolygons(shapely.get_parts(shape)) for shape in ground],
        }
    )


def summarise(grids: pd.DataFrame, network_code: str, communities: int, seed: int) -> PlanSummary:
    """Sum up a plan's grids; the plan's id is 0 until it is stored."""
    base = grids[grids["kind"] == GridKind.BASE.value]
    number = base["band_status"].value_counts()
    return PlanSummary(
        plan_id=0,
        network_code=network_code,
        communities=communities,
        units=int(grids["units"].sum()),
        households=int(grids["households"].sum()),
        persons=int(grids["persons"].sum()),
        grids=len(base),
        dedicated=len(grids) - len(base),
        in_band=int(number.get(BandStatus.IN_BAND.value, 0)),
        under=int(number.get(BandStatus.UNDER.value, 0)),
        over=int(number.get(BandStatus.OVER.value, 0)),
        explained=int(base["reason"].notna().sum()),
        continued=int(base["continues_grid_id"].notna().sum()),
        mean_polsby_popper=float(base["polsby_popper"].mean()) if len(base) else 0.0,
        seed=seed,
    )


def _sum(assignment: NDArray[np.int64], counts: NDArray[np.int64], grids: int) -> NDArray[np.int64]:
    total = np.zeros(grids, dtype=np.int64)
    np.add.at(total, assignment, counts)
    return total
