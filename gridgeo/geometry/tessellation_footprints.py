"""Footprints: who claims ground, compounds before single buildings, and where."""

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components

from gridgeo.geometry.enclosures import Blocks, Geometries, Integers

HAMLET_GAP_M = 40.0  # houses that stand nearer than this to each other are one hamlet
NEAR_M = 10.0  # a building that names a compound belongs to it if it stands this near
FUSED = 0.2  # buildings that overlap by this share of the smaller one are one footprint
LEAST_M2 = 1.0  # less of a footprint than this in a block is slack of drawing
MAIN_SHARE = 0.2  # a footprint claims ground only in blocks with at least this share of it


@dataclass(frozen=True, slots=True)
class Footprints:
    """Pieces of footprints, cut at blocks.

    Attributes
    ----------
    polygons : object, shape (f,)
        Metric CRS.
    owner : int64, shape (f,)
        Compounds are 0 to p - 1; a building outside is p + its position (of the first, if fused).
    block : int64, shape (f,)
    claims : bool, shape (f,)
        Whether the piece claims ground around it in its block.
    """

    polygons: Geometries
    owner: Integers
    block: Integers
    claims: NDArray[np.bool_]


def find_owners(buildings: Geometries, compounds: Geometries, named: Integers) -> Integers:
    """Say whose ground each building stands on.

    Parameters
    ----------
    buildings : object, shape (n,)
    compounds : object, shape (p,)
    named : int64, shape (n,)
        Compound that the source names for each building, -1 for none; where the building stands
        counts for more.

    Returns
    -------
    int64, shape (n,)
        A compound, or p + the first building of those that overlap.
    """
    owner = np.full(len(buildings), -1, dtype=np.int64)
    places = shapely.point_on_surface(buildings)
    building, compound = shapely.STRtree(compounds).query(places, predicate="intersects")
    order = np.lexsort((-compound, building))  # of several, the first compound is written last
    owner[building[order]] = compound[order]
    asked = np.flatnonzero((owner < 0) & (named >= 0))
    near = shapely.dwithin(buildings[asked], compounds[named[asked]], NEAR_M)
    owner[asked[near]] = named[asked[near]]
    free = np.flatnonzero(owner < 0)
    owner[free] = len(compounds) + free[_first_of_overlapping(buildings[free])]
    return owner


def gather_hamlets(
    buildings: Geometries,
    owner: Integers,
    community: Integers,
    households: Integers,
    compounds: int,
    most: int,
) -> Integers:
    """Make buildings that stand close together one owner: a hamlet (自然村) is never cut.

    Parameters
    ----------
    buildings : object, shape (n,)
    owner : int64, shape (n,)
        As from `find_owners`.
    community : int64, shape (n,)
        Rural community of each building; -1 for what is not to be gathered.
    households : int64, shape (n,)
    compounds : int
        Owners below this are compounds and stay alone.
    most : int
        A gathering with more households stays divided by building.

    Returns
    -------
    int64, shape (n,)
        Owners, with the first of a hamlet in place of all of them.
    """
    rural = np.flatnonzero((community >= 0) & (owner >= compounds))
    one, other = shapely.STRtree(buildings[rural]).query(
        buildings[rural], predicate="dwithin", distance=HAMLET_GAP_M
    )
    near = (one < other) & (community[rural][one] == community[rural][other])
    first = _first_of_linked(one[near], other[near], len(rural))
    gathered = owner.copy()
    size = np.bincount(first, weights=households[rural], minlength=len(rural))
    small = size[first] <= most
    gathered[rural[small]] = owner[rural[first[small]]]
    return gathered


def place_footprints(
    blocks: Blocks, buildings: Geometries, compounds: Geometries, owner: Integers
) -> Footprints:
    """Cut footprints at the borders of blocks.

    A footprint belongs to the community of its own point (`point_on_surface`); what lies across the
    border of that community is cut off, and a footprint of no community is left out.
    """
    whole = _pieces(blocks, compounds, np.arange(len(compounds)))
    outside = np.flatnonzero((owner >= len(compounds)) | ~_within(buildings, compounds, owner))
    single = _pieces(blocks, buildings[outside], owner[outside])
    return Footprints(
        np.concatenate([whole.polygons, single.polygons]),
        np.concatenate([whole.owner, single.owner]),
        np.concatenate([whole.block, single.block]),
        np.concatenate([whole.claims, single.claims]),
    )


def _pieces(blocks: Blocks, footprints: Geometries, owner: Integers) -> Footprints:
    """Cut footprints at blocks, inside the community of each footprint's own point."""
    tree = shapely.STRtree(blocks.polygons)
    home = np.full(len(footprints), -1, dtype=np.int64)
    at, home_block = tree.query(shapely.point_on_surface(footprints), predicate="intersects")
    home[at[::-1]] = home_block[::-1]
    which, block = tree.query(footprints, predicate="intersects")
    near = (home[which] >= 0) & (blocks.community[block] == blocks.community[home[which]])
    which, block = which[near], block[near]
    parts = shapely.intersection(footprints[which], blocks.polygons[block])
    mixed = shapely.get_type_id(parts) == shapely.GeometryType.GEOMETRYCOLLECTION
    parts[mixed] = shapely.buffer(parts[mixed], 0)  # drops the points and lines that only touch
    area, at_home = shapely.area(parts), block == home[which]
    stays = (area > LEAST_M2) | (at_home & (area > 0))
    claims = at_home | (area >= MAIN_SHARE * shapely.area(footprints)[which])
    kept = np.flatnonzero(stays)
    kept = kept[np.lexsort((block[kept], owner[which[kept]]))]
    return Footprints(parts[kept], owner[which[kept]], block[kept].astype(np.int64), claims[kept])


def _within(buildings: Geometries, compounds: Geometries, owner: Integers) -> NDArray[np.bool_]:
    """Say which buildings lie wholly inside the compound that owns them."""
    inside = np.zeros(len(buildings), dtype=np.bool_)
    owned = np.flatnonzero(owner < len(compounds))
    inside[owned] = shapely.covers(compounds[owner[owned]], buildings[owned])
    return inside


def _first_of_overlapping(buildings: Geometries) -> Integers:
    """Give for each building the first of those that it overlaps with, directly or by others."""
    one, other = shapely.STRtree(buildings).query(buildings, predicate="intersects")
    once = one < other
    one, other = one[once], other[once]
    shared = shapely.area(shapely.intersection(buildings[one], buildings[other]))
    area = shapely.area(buildings)
    fused = shared > FUSED * np.minimum(area[one], area[other])
    return _first_of_linked(one[fused], other[fused], len(buildings))


def _first_of_linked(one: Integers, other: Integers, count: int) -> Integers:
    """Give for each of ``count`` things the first of those that it is linked with."""
    links = coo_matrix((np.ones(len(one), dtype=np.int8), (one, other)), shape=(count, count))
    _, group = connected_components(links, directed=False)
    _, first, index = np.unique(group, return_index=True, return_inverse=True)
    answer: Integers = first[index].astype(np.int64)
    return answer
