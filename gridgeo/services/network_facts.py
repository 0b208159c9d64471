"""What a plan of a network is given: present grids, locks, pins, compounds, loads, new homes."""

from collections.abc import Sequence

import numpy as np
import shapely
from numpy.typing import NDArray
from sqlalchemy.orm import Session

from gridgeo.db.repositories import plan_sources
from gridgeo.db.repositories.open_grids import OpenGrids
from gridgeo.db.repositories.plan_sources import DevelopmentRows, PlaceRows
from gridgeo.db.repositories.plans import UnitRows
from gridgeo.domain.errors import BadInputError
from gridgeo.domain.workload import Workload, hectares, walking_minutes
from gridgeo.geometry.place_units import find_place_units
from gridgeo.planner.ground import NONE
from gridgeo.planner.reserve import Development
from gridgeo.services.carving import Places
from gridgeo.services.pinned_units import require_held

MONTHS = 12  # of events that are counted
NOTHING = np.datetime64("NaT", "D")


def find_locked(
    codes: Sequence[str], present: OpenGrids, grid_of_unit: NDArray[np.int64]
) -> NDArray[np.bool_] | None:
    """Find the units of locked present grids; None where none is locked.

    Raises
    ------
    BadInputError
        If there is no such present grid here.
    """
    if not codes:
        return None
    known = {str(code): place for place, code in enumerate(present.codes)}
    held = set(grid_of_unit.tolist())
    unknown = [code for code in codes if known.get(code) not in held]
    if unknown:
        raise BadInputError(
            f"There is no present grid '{unknown[0]}' with units in these areas to lock.",
            field="locked",
        )
    return np.isin(grid_of_unit, [known[code] for code in codes])


def find_pinned(
    codes: Sequence[str], units: UnitRows, grid_of_unit: NDArray[np.int64]
) -> NDArray[np.bool_] | None:
    """Find pinned units; None where none is pinned.

    Raises
    ------
    BadInputError
        If there is no such unit here, or it lies in no present grid.
    """
    if not codes:
        return None
    unknown = sorted(set(codes) - set(units.codes.tolist()))
    if unknown:
        raise BadInputError(
            f"There is no unit '{unknown[0]}' in these areas to pin.", field="pinned"
        )
    pinned = np.isin(units.codes, list(codes))
    require_held(units.codes.tolist(), pinned, grid_of_unit)
    return pinned


def group_compounds(
    units: UnitRows, counts: NDArray[np.int64], maximum: int
) -> NDArray[np.int64] | None:
    """Give compounds that fit one grid a number, so that they are never cut; -1 elsewhere.

    None where no compound has several units.
    """
    known = units.compound_codes != None  # noqa: E711 - element by element
    names, number = np.unique(units.compound_codes[known].astype(np.str_), return_inverse=True)
    people = np.zeros(len(names), dtype=np.int64)
    np.add.at(people, number, counts[known])
    fits = (people <= maximum) & (np.bincount(number, minlength=len(names)) > 1)
    if not fits.any():
        return None
    groups = np.full(len(units), NONE, dtype=np.int64)
    groups[known] = np.where(fits[number], number, NONE)
    return groups


def count_points(ground: NDArray[np.object_], points: NDArray[np.float64]) -> NDArray[np.int64]:
    """Count the points, shape (p, 2), in each polygon; one on a border counts in the first."""
    place, unit = shapely.STRtree(ground).query(shapely.points(points), predicate="intersects")
    order = np.lexsort((unit, place))
    _, first = np.unique(place[order], return_index=True)
    return np.bincount(unit[order][first], minlength=len(ground)).astype(np.int64)


def load_of(
    session: Session,
    workload: Workload | None,
    units: UnitRows,
    area_m2: NDArray[np.float64],
    buildings: NDArray[np.int64],
) -> NDArray[np.float64] | None:
    """Give the workload of each unit; None where the network has none."""
    if workload is None:
        return None
    areas = sorted(set(units.area_codes.tolist()))
    return workload.load(
        {
            "households": units.households,
            "persons": units.persons,
            "key_persons": units.key_persons,
            "shops": units.shops,
            **monthly_events(session, workload, units.ground, areas),
            "hectares": hectares(area_m2),
            "walking_minutes": walking_minutes(area_m2, buildings),
        }
    )


def monthly_events(
    session: Session,
    workload: Workload,
    ground: NDArray[np.object_],
    areas: Sequence[str],
) -> dict[str, NDArray[np.float64]]:
    """Give the events a month in each polygon (degrees), by name; nothing where none weigh."""
    if not workload.events:
        return {}
    points = plan_sources.load_event_points(session, areas)
    return {"events": count_points(ground, points) / MONTHS}


def places_without_grid(
    rows: PlaceRows, metric: NDArray[np.object_], dedicated: NDArray[np.object_]
) -> Places:
    """Give the places that no present dedicated grid covers most of; ground in metres."""
    held = find_place_units(_surfaces(metric), dedicated) != NONE
    free = np.flatnonzero(~held)
    return Places(rows.codes, rows.names, rows.kinds, metric).take(free)


def homes_of_units(
    ground: NDArray[np.object_], rows: DevelopmentRows, metric: NDArray[np.object_]
) -> Development:
    """Spread planned homes over the units that their ground lies in, by area.

    Where several developments share a unit, the unit is ready when the first one is, with the mean
    occupancy of all.
    """
    unit, home = shapely.STRtree(metric).query(ground, predicate="intersects")
    area = shapely.area(shapely.intersection(ground[unit], metric[home]))
    total = np.bincount(home, weights=area, minlength=len(metric))
    share = np.divide(area, total[home], out=np.zeros(len(area)), where=total[home] > 0)
    homes = rows.planned_hh[home] * share
    planned = np.bincount(unit, weights=homes, minlength=len(ground))
    lived = np.bincount(unit, weights=homes * rows.occupancy[home], minlength=len(ground))
    whole = np.rint(planned).astype(np.int64)
    occupancy = np.divide(lived, planned, out=np.zeros(len(ground)), where=planned > 0)
    ready = np.full(len(ground), NOTHING)
    for place in np.argsort(rows.ready_on[home])[::-1]:  # the earliest is written last
        if share[place] > 0:
            ready[unit[place]] = rows.ready_on[home[place]]
    return Development(whole, np.minimum(occupancy, 1.0), np.where(whole > 0, ready, NOTHING))


def _surfaces(places: NDArray[np.object_]) -> NDArray[np.object_]:
    """Give points a metre of ground, so that they can be covered."""
    points = shapely.get_dimensions(places) == 0
    return np.where(points, shapely.buffer(places, 1.0), places)
