"""Network views of a few rectangles, for tests of single rules."""

import numpy as np
import shapely
from pyproj import CRS

from gridgeo.topology.homes import Homes
from gridgeo.topology.view import NetworkView

METRES = CRS.from_epsg(4549)  # CGCS2000 / 3-degree Gauss-Kruger CM 120E


def box(x0, y0, x1, y1):
    """A rectangle near the middle of the CRS, in metres from a corner of it."""
    return shapely.box(500_000 + x0, 3_300_000 + y0, 500_000 + x1, 3_300_000 + y1)


def homes_at(*points, each=10) -> Homes:
    """Addresses of so many households each, in metres from the same corner."""
    where = [(500_000 + x, 3_300_000 + y) for x, y in points]
    return Homes(np.asarray(shapely.points(where)), np.full(len(points), each))


def view_of(shapes, **options) -> NetworkView:
    """A view of shapes by code; a plain list is numbered A, B, C …"""
    if not isinstance(shapes, dict):
        shapes = {chr(ord("A") + i): shape for i, shape in enumerate(shapes)}
    polygons = np.empty(len(shapes), dtype=object)
    polygons[:] = list(shapes.values())
    options.setdefault("codes", tuple(shapes))
    return NetworkView(network="test", polygons=polygons, crs=METRES, **options)
