"""The constant offset under which the borders of two networks fall together best.

A coarse answer comes from the cross-correlation of two pictures of the borders, by Fourier
transform; points are then drawn to the nearest borders, by least squares along their normals.
"""

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

Floats = NDArray[np.float64]

SEARCH_M = 3_000.0
CELL_M = 10.0
MOST_CELLS = 1_024  # a side of the pictures
MOST_SAMPLES = 20_000  # points of the suspect's borders
STEP_M = 20.0  # between points on a border
METRES_PER_DEGREE = 111_320.0
ROUNDS = 12


@dataclass(frozen=True, eq=False)
class Borders:
    """The borders of a network in metres around its middle, ready to be compared with.

    Parameters
    ----------
    origin : (2,) array of float
        Longitude and latitude of the middle.
    scale : (2,) array of float
        Metres in a degree of longitude and latitude there.
    tree : STRtree
        Of two-point lines.
    """

    origin: Floats
    scale: Floats
    tree: shapely.STRtree

    @classmethod
    def of(cls, polygons: NDArray[np.object_]) -> "Borders":
        """Take the borders of polygons, and lines as they are, in degrees."""
        west, south, east, north = shapely.total_bounds(polygons)
        origin = np.array([(west + east) / 2, (south + north) / 2])
        scale = METRES_PER_DEGREE * np.array([np.cos(np.radians(origin[1])), 1.0])
        points, ring = shapely.get_coordinates(outlines(polygons), return_index=True)
        metres = (points - origin) * scale
        inner = ring[1:] == ring[:-1]
        pairs = np.stack([metres[:-1][inner], metres[1:][inner]], axis=1)
        lines = np.asarray(shapely.linestrings(pairs), dtype=object)
        return cls(origin, scale, shapely.STRtree(lines))

    def degrees(self, metres: Floats) -> Floats:
        """Turn an offset in metres into degrees."""
        return metres / self.scale

    def metres(self, degrees: Floats) -> Floats:
        """Turn an offset in degrees into metres."""
        return degrees * self.scale

    def samples(self, polygons: NDArray[np.object_]) -> Floats:
        """Give points (p, 2) in degrees at even steps of the outlines of other shapes."""
        rings = outlines(polygons)
        flat = shapely.transform(rings, lambda points: points * self.scale)
        points = shapely.get_coordinates(shapely.segmentize(flat, STEP_M)) / self.scale
        points = points[np.isfinite(points).all(axis=1)]
        every = max(1, -(-len(points) // MOST_SAMPLES))
        return np.asarray(points[::every])

    def local(self, points: Floats) -> Floats:
        """Turn degrees into metres around the middle."""
        return np.asarray((points - self.origin) * self.scale)

    def share(self, points: Floats, near_m: float) -> float:
        """Measure the share of points in degrees that lie near to a border."""
        if not len(points):
            return 0.0
        where = shapely.points(self.local(points))
        hit = self.tree.query(where, predicate="dwithin", distance=near_m)[0]
        return float(len(np.unique(hit)) / len(points))


def outlines(shapes: NDArray[np.object_]) -> NDArray[np.object_]:
    """Give the rings of polygons, and lines as they are."""
    parts = shapely.get_parts(shapes)
    kinds = shapely.get_dimensions(parts)
    lines = [shapely.get_rings(parts[kinds == 2]), parts[kinds == 1]]
    return np.concatenate(lines)


def find_offset(frame: Borders, samples: Floats) -> tuple[Floats, float]:
    """Find the offset that brings most sample points onto borders, as far as a picture shows it.

    Parameters
    ----------
    frame : Borders
    samples : (p, 2) array of float
        Degrees, borders of the suspect.

    Returns
    -------
    (2,) array of float
        Metres east and north, at most `SEARCH_M` each; zero where the networks are too far apart.
    float
        Side of the picture's cells in metres.
    """
    ours = _along(np.asarray(frame.tree.geometries, dtype=object))
    theirs = frame.local(samples)
    low = np.minimum(ours.min(axis=0), theirs.min(axis=0))
    extent = float((np.maximum(ours.max(axis=0), theirs.max(axis=0)) - low).max()) + SEARCH_M
    cell = max(CELL_M, extent / MOST_CELLS)
    if cell > SEARCH_M / 10:
        return np.zeros(2), CELL_M
    side = int(extent / cell) + 1
    product = np.fft.rfft2(_picture(ours, low, cell, side))
    product *= np.conj(np.fft.rfft2(_picture(theirs, low, cell, side)))
    match = np.fft.irfft2(product, s=(side, side))
    reach = int(SEARCH_M / cell)
    lags = np.arange(-reach, reach + 1)
    window = match[np.ix_(lags % side, lags % side)]
    column, row = np.unravel_index(int(window.argmax()), window.shape)
    return np.array([lags[column], lags[row]]) * cell, cell


def _along(lines: NDArray[np.object_]) -> Floats:
    return np.asarray(shapely.get_coordinates(shapely.segmentize(lines, STEP_M)))


def _picture(points: Floats, low: Floats, cell: float, side: int) -> Floats:
    """Mark the cells (x, y) that borders run through, and half so those beside them."""
    at = np.floor((points - low) / cell).astype(np.intp)
    drawn = np.zeros((side, side))
    drawn[at[:, 0], at[:, 1]] = 1.0
    blurred = drawn.copy()
    for axis in (0, 1):
        for step in (1, -1):
            blurred = np.maximum(blurred, 0.5 * np.roll(drawn, step, axis=axis))
    return np.asarray(blurred - blurred.mean())


def refine_offset(frame: Borders, samples: Floats, offset: Floats, within_m: float) -> Floats:
    """Draw sample points to the nearest borders, again and again, all by one offset.

    Parameters
    ----------
    frame : Borders
    samples : (p, 2) array of float
        Degrees.
    offset : (2,) array of float
        Metres, to begin with.
    within_m : float
        How far off it may be.
    """
    lines = np.asarray(frame.tree.geometries, dtype=object)
    ends = shapely.get_coordinates(lines).reshape(-1, 2, 2)
    along = ends[:, 1] - ends[:, 0]
    normals = np.stack([-along[:, 1], along[:, 0]], axis=1)
    normals /= np.maximum(np.hypot(*along.T), 1e-9)[:, None]
    points, reach = frame.local(samples), 3.0 * within_m
    for _ in range(ROUNDS):
        moved = points + offset
        point, line = frame.tree.query_nearest(
            shapely.points(moved), max_distance=reach, all_matches=False
        )
        if len(point) < 10:
            return offset
        off = np.sum((ends[line, 0] - moved[point]) * normals[line], axis=1)
        step = np.linalg.lstsq(normals[line], off, rcond=None)[0]
        offset = offset + step
        reach = max(reach / 2.0, 5.0)
    return offset
