"""Units (划分单元) from buildings, compounds and barriers: a gap-free coverage of communities."""

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from gridgeo.geometry.dissolve import dissolve
from gridgeo.geometry.enclosures import (
    GRID_M,
    Barriers,
    Geometries,
    Integers,
    enclose,
    first_at,
    snap,
)
from gridgeo.geometry.fit_borders import fit_borders
from gridgeo.geometry.tessellation import seed_footprints
from gridgeo.geometry.tessellation_checks import require_polygons, require_some
from gridgeo.geometry.tessellation_compounds import open_compounds
from gridgeo.geometry.tessellation_footprints import (
    find_owners,
    gather_hamlets,
    place_footprints,
)
from gridgeo.geometry.tessellation_ground import (
    Anchors,
    Ground,
    UnitRules,
    divide,
    join,
)

ROW_M = 100.0  # units are numbered in rows of this height, from the north, each from the west
REACH_M = 1.5 * GRID_M  # rounding, and noding on the grid after it, moves a point by less
CORNER_M = 0.75 * GRID_M  # rounding alone: half the diagonal of a step
STRAIGHT_M = 0.005  # vertices that bend a border by less than this are dropped on both its sides


@dataclass(frozen=True, slots=True)
class UnitCoverage:
    """Units of some communities, ordered by community, then from north to south, west to east.

    Attributes
    ----------
    polygons : object, shape (n,)
        A coverage: neighbours share their vertices; nothing overlaps, nothing is left out.
    community : int64, shape (n,)
        Position of the community that each lies in.
    compound : int64, shape (n,)
        Position of the compound that the unit holds, -1 for none.
    households, persons : int64, shape (n,)
    source_unit : int64, shape (s,)
        Unit of each thing that was counted (building, point, small area); -1 for one outside all
        communities.
    """

    polygons: Geometries
    community: Integers
    compound: Integers
    households: Integers
    persons: Integers
    source_unit: Integers


def make_units(
    communities: Geometries,
    buildings: Geometries,
    households: Integers,
    persons: Integers,
    *,
    compounds: Geometries | None = None,
    building_compound: Integers | None = None,
    barriers: Barriers | None = None,
    rural: NDArray[np.bool_] | None = None,
    rules: UnitRules | None = None,
) -> UnitCoverage:
    """Divide communities into the ground around each building or compound.

    Parameters
    ----------
    communities : object, shape (c,)
        Valid polygons, metric CRS.
    buildings : object, shape (b,)
        Valid polygons.
    households, persons : int64, shape (b,)
        Counts of each building.
    compounds : object, shape (p,), optional
        Valid polygons; each becomes one unit, whatever runs through it.
    building_compound : int64, shape (b,), optional
        Compound that the source names for each building, -1 for none.
    barriers : Barriers, optional
        Streets, water, walls, railways.
    rural : bool, shape (c,), optional
        Communities whose hamlets are kept whole; none by default.
    rules : UnitRules, optional

    Raises
    ------
    BadInputError
        If there is no community, or a polygon is invalid.
    """
    compounds = np.empty(0, dtype=object) if compounds is None else compounds
    named = np.full(len(buildings), -1) if building_compound is None else building_compound
    barriers, rules = barriers or Barriers.none(), rules or UnitRules()
    require_polygons(communities, "community")
    require_polygons(buildings, "building")
    require_polygons(compounds, "compound")
    require_some(communities)
    compounds, buildings = snap(compounds), snap(buildings)
    walls = open_compounds(compounds, buildings, named, households, barriers, rules.max_compound_hh)
    compounds, named, barriers = walls.compounds, walls.building_compound, walls.barriers
    blocks = enclose(snap(communities), barriers, compounds)
    owner = find_owners(buildings, compounds, named)
    places = shapely.point_on_surface(buildings)
    if rural is not None and rural.any():
        village = _villages(communities, places, rural)
        owner = gather_hamlets(
            buildings, owner, village, households, len(compounds), rules.max_hamlet_hh
        )
    footprints = place_footprints(blocks, buildings, compounds, owner)
    claims = footprints.claims
    seeds = seed_footprints(
        footprints.polygons[claims], footprints.owner[claims], footprints.block[claims]
    )
    ground = divide(blocks, seeds, footprints)
    anchors = _anchors(buildings, compounds, owner)
    unit = join(ground, anchors, barriers.water, rules)
    return cover(communities, ground, unit, places, households, persons, walls.position)


def cover(
    communities: Geometries,
    ground: Ground,
    unit: Integers,
    places: Geometries,
    households: Integers,
    persons: Integers,
    compounds: Integers | None = None,
) -> UnitCoverage:
    """Dissolve faces into units, bring these into reading order and count what lies in them.

    Parameters
    ----------
    communities : object, shape (c,)
        As they came in.
    ground : Ground
    unit : int64, shape (n,)
        Unit of each face.
    places : object, shape (s,)
        Points of what is counted; one on a border counts for the unit that comes first.
    households, persons : int64, shape (s,)
    compounds : int64, shape (q,), optional
        The first q owners are compounds; these are their positions in the source.
    """
    count = int(unit.max()) + 1
    community = np.zeros(count, dtype=np.int64)
    community[unit] = ground.faces.community
    polygons = _straighten(dissolve(ground.polygons, unit, count), community)
    # Checks hold a plan against the community as it was imported; half a millimetre along a
    # kilometre would be a gap of half a square metre.
    polygons = fit_borders(polygons, community, communities, reach=REACH_M, corner_reach=CORNER_M)
    rank = _reading_order(polygons, community)
    place = np.empty(count, dtype=np.int64)
    place[rank] = np.arange(count)
    compound = np.full(count, -1, dtype=np.int64)
    owner = ground.faces.owner
    if compounds is not None and len(compounds):
        walled = np.flatnonzero((owner >= 0) & (owner < len(compounds)))
        walled = walled[np.argsort(-owner[walled], kind="stable")]
        compound[place[unit[walled]]] = compounds[owner[walled]]
    source, face = first_at(ground.polygons, places)
    source_unit = np.full(len(places), -1, dtype=np.int64)
    source_unit[source] = place[unit[face]]
    return UnitCoverage(
        polygons[rank],
        community[rank],
        compound,
        add_up(source_unit, households, count),
        add_up(source_unit, persons, count),
        source_unit,
    )


def add_up(unit: Integers, counts: Integers, total: int) -> Integers:
    """Sum counts by unit; what lies in none (-1) is left out."""
    placed = unit >= 0
    summed = np.zeros(total, dtype=np.int64)
    np.add.at(summed, unit[placed], counts[placed])
    return summed


def _villages(communities: Geometries, places: Geometries, rural: NDArray[np.bool_]) -> Integers:
    """Give the rural community of each place, -1 for one in none."""
    village = np.full(len(places), -1, dtype=np.int64)
    place, community = first_at(communities, places)
    inside = rural[community]
    village[place[inside]] = community[inside]
    return village


def _anchors(buildings: Geometries, compounds: Geometries, owner: Integers) -> Anchors:
    """Give a point inside the (first) footprint of each owner."""
    single = np.flatnonzero(owner >= len(compounds))
    owners, first = np.unique(owner[single], return_index=True)
    footprints = np.concatenate([compounds, buildings[single[first]]])
    return Anchors(
        shapely.point_on_surface(footprints), np.concatenate([np.arange(len(compounds)), owners])
    )


def _straighten(polygons: Geometries, community: Integers) -> Geometries:
    """Drop vertices that bend nothing, on both sides alike, and none on a community's border."""
    straight = polygons.copy()
    for number in np.unique(community):
        members = np.flatnonzero(community == number)
        if shapely.coverage_is_valid(polygons[members]):
            straight[members] = shapely.coverage_simplify(
                polygons[members], STRAIGHT_M, simplify_boundary=False
            )
    return straight if shapely.is_valid(straight).all() else polygons


def _reading_order(polygons: Geometries, community: Integers) -> Integers:
    x, y = shapely.get_coordinates(shapely.point_on_surface(polygons)).T
    order: Integers = np.lexsort((x, -np.floor(y / ROW_M), community))
    return order
