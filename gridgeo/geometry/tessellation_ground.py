"""Ground: the faces of a tessellation with their owners, joined into units."""

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from gridgeo.geometry.adjacency import find_adjacency
from gridgeo.geometry.enclosures import Blocks, Geometries, Integers, first_at
from gridgeo.geometry.tessellation import Seeds, tessellate
from gridgeo.geometry.tessellation_footprints import Footprints
from gridgeo.geometry.tessellation_merge import Faces, absorb, connect


@dataclass(frozen=True, slots=True)
class UnitRules:
    """Which empty ground is a unit of its own.

    Attributes
    ----------
    min_empty_m2 : float
        An empty block (no footprint in it) below this goes to a neighbour.
    min_width_m : float
        So does one narrower than this, and every empty water surface.
    max_hamlet_hh : int
        Houses of a rural community that stand close together are one unit, up to this many
        households.
    max_compound_hh : int, optional
        A compound with more households is divided by building inside its walls; by default none is.
    """

    min_empty_m2: float = 2000.0
    min_width_m: float = 8.0
    max_hamlet_hh: int = 300
    max_compound_hh: int | None = None


@dataclass(frozen=True, slots=True)
class Ground:
    """Faces that share their vertices, and whose each is.

    Attributes
    ----------
    polygons : object, shape (n,)
    faces : Faces
        Owner, block, community and neighbours of each.
    """

    polygons: Geometries
    faces: Faces


@dataclass(frozen=True, slots=True)
class Anchors:
    """One point on the ground of each owner: what hangs together with it stays the owner's.

    Attributes
    ----------
    points : object, shape (a,)
    owner : int64, shape (a,)
    """

    points: Geometries
    owner: Integers


def divide(blocks: Blocks, seeds: Seeds, footprints: Footprints) -> Ground:
    """Tessellate blocks and find whose each face is, and which are neighbours.

    Parameters
    ----------
    blocks : Blocks
    seeds : Seeds
        Points that claim ground.
    footprints : Footprints
        Ground that is its owner's whatever is nearer; the first owner wins.
    """
    polygons, block, owner = tessellate(blocks.polygons, seeds, footprints.polygons)
    _give_footprints(polygons, block, owner, footprints)
    adjacency = find_adjacency(polygons)
    community = blocks.community[block]
    return Ground(
        polygons, Faces(owner, block, community, adjacency.pairs, adjacency.shared_length_m)
    )


def join(ground: Ground, anchors: Anchors, water: Geometries, rules: UnitRules) -> Integers:
    """Join faces into units.

    The ground around each anchor is a unit. What has lost the connection to its anchor, and empty
    ground that the rules do not let stand, goes to a neighbour (see `absorb`).

    Returns
    -------
    int64, shape (n,)
        Unit of each face.
    """
    faces = ground.faces
    piece = connect(faces)
    count = int(piece.max(initial=-1)) + 1
    keep = np.zeros(count, dtype=np.bool_)
    anchor, face = first_at(ground.polygons, anchors.points)
    keep[piece[face[faces.owner[face] == anchors.owner[anchor]]]] = True
    area = np.bincount(piece, weights=shapely.area(ground.polygons), minlength=count)
    outline = np.bincount(piece, weights=shapely.length(ground.polygons), minlength=count)
    stands = (area >= rules.min_empty_m2) & (2 * area >= rules.min_width_m * outline)
    stands[piece[faces.owner >= 0]] = False
    stands[piece[_inside(ground.polygons, water)]] = False
    return absorb(faces, piece, keep | stands)


def _give_footprints(
    polygons: Geometries, block: Integers, owner: Integers, footprints: Footprints
) -> None:
    """Give every face inside a footprint to its owner, in place."""
    places = shapely.point_on_surface(polygons)
    face, piece = shapely.STRtree(footprints.polygons).query(places, predicate="intersects")
    same = block[face] == footprints.block[piece]
    face, piece = face[same], piece[same]
    order = np.argsort(-footprints.owner[piece], kind="stable")  # what is written last, stays
    owner[face[order]] = footprints.owner[piece[order]]


def _inside(polygons: Geometries, surfaces: Geometries) -> NDArray[np.intp]:
    places = shapely.point_on_surface(polygons)
    face: NDArray[np.intp] = shapely.STRtree(surfaces).query(places, predicate="intersects")[0]
    return face
