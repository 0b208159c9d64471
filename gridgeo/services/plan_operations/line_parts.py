"""The parts into which a drawn line divides a grid, snapped to the borders of its units."""

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from gridgeo.domain.errors import RefusedError
from gridgeo.geometry.dissolve import dissolve
from gridgeo.planner.actions.rejoin import rejoin
from gridgeo.services.plan_operations.draft import Draft


def parts_beside_line(
    draft: Draft, units: NDArray[np.intp], line: BaseGeometry
) -> NDArray[np.int64]:
    """Say for each piece of a grid which part of it lies on: the one with most of its ground.

    Parameters
    ----------
    draft : Draft
    units : int, shape (m,)
        Units of the grid.
    line : LineString
        In the draft's metric CRS, from edge to edge; it may reach beyond.

    Returns
    -------
    int64, shape (p,)
        Part of each piece of the grid, from 0 without a gap; every part hangs together.

    Raises
    ------
    RefusedError
        If the line leaves all units on one side.
    """
    ground = dissolve(draft.ground[units], np.zeros(len(units), dtype=np.int64), 1)[0]
    edges = shapely.node(shapely.union_all([shapely.boundary(ground), line]))
    parts = np.asarray(shapely.get_parts(shapely.polygonize(shapely.get_parts(edges))))
    parts = parts[shapely.intersects(ground, shapely.point_on_surface(parts))]
    pieces, place = np.unique(draft.pieces[units], return_inverse=True)
    share = np.zeros((len(pieces), len(parts)))
    unit, part = shapely.STRtree(parts).query(draft.ground[units], predicate="intersects")
    area = shapely.area(shapely.intersection(draft.ground[units][unit], parts[part]))
    np.add.at(share, (place[unit], part), area)
    labels = _hanging_together(draft, pieces, share.argmax(axis=1))
    if labels.max() == 0:
        raise RefusedError(
            "The line leaves all units on one side; draw it from edge to edge of the grid."
        )
    return labels


def _hanging_together(
    draft: Draft, pieces: NDArray[np.int64], labels: NDArray[np.intp]
) -> NDArray[np.int64]:
    """Let what snapping has cut off join the part beside it."""
    graph = draft.graph.take(pieces)
    joined = rejoin(graph, labels.astype(np.int64), np.unique(labels).tolist()).assignment
    return np.unique(joined, return_inverse=True)[1].astype(np.int64)
