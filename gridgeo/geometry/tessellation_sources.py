"""Units where there are no buildings: from street blocks, from points, from counted small areas."""

import numpy as np
import shapely

from gridgeo.domain.errors import BadInputError
from gridgeo.geometry.enclosures import (
    Barriers,
    Blocks,
    Geometries,
    Integers,
    enclose,
    first_at,
    snap,
)
from gridgeo.geometry.tessellation import Seeds, seed_footprints
from gridgeo.geometry.tessellation_checks import require_polygons, require_some
from gridgeo.geometry.tessellation_footprints import Footprints
from gridgeo.geometry.tessellation_ground import Anchors, UnitRules, divide, join
from gridgeo.geometry.tessellation_units import UnitCoverage, cover

NOBODY = np.empty(0, dtype=object)
OVERLAP_M2 = 1.0  # small areas that overlap by more cannot be counted twice


def units_from_blocks(
    communities: Geometries,
    barriers: Barriers,
    points: Geometries,
    households: Integers,
    persons: Integers,
    *,
    rules: UnitRules | None = None,
) -> UnitCoverage:
    """Make each block between barriers a unit and count points into it.

    Parameters
    ----------
    communities : object, shape (c,)
        Valid polygons, metric CRS.
    barriers : Barriers
    points : object, shape (s,)
        Households, metric CRS.
    households, persons : int64, shape (s,)
        What each point stands for.
    rules : UnitRules, optional
        Blocks that hold a point always stand.

    Raises
    ------
    BadInputError
        If there is no community, or one is invalid.
    """
    blocks = _blocks(communities, barriers)
    _, block = first_at(blocks.polygons, points)
    held = np.unique(block)
    inner = shapely.point_on_surface(blocks.polygons[held])
    ground = divide(blocks, seed_footprints(inner, held, held), _no_footprints())
    unit = join(ground, Anchors(inner, held), barriers.water, rules or UnitRules())
    return cover(communities, ground, unit, points, households, persons)


def units_from_points(
    communities: Geometries,
    points: Geometries,
    households: Integers,
    persons: Integers,
    *,
    barriers: Barriers | None = None,
    spacing_m: float = 40.0,
    rules: UnitRules | None = None,
) -> UnitCoverage:
    """Gather household points that stand close together and give each gathering its ground.

    Points of one block and one square of ``spacing_m`` are a gathering; its place is their mean.

    Parameters
    ----------
    communities, points, households, persons
        As in `units_from_blocks`.
    barriers : Barriers, optional
    spacing_m : float
        About the size of the footprint of a building.
    rules : UnitRules, optional

    Raises
    ------
    BadInputError
        If there is no community, or one is invalid.
    """
    barriers = barriers or Barriers.none()
    blocks = _blocks(communities, barriers)
    point, block = first_at(blocks.polygons, points)
    places, owner, of = _gather(points[point], block, spacing_m)
    seeds = Seeds(places, owner, of)
    anchors = Anchors(np.asarray(shapely.points(places)), owner)
    ground = divide(blocks, seeds, _no_footprints())
    unit = join(ground, anchors, barriers.water, rules or UnitRules())
    return cover(communities, ground, unit, points, households, persons)


def units_from_areas(
    communities: Geometries, areas: Geometries, households: Integers, persons: Integers
) -> UnitCoverage:
    """Take small areas that somebody has counted as they are, in their own order.

    Parameters
    ----------
    communities : object, shape (c,)
        Valid polygons, metric CRS; an area belongs to the one that its inner point lies in.
    areas : object, shape (n,)
        Valid polygons that do not overlap.
    households, persons : int64, shape (n,)

    Raises
    ------
    BadInputError
        If an area is invalid, overlaps another, lies in no community, or has a negative count.
    """
    require_polygons(communities, "community")
    require_polygons(areas, "small area")
    _require_counts(households, persons)
    _require_apart(areas)
    inside, community = first_at(communities, shapely.point_on_surface(areas))
    if len(inside) < len(areas):
        lost = np.setdiff1d(np.arange(len(areas)), inside)
        raise BadInputError(
            f"The small area at position {lost[0]} lies in no community ({len(lost)} such in all)."
        )
    return UnitCoverage(
        areas,
        community.astype(np.int64),
        np.full(len(areas), -1, dtype=np.int64),
        households.astype(np.int64),
        persons.astype(np.int64),
        np.arange(len(areas), dtype=np.int64),
    )


def _blocks(communities: Geometries, barriers: Barriers) -> Blocks:
    require_polygons(communities, "community")
    require_some(communities)
    return enclose(snap(communities), barriers, NOBODY)


def _no_footprints() -> Footprints:
    none = np.empty(0, dtype=np.int64)
    return Footprints(NOBODY, none, none, none.astype(np.bool_))


def _gather(
    points: Geometries, block: Integers, spacing_m: float
) -> tuple[np.ndarray, Integers, Integers]:
    """Give the mean place, the number and the block of each gathering, ordered by block."""
    xy = shapely.get_coordinates(points)
    square = np.floor(xy / spacing_m).astype(np.int64)
    keys, member = np.unique(np.column_stack([block, square]), axis=0, return_inverse=True)
    size = np.bincount(member)
    places = np.column_stack([np.bincount(member, weights=xy[:, axis]) / size for axis in (0, 1)])
    return places, np.arange(len(keys)), keys[:, 0]


def _require_counts(households: Integers, persons: Integers) -> None:
    wrong = np.flatnonzero((households < 0) | (persons < 0))
    if len(wrong):
        raise BadInputError(
            f"The small area at position {wrong[0]} has a negative count; counts start at 0."
        )


def _require_apart(areas: Geometries) -> None:
    one, other = shapely.STRtree(areas).query(areas, predicate="intersects")
    once = one < other
    one, other = one[once], other[once]
    shared = shapely.area(shapely.intersection(areas[one], areas[other]))
    wrong = np.flatnonzero(shared > OVERLAP_M2)
    if len(wrong):
        first = wrong[np.lexsort((other[wrong], one[wrong]))[0]]
        raise BadInputError(
            f"The small areas at positions {one[first]} and {other[first]} overlap by"
            f" {shared[first]:.1f} m² ({len(wrong)} such pairs): their households would be counted"
            " twice; mend them first."
        )
