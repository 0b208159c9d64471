"""Which overlaps and gaps are only the effect of another fault, which is reported instead.

A needle on a border makes a thin overlap or gap; a border that crosses itself leaves its lobes bare
or lays them over a neighbour. Either ends when its cause is mended, and the cause is an error.
"""

import numpy as np
import shapely
from numpy.typing import NDArray

from gridgeo.geometry.half_edges import point_keys
from gridgeo.topology import invalid, spike
from gridgeo.topology.view import NetworkView


def is_effect(view: NetworkView, ground: NDArray[np.object_]) -> NDArray[np.bool_]:
    """Say which overlaps or gaps have a spike or an invalid border as their cause.

    Parameters
    ----------
    view : NetworkView
    ground : (n,) array of polygons
        Out of the view's arrangement.

    Returns
    -------
    (n,) array of bool
    """
    points, row = shapely.get_coordinates(ground, return_index=True)
    answer = spike.explains(view, ground)
    answer[row[np.isin(point_keys(points), invalid.crossings(view))]] = True
    return answer
