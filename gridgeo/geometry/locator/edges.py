"""Edges of polygons where their vertices lie: edge ``e`` leads from vertex ``e`` to the next."""

import numpy as np
from numpy.typing import NDArray

from gridgeo.geometry.compiled import compiled
from gridgeo.geometry.locator.index import Edges
from gridgeo.geometry.polygon_store import PolygonStore


def edges_of(store: PolygonStore, chosen: NDArray[np.int64] | None = None) -> Edges:
    """Take the edges of stored polygons, holes too, without copying a vertex.

    Parameters
    ----------
    chosen : int64, optional
        Only these polygons, in this order; all of them otherwise.
    """
    goes_on = np.ones(len(store.vertices), np.bool_)
    goes_on[store.rings[1:] - 1] = False
    first, boxes = store.first, store.boxes
    if chosen is None:
        return Edges(store.vertices, goes_on, first[:-1].copy(), first[1:].copy(), boxes)
    return Edges(store.vertices, goes_on, first[chosen], first[chosen + 1], boxes[chosen])


@compiled
def ends_of(vertices: NDArray[np.float64], e: int) -> tuple[float, float, float, float]:
    """Give ``x1, y1, x2, y2`` of an edge, its lower end first.

    So the polygons on both sides of a border reckon with the same numbers.
    """
    x1, y1, x2, y2 = vertices[e, 0], vertices[e, 1], vertices[e + 1, 0], vertices[e + 1, 1]
    if y1 <= y2:
        return x1, y1, x2, y2
    return x2, y2, x1, y1
