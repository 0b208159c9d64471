"""Units (划分单元) of an area from what the database holds of buildings and households.

The caller commits: the units of all communities of the area are replaced in one transaction.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from pyproj import CRS
from sqlalchemy.orm import Session

from gridgeo.db.repositories import unit_sources as sources
from gridgeo.db.repositories.areas import Communities, communities_below
from gridgeo.db.repositories.units import COLUMNS, replace_units
from gridgeo.domain.enums import AreaSetting, UnitSource
from gridgeo.domain.errors import BadInputError
from gridgeo.geometry.crs import metric_crs, transform
from gridgeo.geometry.enclosures import Barriers, Geometries, Integers, first_at
from gridgeo.geometry.fit_borders import fit_borders
from gridgeo.geometry.tessellation_ground import UnitRules
from gridgeo.geometry.tessellation_sources import units_from_blocks, units_from_points
from gridgeo.geometry.tessellation_units import UnitCoverage, add_up, make_units

WGS84 = CRS.from_epsg(4326)
# A degree is some 100 km: a decimetre for lines that are straight in another system, two
# millimetres for corners that were only rounded.
BORDER_REACH_DEG = 1e-6
CORNER_REACH_DEG = 2e-8
LAND = "land_use"  # beside the kinds of barriers
NEEDED = {
    UnitSource.BUILDINGS: "buildings",
    UnitSource.POINTS: "households or buildings",
    UnitSource.BLOCKS: "streets or other barriers",
}
STEPS = ("read", "divide", "write")
Step = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class UnitsReport:
    """What was made.

    ``empty`` counts units without households, ``inserted`` and ``updated`` rows that were written.
    """

    area_code: str
    communities: int
    buildings: int
    compounds: int
    units: int
    empty: int
    households: int
    persons: int
    inserted: int
    updated: int


@dataclass(frozen=True, slots=True)
class _Ground:
    """Everything that units of some communities are made of, in a metric CRS."""

    communities: Communities
    crs: CRS
    areas: Geometries
    buildings: sources.BuildingRows
    footprints: Geometries
    compound_codes: list[str]
    compounds: Geometries
    barriers: Barriers
    households: sources.HouseholdRows
    points: Geometries


def build_units(
    session: Session,
    area_code: str,
    *,
    rules: UnitRules | None = None,
    along_land_use: bool = False,
    source: UnitSource | None = None,
    step: Step | None = None,
) -> UnitsReport:
    """Divide every community of an area into units and make these the current ones.

    A household counts in the unit of its building; one without a known building where its point
    lies. A building's own count stands only in communities that have no households of their own.

    Parameters
    ----------
    session : Session
        The caller commits or rolls back.
    area_code : str
        A community, or a town or district: then all of its communities.
    rules : UnitRules, optional
    along_land_use : bool
        Whether the borders of land use divide blocks as streets do.
    source : UnitSource, optional
        What units are made from; buildings where there are any, else household points.
    step : callable, optional
        Told the name of each of `STEPS` when it begins.

    Raises
    ------
    NotFoundError
        If the area is not known.
    BadInputError
        If the area has no community, or nothing to make units from; or a polygon is invalid.
    """
    announce = step or (lambda _name: None)
    announce("read")
    ground = _read(session, area_code, along_land_use)
    chosen = _choose(ground, source, area_code)
    announce("divide")
    units, compounds = _divide(ground, rules or UnitRules(), chosen)
    announce("write")
    frame = _frame(ground, units, compounds)
    merged = replace_units(session, ground.communities.codes, frame)
    return UnitsReport(
        area_code=area_code,
        communities=len(ground.communities),
        buildings=len(ground.footprints),
        compounds=int((units.compound >= 0).sum()),
        units=len(units.polygons),
        empty=int((frame["households"] == 0).sum()),
        households=int(frame["households"].sum()),
        persons=int(frame["persons"].sum()),
        inserted=merged.inserted,
        updated=merged.updated,
    )


def _read(session: Session, area_code: str, along_land_use: bool) -> _Ground:
    communities = communities_below(session, [area_code])
    codes = communities.codes
    if not codes:
        raise BadInputError(
            f"The area '{area_code}' has no community; import its communities first.", field="area"
        )
    buildings = sources.load_buildings(session, codes)
    households = sources.load_households(session, codes, buildings.codes)
    compound_codes, compounds = sources.load_compounds(session, codes)
    kinds, lines = sources.load_barriers(session, codes)
    if along_land_use:
        land = sources.load_land_use(session, codes)
        kinds, lines = [*kinds, *[LAND] * len(land)], np.concatenate([lines, land])
    _require_valid("building", buildings.codes, buildings.ground)
    _require_valid("compound", compound_codes, compounds)
    crs = metric_crs(WGS84, list(shapely.total_bounds(communities.ground)))
    return _Ground(
        communities,
        crs,
        transform(communities.ground, WGS84, crs),
        buildings,
        transform(buildings.ground, WGS84, crs),
        compound_codes,
        transform(compounds, WGS84, crs),
        Barriers(transform(lines, WGS84, crs), np.array(kinds, dtype="U8")),
        households,
        transform(households.points, WGS84, crs),
    )


def _choose(ground: _Ground, source: UnitSource | None, area_code: str) -> UnitSource:
    """Say what units are made from, and refuse what there is not."""
    there = {
        UnitSource.BUILDINGS: len(ground.footprints),
        UnitSource.POINTS: len(ground.footprints) + len(ground.points),
        UnitSource.BLOCKS: len(ground.barriers.lines),
    }
    if source is not None and not there[source]:
        raise BadInputError(
            f"There are no {NEEDED[source]} in '{area_code}' to make units from; import some.",
            field="source",
        )
    if source is None and not there[UnitSource.POINTS]:
        raise BadInputError(
            f"There are neither buildings nor households in '{area_code}': import either, import"
            " small areas with counts as units, or make units from blocks (--source blocks).",
            field="area",
        )
    return source or (UnitSource.BUILDINGS if there[UnitSource.BUILDINGS] else UnitSource.POINTS)


def _divide(
    ground: _Ground, rules: UnitRules, source: UnitSource
) -> tuple[UnitCoverage, NDArray[np.object_]]:
    """Make units, with the households that have no building counted in; name their compounds."""
    rows, points = ground.households, ground.points
    households, persons = _count_buildings(ground)
    if source is not UnitSource.BUILDINGS:
        make = units_from_blocks if source is UnitSource.BLOCKS else units_from_points
        units = make(
            ground.areas,
            points=np.concatenate([shapely.point_on_surface(ground.footprints), points]),
            households=np.concatenate([households, rows.households]),
            persons=np.concatenate([persons, rows.persons]),
            barriers=ground.barriers,
            rules=rules,
        )
        return units, np.full(len(units.polygons), None, dtype=object)
    number = {code: position for position, code in enumerate(ground.compound_codes)}
    named = [number.get(code or "", -1) for code in ground.buildings.compound_codes]
    units = make_units(
        ground.areas,
        ground.footprints,
        households,
        persons,
        compounds=ground.compounds,
        building_compound=np.array(named, dtype=np.int64),
        barriers=ground.barriers,
        rural=np.array([s is AreaSetting.RURAL for s in ground.communities.settings]),
        rules=rules,
    )
    codes = np.array([*ground.compound_codes, None], dtype=object)
    return _with_points(units, rows, points), codes[units.compound]


def _count_buildings(ground: _Ground) -> tuple[Integers, Integers]:
    """Count households and persons of each building; see `build_units` for which count stands."""
    buildings, rows = ground.buildings, ground.households
    places = shapely.point_on_surface(ground.footprints)
    community = np.full(len(places), -1, dtype=np.int64)
    place, area = first_at(ground.areas, places)
    community[place] = area
    listed = np.array([code in rows.by_building for code in buildings.codes], dtype=np.bool_)
    _, with_points = first_at(ground.areas, ground.points)
    own = ~np.isin(community, np.concatenate([community[listed], with_points]))
    counted = np.array(
        [rows.by_building.get(code, (0, 0)) for code in buildings.codes], dtype=np.int64
    ).reshape(-1, 2)
    return (
        np.where(own, buildings.households, counted[:, 0]),
        np.where(own, buildings.persons, counted[:, 1]),
    )


def _with_points(
    units: UnitCoverage, rows: sources.HouseholdRows, points: Geometries
) -> UnitCoverage:
    """Add the households that stand in no known building, each to the first unit at its point."""
    at = np.full(len(points), -1, dtype=np.int64)
    point, unit = first_at(units.polygons, points)
    at[point] = unit
    count = len(units.polygons)
    return UnitCoverage(
        units.polygons,
        units.community,
        units.compound,
        units.households + add_up(at, rows.households, count),
        units.persons + add_up(at, rows.persons, count),
        units.source_unit,
    )


def _frame(ground: _Ground, units: UnitCoverage, compounds: NDArray[np.object_]) -> pd.DataFrame:
    """Give the rows of the units; their codes are the community's with U and a number."""
    number = np.arange(len(units.polygons)) - np.searchsorted(units.community, units.community) + 1
    area = np.array(ground.communities.codes, dtype=object)[units.community]
    polygons = fit_borders(
        transform(units.polygons, ground.crs, WGS84),
        units.community,
        ground.communities.ground,
        reach=BORDER_REACH_DEG,
        corner_reach=CORNER_REACH_DEG,
    )
    return pd.DataFrame(
        {
            "code": [f"{code}U{n:04d}" for code, n in zip(area, number, strict=True)],
            "area_code": area,
            "compound_code": compounds,
            "households": units.households,
            "persons": units.persons,
            "geometry": _multi(polygons),
        },
        columns=list(COLUMNS),
    )


def _multi(polygons: Geometries) -> Geometries:
    parts, index = shapely.get_parts(polygons, return_index=True)
    return np.asarray(shapely.multipolygons(parts, indices=index), dtype=object)


def _require_valid(kind: str, codes: Sequence[str], ground: Geometries) -> None:
    wrong = np.flatnonzero(~shapely.is_valid(ground))
    if len(wrong):
        shown = ", ".join(f"'{codes[position]}'" for position in wrong[:5])
        raise BadInputError(
            f"{len(wrong)} {kind}s have an invalid outline ({shown}); mend and import them again."
        )
