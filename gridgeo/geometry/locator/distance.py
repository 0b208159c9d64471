"""Distances from a point to polygon borders, in metres at the point's own latitude."""

import math

import numpy as np
from numpy.typing import NDArray

from gridgeo.geometry.compiled import compiled
from gridgeo.geometry.locator.edges import ends_of
from gridgeo.geometry.locator.index import Edges

WGS84_A_M = 6_378_137.0
WGS84_E2 = 6.694379990141e-3  # first eccentricity squared

Scale = tuple[float, float]


@compiled
def metres_per_degree(lat: float) -> Scale:
    """Give the metres in a degree of longitude and of latitude on WGS 84 at ``lat`` degrees.

    Lengths reckoned so are true to 0.1 % within 5 km of the point.
    """
    sine, cosine = math.sin(math.radians(lat)), math.cos(math.radians(lat))
    squeeze = 1 - WGS84_E2 * sine * sine
    prime = WGS84_A_M / math.sqrt(squeeze)  # radius of curvature east-west
    meridian = prime * (1 - WGS84_E2) / squeeze
    return math.radians(prime * cosine), math.radians(meridian)


@compiled
def border_distance(
    vertices: NDArray[np.float64],
    goes_on: NDArray[np.bool_],
    first: int,
    stop: int,
    x: float,
    y: float,
    scale: Scale,
) -> float:
    """Give the distance in metres from the point to the nearest of the edges ``first:stop``."""
    best = np.inf
    for e in range(first, stop):
        if not goes_on[e]:
            continue
        low_x, low_y, high_x, high_y = ends_of(vertices, e)
        x1, y1 = (low_x - x) * scale[0], (low_y - y) * scale[1]
        dx, dy = (high_x - low_x) * scale[0], (high_y - low_y) * scale[1]
        length2 = dx * dx + dy * dy
        along = 0.0 if length2 == 0 else max(0.0, min(1.0, -(x1 * dx + y1 * dy) / length2))
        best = min(best, (x1 + along * dx) ** 2 + (y1 + along * dy) ** 2)
    return math.sqrt(best)


@compiled
def box_distance(edges: Edges, k: int, x: float, y: float, scale: Scale) -> float:
    """Give the distance in metres to the polygon's box: never more than to the polygon."""
    dx = max(edges.boxes[k, 0] - x, 0.0, x - edges.boxes[k, 2]) * scale[0]
    dy = max(edges.boxes[k, 1] - y, 0.0, y - edges.boxes[k, 3]) * scale[1]
    return math.sqrt(dx * dx + dy * dy)


@compiled
def _distance(edges: Edges, k: int, x: float, y: float, scale: Scale) -> float:
    return border_distance(
        edges.vertices, edges.goes_on, edges.first[k], edges.stop[k], x, y, scale
    )


@compiled
def nearest_of(
    edges: Edges, polygons: NDArray[np.int32], x: float, y: float, scale: Scale
) -> tuple[int, float]:
    """Give the polygon among some with the nearest border, and its distance; the first one wins."""
    best, winner = np.inf, -1
    for k in polygons:
        if edges.first[k] < edges.stop[k] and box_distance(edges, k, x, y, scale) < best:
            distance = _distance(edges, k, x, y, scale)
            if distance < best:
                best, winner = distance, k
    return winner, best


@compiled
def those_within(
    edges: Edges, polygons: NDArray[np.int32], x: float, y: float, scale: Scale, radius_m: float
) -> NDArray[np.int32]:
    """Give those of some polygons whose border comes within ``radius_m`` of the point."""
    found = np.empty(len(polygons), np.int32)
    size = 0
    for k in polygons:
        if edges.first[k] == edges.stop[k] or box_distance(edges, k, x, y, scale) > radius_m:
            continue
        distance = _distance(edges, k, x, y, scale)
        if distance <= radius_m:
            found[size] = k
            size += 1
    return found[:size].copy()
