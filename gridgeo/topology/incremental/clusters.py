"""Loose edges in clusters that touch: an edit changes the faces of the clusters it reaches."""

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from gridgeo.geometry.half_edges import HalfEdges
from gridgeo.topology.incremental.boxes import Boxes, grown, meet

REACH_M = 2e-3  # edges further apart than this have nothing to do with each other


@dataclass(frozen=True, eq=False)
class Clusters:
    """Loose edges and the cluster of each.

    Parameters
    ----------
    edges : HalfEdges
        Owners are rows of the network's view.
    boxes : (m, 4) array of float
    cluster : (m,) array of int
    """

    edges: HalfEdges
    boxes: Boxes
    cluster: NDArray[np.intp]

    @classmethod
    def group(cls, edges: HalfEdges) -> "Clusters":
        """Group edges whose boxes touch, directly or through others."""
        boxes = edge_boxes(edges)
        return cls(edges, boxes, _components(boxes))

    def reached(self, boxes: Boxes) -> HalfEdges:
        """Give all edges of the clusters that reach into some boxes, owners in order."""
        named = np.unique(self.cluster[meet(self.boxes, boxes)])
        rows = np.flatnonzero(np.isin(self.cluster, named))
        owner = self.edges.owner[rows]
        last = np.iinfo(np.intp).max  # the boundary's edges stand behind all others
        return self.edges.select(rows[np.argsort(np.where(owner < 0, last, owner), kind="stable")])

    def renewed(
        self, keep: NDArray[np.bool_], owner: NDArray[np.intp], new: HalfEdges
    ) -> "Clusters":
        """Exchange edges for new ones and group anew what hung together with them.

        Parameters
        ----------
        keep : (m,) array of bool
            Edges that stay.
        owner : (m,) array of int
            Owner of each edge from now on.
        new : HalfEdges
        """
        torn = np.isin(self.cluster, np.unique(self.cluster[~keep]))
        whole = np.flatnonzero(~torn)
        loose = np.flatnonzero(torn & keep)
        stay = HalfEdges(self.edges.start, self.edges.end, owner)
        fresh = stay.select(loose).joined(new)
        fresh_boxes = np.concatenate([self.boxes[loose], edge_boxes(new)])
        first = int(self.cluster.max(initial=-1)) + 1
        return Clusters(
            stay.select(whole).joined(fresh),
            np.concatenate([self.boxes[whole], fresh_boxes]),
            np.concatenate([self.cluster[whole], first + _components(fresh_boxes)]),
        )


def edge_boxes(edges: HalfEdges) -> Boxes:
    """Give the bounds of each edge."""
    low, high = np.minimum(edges.start, edges.end), np.maximum(edges.start, edges.end)
    return np.concatenate([low, high], axis=1)


def _components(boxes: Boxes) -> NDArray[np.intp]:
    """Give each box the number of its group: boxes that touch, directly or through others."""
    if len(boxes) == 0:
        return np.zeros(0, dtype=np.intp)
    shapes = np.asarray(shapely.box(*grown(boxes, REACH_M / 2.0).T), dtype=object)
    one, other = shapely.STRtree(shapes).query(shapes)
    graph = coo_array((np.ones(len(one)), (one, other)), shape=(len(boxes), len(boxes)))
    return np.asarray(connected_components(graph, directed=False)[1], dtype=np.intp)
