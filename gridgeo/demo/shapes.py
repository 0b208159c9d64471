"""From lattice to geometry: rings and lines with a vertex at every lattice point they pass."""

from collections.abc import Sequence

import numpy as np
import shapely
from numpy.typing import NDArray

from gridgeo.demo.frame import Floats, Frame, to_degrees
from gridgeo.demo.lattice import Cut, Rect

Geometries = NDArray[np.object_]


def ring_points(rect: Rect) -> NDArray[np.int64]:
    """Give a rectangle's lattice points counter-clockwise, each once, shape (n, 2)."""
    south = [(u, rect.v0) for u in range(rect.u0, rect.u1)]
    east = [(rect.u1, v) for v in range(rect.v0, rect.v1)]
    north = [(u, rect.v1) for u in range(rect.u1, rect.u0, -1)]
    west = [(rect.u0, v) for v in range(rect.v1, rect.v0, -1)]
    return np.array(south + east + north + west)


def polygon(frame: Frame, rect: Rect) -> shapely.Polygon:
    """Draw a lattice rectangle in metres."""
    points = ring_points(rect).astype(float)
    return shapely.Polygon(frame.to_xy(points[:, 0], points[:, 1]))


def line_points(cut: Cut) -> Floats:
    """Give a cut's lattice points from start to end, shape (n, 2)."""
    along = np.arange(cut.start, cut.end + 1, dtype=float)
    across = np.full(len(along), float(cut.at))
    return np.column_stack([across, along] if cut.axis == 0 else [along, across])


def plot_polygon(frame: Frame, plot: tuple[float, float, float, float]) -> shapely.Polygon:
    """Draw a plot (west, south, east, north in steps) in metres, bent as the ground is."""
    u0, v0, u1, v1 = plot
    us, vs = np.linspace(u0, u1, 6), np.linspace(v0, v1, 6)
    u = np.concatenate([us[:-1], np.full(5, u1), us[:0:-1], np.full(5, u0)])
    v = np.concatenate([np.full(5, v0), vs[:-1], np.full(5, v1), vs[:0:-1]])
    return shapely.Polygon(frame.to_xy(u, v))


def rectangles(centre: Floats, angle: Floats, width: Floats, depth: Floats) -> Geometries:
    """Draw true rectangles in metres: centres (n, 2), turned by ``angle`` radians."""
    corners = np.array([(-0.5, -0.5), (0.5, -0.5), (0.5, 0.5), (-0.5, 0.5)])
    local = corners[None] * np.stack([width, depth], axis=-1)[:, None, :]
    return np.asarray(shapely.polygons(centre[:, None, :] + turn(local, angle[:, None])))


def turn(local: Floats, angle: Floats) -> Floats:
    """Turn offsets (…, 2) in metres counter-clockwise by ``angle`` radians."""
    cos, sin = np.cos(angle), np.sin(angle)
    x, y = local[..., 0], local[..., 1]
    return np.stack([cos * x - sin * y, sin * x + cos * y], axis=-1)


def degrees(geometries: Sequence[shapely.Geometry] | Geometries) -> Geometries:
    """Move geometries in metres to EPSG:4326."""
    moved: Geometries = shapely.transform(np.asarray(geometries, dtype=object), to_degrees)
    return moved
