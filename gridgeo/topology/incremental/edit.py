"""One edit: the network before and after it, and the ground that it reaches."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gridgeo.topology.incremental.boxes import Boxes, meet
from gridgeo.topology.incremental.clusters import Clusters
from gridgeo.topology.incremental.local_view import LocalView, excerpt, local_view
from gridgeo.topology.incremental.rows import RowMap
from gridgeo.topology.view import NetworkView


@dataclass(frozen=True, eq=False)
class Edit:
    """An edit of a network.

    Parameters
    ----------
    before, view : NetworkView
        The network before and after it.
    rows : RowMap
    boxes : (n, 4) array of float
        Bounds of the grids' ground after it.
    reach : (b, 4) array of float
        Bounds of the touched grids in either, a little grown.
    clusters : Clusters
        The loose edges after it.
    """

    before: NetworkView
    view: NetworkView
    rows: RowMap
    boxes: Boxes
    reach: Boxes
    clusters: Clusters

    def near(self, boxes: Boxes) -> tuple[NDArray[np.intp], NetworkView]:
        """Give the rows of all grids whose bounds meet some boxes, and a view of these grids."""
        rows = np.flatnonzero(meet(self.boxes, boxes))
        return rows, excerpt(self.view, rows)

    def local(self) -> LocalView:
        """Give the reach as the rules about places see it."""
        return local_view(self.view, self.boxes, self.clusters.reached(self.reach), self.reach)
