"""The edges of the ground that a network has to cover, as those of the world outside."""

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from gridgeo.geometry.half_edges import HalfEdges, half_edges

OUTSIDE = -1  # owner of the boundary's edges


def frame_edges(boundary: BaseGeometry) -> HalfEdges:
    """Give the boundary's half-edges as those of the world outside."""
    return half_edges(np.array([shapely.force_2d(boundary)])).reversed(OUTSIDE)
