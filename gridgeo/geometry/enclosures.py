"""Blocks (街区): the ground that streets, water, railways, walls and community borders enclose."""

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

GRID_M = 0.001  # every coordinate is a whole number of millimetres, so equal places are equal bits
SLACK_M = 3.0  # a compound drawn this far over a street centre line does not open the street
WALL_M = 2.0  # a wall this near a compound's border is the compound's own

Geometries = NDArray[np.object_]
Integers = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Barriers:
    """Streets, water, walls and railways as linework.

    Attributes
    ----------
    lines : object, shape (b,)
        Lines or polygons (a river's surface), metric CRS.
    kinds : str, shape (b,)
        `BarrierKind` values.
    ranks : int64, shape (b,), optional
        Of roads, from 1 (a trunk road) to 5; unknown by default.
    """

    lines: Geometries
    kinds: NDArray[np.str_]
    ranks: Integers | None = None

    @classmethod
    def none(cls) -> "Barriers":
        """Give no barriers at all."""
        return cls(np.empty(0, dtype=object), np.empty(0, dtype="U8"))

    @property
    def water(self) -> Geometries:
        """The polygons among them that are water."""
        surface = (self.kinds == "water") & (shapely.get_dimensions(self.lines) == 2)
        surfaces: Geometries = self.lines[surface]
        return surfaces


@dataclass(frozen=True, slots=True)
class Blocks:
    """Faces of the linework, a gap-free coverage of the communities.

    Attributes
    ----------
    polygons : object, shape (k,)
        Polygons that share their vertices with their neighbours.
    community : int64, shape (k,)
        Position of the community that each lies in.
    """

    polygons: Geometries
    community: Integers


def enclose(communities: Geometries, barriers: Barriers, compounds: Geometries) -> Blocks:
    """Cut communities into blocks along the barriers.

    Barriers stop at compounds, which are never cut: a street through a compound is its own affair.

    Parameters
    ----------
    communities : object, shape (c,)
        Valid polygons, metric CRS. Ground in two of them goes to the first.
    barriers : Barriers
        Dead ends enclose nothing and are left out.
    compounds : object, shape (p,)
        Valid polygons.
    """
    lines = _outside_compounds(barriers, compounds)
    linework = np.concatenate([shapely.boundary(communities), shapely.transform(lines, to_grid)])
    faces = faces_of(shapely.union_all(linework, grid_size=GRID_M))
    inside, community = first_at(communities, shapely.point_on_surface(faces))
    return Blocks(faces[inside], community)


def faces_of(noded: shapely.Geometry) -> Geometries:
    """Build the faces between noded lines, in a fixed order (south-west corner first)."""
    faces = shapely.get_parts(shapely.polygonize([noded]))
    bounds = shapely.bounds(faces)
    ordered: Geometries = faces[np.lexsort((shapely.area(faces), bounds[:, 0], bounds[:, 1]))]
    return ordered


def first_at(polygons: Geometries, points: Geometries) -> tuple[Integers, Integers]:
    """Pair each point with the first polygon under it; points on none are left out.

    Returns
    -------
    point, polygon : int64, shape (k,)
        Sorted by point.
    """
    point, polygon = shapely.STRtree(polygons).query(points, predicate="intersects")
    order = np.lexsort((polygon, point))
    found, first = np.unique(point[order], return_index=True)
    return found.astype(np.int64), polygon[order][first].astype(np.int64)


def snap(geometries: Geometries) -> Geometries:
    """Move coordinates to whole millimetres; a polygon that this breaks is mended."""
    moved = shapely.transform(geometries, to_grid)
    broken = ~shapely.is_valid(moved)
    moved[broken] = shapely.set_precision(geometries[broken], GRID_M)
    snapped: Geometries = moved
    return snapped


def to_grid(coordinates: NDArray[np.float64]) -> NDArray[np.float64]:
    """Round coordinates to the grid as GEOS does, so that both give the same bits."""
    scale = round(1 / GRID_M)
    rounded: NDArray[np.float64] = np.round(coordinates * scale) / scale
    return rounded


def _outside_compounds(barriers: Barriers, compounds: Geometries) -> Geometries:
    """Cut away what runs through a compound, and walls that are a compound's own."""
    surface = shapely.get_dimensions(barriers.lines) == 2
    lines = np.where(surface, shapely.boundary(barriers.lines), barriers.lines)
    if not len(compounds):
        return lines
    own_wall = barriers.kinds == "wall"
    lines[own_wall] = _less(lines[own_wall], shapely.buffer(compounds, WALL_M))
    core = shapely.buffer(compounds, -SLACK_M)
    lines[~own_wall] = _less(lines[~own_wall], core[~shapely.is_empty(core)])
    return lines


def _less(lines: Geometries, grounds: Geometries) -> Geometries:
    """Take the grounds away from the lines that meet them."""
    line, ground = shapely.STRtree(grounds).query(lines, predicate="intersects")
    order = np.lexsort((ground, line))
    line, ground = line[order], ground[order]
    hit, first = np.unique(line, return_index=True)
    left = lines.copy()
    for position, members in zip(hit, np.split(ground, first[1:]), strict=False):
        left[position] = shapely.difference(left[position], shapely.union_all(grounds[members]))
    return left
