"""A grid's border in words (四至): what it reaches to in the east, south, west and north.

The border is cut into short pieces. A piece faces the direction of its outward normal; it is named
by the street, water or railway that runs along it, and otherwise by what lies on its other side.
Each direction takes the names that have most of its length.
"""

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.polygon import orient

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

DIRECTIONS = ("east", "south", "west", "north")
ZH = {"east": "东", "south": "南", "west": "西", "north": "北"}
STEP_M = 10.0
ALONG_M = 25.0  # a street's axis lies so far from the border that follows its side
BEYOND_M = 3.0  # where the neighbour is looked for
SECOND_SHARE = 0.3  # a second name is worth saying from this share of a direction on
PARALLEL_COSINE = 0.8  # a line that runs along, not one that only meets the border


@dataclass(frozen=True, slots=True)
class Named:
    """Named things around, in the metric CRS of the grid.

    Attributes
    ----------
    lines : object, shape (k,)
        Streets, rivers, railways; surfaces count by their edges.
    line_names : list of str, length k
    areas : object, shape (j,)
        What may lie beyond: neighbouring grids, communities.
    area_names : list of str, length j
        Of several areas at a place the first of the list names it.
    """

    lines: NDArray[np.object_]
    line_names: list[str]
    areas: NDArray[np.object_]
    area_names: list[str]


def describe_border(grid: shapely.Geometry, around: Named) -> dict[str, list[str]]:
    """Name what a grid reaches to in each of `DIRECTIONS`: one or two names, the longer first.

    Parameters
    ----------
    grid : Polygon or MultiPolygon
        In a metric CRS, valid.
    around : Named
        In the same CRS.

    Returns
    -------
    dict of str to list of str
        A direction without any name has an empty list.
    """
    middle, along, length = _pieces(grid)
    outward = np.column_stack([along[:, 1], -along[:, 0]])  # rings run anticlockwise
    facing = _facing(outward)
    names = _along_names(middle, along, around)
    missing = np.flatnonzero(names == "")
    names[missing] = _beyond_names(middle[missing] + outward[missing] * BEYOND_M, around)
    return {
        direction: _longest(names[facing == number], length[facing == number])
        for number, direction in enumerate(DIRECTIONS)
    }


def write_border_zh(border: dict[str, list[str]]) -> str:
    """Write the border as notice sheets do: 东至…，南至…，西至…，北至… and a full stop."""
    parts = [f"{ZH[name]}至{'、'.join(border[name])}" for name in DIRECTIONS if border[name]]
    return "，".join(parts) + "。" if parts else ""


def write_border_en(border: dict[str, list[str]]) -> str:
    """Write the border in English."""
    parts = [f"{name} to {' and '.join(border[name])}" for name in DIRECTIONS if border[name]]
    return f"{'; '.join(parts)}.".capitalize() if parts else ""


def _pieces(grid: shapely.Geometry) -> tuple[Floats, Floats, Floats]:
    """Cut the outer rings into pieces: middle, direction (unit vector) and length of each."""
    shells = [
        orient(shapely.Polygon(part.exterior), 1.0).exterior for part in shapely.get_parts(grid)
    ]
    rings = shapely.segmentize(np.array(shells, dtype=object), STEP_M)
    points, ring = shapely.get_coordinates(rings, return_index=True)
    inside = ring[1:] == ring[:-1]
    start, end = points[:-1][inside], points[1:][inside]
    length = np.hypot(*(end - start).T)
    real = length > 0
    start, end, length = start[real], end[real], length[real]
    return (start + end) / 2, (end - start) / length[:, None], length


def _facing(outward: Floats) -> Integers:
    """Give the position in `DIRECTIONS` of the direction that each normal points to."""
    towards = np.array([[1.0, 0.0], [0.0, -1.0], [-1.0, 0.0], [0.0, 1.0]])
    facing: Integers = np.argmax(outward @ towards.T, axis=1)
    return facing


def _along_names(middle: Floats, along: Floats, around: Named) -> NDArray[np.object_]:
    """Name each piece by the nearest line that runs along it; an empty text where none does."""
    names = np.full(len(middle), "", dtype=object)
    if not len(around.lines):
        return names
    surfaces = shapely.get_dimensions(around.lines) == 2
    lines = np.where(surfaces, shapely.boundary(around.lines), around.lines)
    parts, source = shapely.get_parts(lines, return_index=True)
    points = np.asarray(shapely.points(middle))
    piece, line = shapely.STRtree(parts).query(points, predicate="dwithin", distance=ALONG_M)
    if not len(piece):
        return names
    position = shapely.line_locate_point(parts[line], points[piece])
    step = np.minimum(STEP_M, np.asarray(shapely.length(parts[line])) / 2)
    before = shapely.get_coordinates(
        shapely.line_interpolate_point(parts[line], np.maximum(position - step, 0))
    )
    after = shapely.get_coordinates(shapely.line_interpolate_point(parts[line], position + step))
    run = after - before
    cosine = np.abs(np.sum(run * along[piece], axis=1)) / np.maximum(np.hypot(*run.T), 1e-9)
    distance = np.asarray(shapely.distance(parts[line], points[piece]))
    fit = cosine >= PARALLEL_COSINE
    piece, line, distance = piece[fit], line[fit], distance[fit]
    order = np.lexsort((source[line], distance, piece))
    first = order[np.unique(piece[order], return_index=True)[1]]
    names[piece[first]] = np.array(around.line_names, dtype=object)[source[line[first]]]
    return names


def _beyond_names(places: Floats, around: Named) -> NDArray[np.object_]:
    """Name places by the first area that holds them; an empty text where none does."""
    names = np.full(len(places), "", dtype=object)
    if not len(around.areas) or not len(places):
        return names
    place, area = shapely.STRtree(around.areas).query(
        shapely.points(places), predicate="intersects"
    )
    order = np.lexsort((area, place))
    first = order[np.unique(place[order], return_index=True)[1]]
    names[place[first]] = np.array(around.area_names, dtype=object)[area[first]]
    return names


def _longest(names: NDArray[np.object_], length: Floats) -> list[str]:
    """Give the name with most length, and a second one that has a good share."""
    total: dict[str, float] = {}
    for name, metres in zip(names.tolist(), length.tolist(), strict=True):
        if name:
            total[name] = total.get(name, 0.0) + metres
    ordered = sorted(total, key=lambda name: (-total[name], name))
    whole = float(length.sum())
    return [
        name
        for place, name in enumerate(ordered[:2])
        if place == 0 or total[name] >= SECOND_SHARE * whole
    ]
