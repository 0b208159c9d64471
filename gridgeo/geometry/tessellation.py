"""Tessellation: inside a block, the ground that is nearest to each footprint.

The borders are Voronoi ridges between points along the footprints' outlines, smoothed a little and
noded with the block's border and the outlines themselves, so that no footprint is ever cut.
"""

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.spatial import QhullError, Voronoi, cKDTree

from gridgeo.geometry.enclosures import GRID_M, Geometries, Integers, faces_of, first_at, to_grid

INSET_M = 0.4  # outlines are drawn in this far, so that a party wall is between two rows of points
SPACING_M = (2.0, 6.0)  # least and most distance of points along an outline
POINTS_A_SIDE = 8  # wanted on the side of a square footprint; keeps large outlines cheap
SMOOTH_M = 0.6  # ridges are straightened by at most this much
FAR = 10.0  # frame points stand this many block sizes away: no ridge reaches infinity
BLOCK_STEP_M = 1e8  # blocks are stacked this far apart, so that the nearest point is of one's own

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Seeds:
    """Points that claim ground for their owner, in one block each.

    Attributes
    ----------
    points : float64, shape (s, 2)
        Metric CRS.
    owner : int64, shape (s,)
        Who claims.
    block : int64, shape (s,)
        Where; ascending.
    """

    points: Floats
    owner: Integers
    block: Integers


def seed_footprints(footprints: Geometries, owner: Integers, block: Integers) -> Seeds:
    """Set points along the outlines of footprints.

    Parameters
    ----------
    footprints : object, shape (f,)
        Polygons or points, each inside its block, metric CRS.
    owner, block : int64, shape (f,)
        Whose footprint it is, and the block in which it claims ground.
    """
    inset = shapely.buffer(footprints, -INSET_M, join_style="mitre")
    outline = np.where(shapely.is_empty(inset), footprints, inset)
    spacing = np.clip(shapely.length(outline) / (4 * POINTS_A_SIDE), *SPACING_M)
    points, of = shapely.get_coordinates(shapely.segmentize(outline, spacing), return_index=True)
    order = np.lexsort((points[:, 1], points[:, 0], owner[of], block[of]))
    points, of = points[order], of[order]
    twice = np.zeros(len(points), dtype=np.bool_)
    twice[1:] = np.all(points[1:] == points[:-1], axis=1) & (block[of][1:] == block[of][:-1])
    return Seeds(points[~twice], owner[of][~twice], block[of][~twice])


def tessellate(
    blocks: Geometries, seeds: Seeds, outlines: Geometries
) -> tuple[Geometries, Integers, Integers]:
    """Cut blocks into faces and say to whom each is nearest.

    All lines are noded together, so that faces share their vertices across blocks too.

    Parameters
    ----------
    blocks : object, shape (k,)
        Polygons on the millimetre grid, metric CRS.
    seeds : Seeds
        Points in these blocks; a block without any has the owner -1.
    outlines : object, shape (f,)
        Polygons whose border is always cut along.

    Returns
    -------
    faces : object, shape (n,)
        A coverage of the blocks.
    block : int64, shape (n,)
    owner : int64, shape (n,)
        -1 for none.
    """
    lines = [shapely.boundary(blocks), _ridges(blocks, seeds), shapely.boundary(outlines)]
    faces = faces_of(shapely.union_all(np.concatenate(lines), grid_size=GRID_M))
    face, block = first_at(blocks, shapely.point_on_surface(faces))
    return faces[face], block, _nearest(faces[face], block, seeds)


def _ridges(blocks: Geometries, seeds: Seeds) -> Geometries:
    """Draw the lines between owners, each inside its block."""
    if not len(seeds.block):
        return np.empty(0, dtype=object)
    first = np.flatnonzero(np.diff(seeds.block, prepend=-1))
    last = np.append(first[1:], len(seeds.block))
    drawn, of = [np.empty((0, 2, 2))], [np.empty(0, dtype=np.int64)]
    for start, end in zip(first, last, strict=True):
        owner = seeds.owner[start:end]
        if owner[0] == owner[-1]:  # owners ascend within a block: there is only this one
            continue
        segments = _block_ridges(seeds.points[start:end], owner)
        drawn.append(segments)
        of.append(np.full(len(segments), seeds.block[start]))
    ridges, block = _smooth(np.concatenate(drawn), np.concatenate(of))
    inside: Geometries = shapely.intersection(ridges, blocks[block])
    return inside


def _block_ridges(points: Floats, owner: Integers) -> Floats:
    """Give the Voronoi ridges between points of different owners, shape (m, 2, 2)."""
    centre = points.mean(axis=0)
    reach = FAR * (np.ptp(points, axis=0).max() + 1.0)
    angle = np.linspace(0, 2 * np.pi, 8, endpoint=False)
    frame = reach * np.column_stack([np.cos(angle), np.sin(angle)])
    try:
        diagram = Voronoi(np.concatenate([points - centre, frame]))
    except QhullError:  # points nearer to each other than the arithmetic can tell apart
        diagram = Voronoi(np.concatenate([points - centre, frame]), qhull_options="Qbb Qc Qz QJ")
    pair = diagram.ridge_points
    inner = (pair < len(points)).all(axis=1)
    label = np.append(owner, np.full(len(frame), -1))
    ends = np.asarray(diagram.ridge_vertices)
    border = inner & (label[pair[:, 0]] != label[pair[:, 1]]) & (ends >= 0).all(axis=1)
    segments: Floats = diagram.vertices[ends[border]] + centre
    return segments


def _smooth(segments: Floats, of: Integers) -> tuple[Geometries, Integers]:
    """Join ridges into lines between their junctions and straighten those."""
    if not len(segments):
        return np.empty(0, dtype=object), of
    lines: Geometries = np.asarray(shapely.linestrings(to_grid(segments)))
    real = shapely.length(lines) > 0
    lines, of = lines[real], of[real]
    held, index = np.unique(of, return_inverse=True)
    merged = shapely.line_merge(shapely.multilinestrings(lines, indices=index))
    parts, part_of = shapely.get_parts(merged, return_index=True)
    return shapely.simplify(parts, SMOOTH_M), held[part_of]


def _nearest(faces: Geometries, block: Integers, seeds: Seeds) -> Integers:
    """Find the owner of the nearest seed in the same block."""
    owner = np.full(len(faces), -1, dtype=np.int64)
    if not len(seeds.block):
        return owner
    seeded = np.isin(block, seeds.block)
    places = shapely.get_coordinates(shapely.point_on_surface(faces[seeded]))
    tree = cKDTree(np.column_stack([seeds.points, seeds.block * BLOCK_STEP_M]))
    _, nearest = tree.query(np.column_stack([places, block[seeded] * BLOCK_STEP_M]))
    owner[seeded] = seeds.owner[nearest]
    return owner
