"""Rule ``spike``: a needle on a grid's border, out over its neighbour or in as a cut.

A spike is the cause, the overlap or gap that it makes is the effect: the fault is reported once, as
a spike, and `explains` tells the other rules to leave it.
"""

import numpy as np
import shapely
from numpy.typing import NDArray

from gridgeo.domain.enums import Severity
from gridgeo.geometry.arrangement import NOISE_M2, TOUCH_M
from gridgeo.geometry.needles import Needles
from gridgeo.topology.finding import Finding, Fix
from gridgeo.topology.view import NetworkView
from gridgeo.topology.words import number

RULE = "spike"


def explains(view: NetworkView, ground: NDArray[np.object_]) -> NDArray[np.bool_]:
    """Say which overlaps or gaps are nothing but the ground of spikes.

    Parameters
    ----------
    ground : (n,) array of polygons

    Returns
    -------
    (n,) array of bool
    """
    reach = shapely.buffer(view.needles.triangle, TOUCH_M, join_style="mitre")
    area = shapely.area(ground)
    mask: NDArray[np.bool_] = _common_m2(ground, reach) >= (1.0 - 1e-3) * area - NOISE_M2
    return mask & (area > NOISE_M2)


def find(view: NetworkView) -> list[Finding]:
    """Report each needle with its length and its base."""
    found = view.needles
    homes, harm = view.homes_in(found.triangle), _harmful(view, found.triangle)
    return [
        _finding(view, found, row, homes[row], Severity.ERROR if harm[row] else Severity.WARNING)
        for row in range(len(found.owner))
    ]


def _harmful(view: NetworkView, triangles: NDArray[np.object_]) -> NDArray[np.bool_]:
    """Say which needles make an overlap or a gap that would be an error by its size."""
    plane = view.arrangement
    faulty = (plane.count != 1) | ~plane.inside
    faces = plane.faces[faulty & (plane.area_m2 >= view.least_area_m2)]
    mask: NDArray[np.bool_] = _common_m2(triangles, faces) >= 0.5 * shapely.area(triangles)
    return mask


def _common_m2(shapes: NDArray[np.object_], others: NDArray[np.object_]) -> NDArray[np.float64]:
    """Ground of each shape that others take; others hardly overlap each other."""
    row, other = shapely.STRtree(others).query(shapes)
    area = shapely.area(shapely.intersection(shapes[row], others[other]))
    return np.bincount(row, weights=area, minlength=len(shapes)).astype(np.float64)


def _finding(
    view: NetworkView, found: Needles, row: int, households: int | None, severity: Severity
) -> Finding:
    code = view.named([int(found.owner[row])])[0]
    triangle = found.triangle[row]
    length, base = number(float(found.length_m[row])), number(float(found.base_m[row]))
    return view.finding(
        RULE,
        severity,
        [int(found.owner[row])],
        triangle,
        (
            f"网格 {code} 的边界上有一根尖刺，长 {length} 米，根部宽 {base} 米。",
            f"Grid {code} has a spike on its border, {length} m long and {base} m wide at its"
            " foot.",
        ),
        households=households,
        fixes=(
            Fix(
                *("cut_spike", (code,), "削去尖刺的顶点", "Remove the vertex at its tip"),
                households=households,
                area_m2=float(triangle.area),
            ),
        ),
        placed=True,
    )
