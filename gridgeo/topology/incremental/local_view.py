"""The part of a network around an edit, as the rules see it."""

from collections.abc import Sequence
from dataclasses import dataclass, field, fields, replace
from functools import cached_property
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from gridgeo.geometry.arrangement import TOUCH_M, Arrangement, bounded_faces, count_cover
from gridgeo.geometry.edge_splits import still_loose
from gridgeo.geometry.half_edges import HalfEdges
from gridgeo.topology.code_scheme import CodeScheme
from gridgeo.topology.frame import OUTSIDE
from gridgeo.topology.homes import Homes
from gridgeo.topology.incremental.boxes import Boxes, boxes_of, grown, indexed, meet
from gridgeo.topology.surroundings import Bars, Surroundings
from gridgeo.topology.view import NetworkView


@dataclass(frozen=True, eq=False)
class LocalView(NetworkView):
    """Some grids of a network, with the unmatched edges and the faces that the whole one has here.

    Taken alone, the grids would have unmatched edges all around.

    Parameters
    ----------
    edges : HalfEdges
        Unmatched, owners are rows of this view.
    faces : (k,) array of Polygon
        Faces of the arrangement that an edit can have changed.
    """

    edges: HalfEdges = field(kw_only=True)
    faces: NDArray[np.object_] = field(kw_only=True)

    @cached_property
    def unmatched(self) -> HalfEdges:
        """The edges that were given."""
        return self.edges

    @cached_property
    def arrangement(self) -> Arrangement:
        """The faces that were given, and who covers them."""
        return count_cover(self.faces, self.tree, self.boundary)


def excerpt(view: NetworkView, rows: NDArray[np.intp]) -> NetworkView:
    """Give the same network with some of its grids, in the order of the rows."""
    return replace(view, **_excerpted(view, rows))


def ring_view(view: NetworkView, rows: NDArray[np.intp], boxes: Boxes) -> NetworkView:
    """Give some grids of a network with the homes and barriers in and around a few boxes alone."""
    ring = excerpt(view, rows)
    if view.homes is not None:
        near = indexed(view.homes.tree, boxes)
        homes = Homes(view.homes.points[near], view.homes.households[near])
        ring = replace(ring, homes=homes)
    around = view.surroundings
    if around is not None:
        reach = max(view.thresholds.crossing_m, view.thresholds.passage_m)
        bars, walls = _near(around.bars, boxes, reach), _near(around.walls, boxes, reach)
        ring = replace(ring, surroundings=Surroundings(bars=bars, walls=walls))
    return ring


def _near(bars: Bars | None, boxes: Boxes, reach_m: float) -> Bars | None:
    """Give the barriers that boxes meet, and the ways across within reach of them."""
    if bars is None:
        return None
    met = meet(boxes_of(bars.ground), boxes)
    ways = bars.ways[meet(boxes_of(bars.ways), grown(_known(boxes), reach_m))]
    return Bars(bars.ground[met], bars.kinds[met], ways)


def _known(boxes: Boxes) -> Boxes:
    return boxes[~np.isnan(boxes[:, 0])]


def local_view(view: NetworkView, grid_boxes: Boxes, loose: HalfEdges, boxes: Boxes) -> LocalView:
    """Lay out what the rules need to judge a few boxes.

    Parameters
    ----------
    view : NetworkView
        The whole network.
    grid_boxes : (n, 4) array of float
        Bounds of its grids.
    loose : HalfEdges
        Loose edges of every cluster that reaches into the boxes.
    boxes : (b, 4) array of float
    """
    edges = still_loose(loose, TOUCH_M)
    faces = bounded_faces(edges)
    faces = faces[meet(boxes_of(faces), boxes)]
    # A face may be large: the grids over its place can lie anywhere.
    places = boxes_of(shapely.point_on_surface(faces))
    chosen = meet(grid_boxes, boxes) | meet(grid_boxes, places)
    chosen[edges.owner[edges.owner != OUTSIDE]] = True
    rows = np.flatnonzero(chosen)
    owner = np.where(edges.owner == OUTSIDE, OUTSIDE, np.searchsorted(rows, edges.owner))
    known = {one.name: getattr(view, one.name) for one in fields(view)}
    known |= _excerpted(view, rows)
    return LocalView(**known, edges=HalfEdges(edges.start, edges.end, owner), faces=faces)


def _excerpted(view: NetworkView, rows: NDArray[np.intp]) -> dict[str, Any]:
    """Cut every field that has an entry a grid down to some rows."""
    cut = {one.name: _some(getattr(view, one.name), rows) for one in fields(view)}
    return {name: value for name, value in cut.items() if value is not None}


def _some(value: Any, rows: NDArray[np.intp]) -> Any:
    if isinstance(value, np.ndarray):
        return value[rows]
    if isinstance(value, CodeScheme):
        return replace(value, area_codes=_some(value.area_codes, rows) if value.area_codes else ())
    if isinstance(value, Sequence) and not isinstance(value, str):
        return tuple(value[row] for row in rows.tolist())
    return None
