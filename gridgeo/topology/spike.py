"""Rule ``spike``: a needle on a grid's border, out over its neighbour or in as a cut.

A spike is the cause, the overlap or gap that it makes is the effect: the fault is reported once, as
a spike, and `explains` tells the other rules to leave it.
"""

import numpy as np
import shapely
from numpy.typing import NDArray

from gridgeo.domain.enums import Severity
from gridgeo.geometry.needles import Needles
from gridgeo.geometry.noding import NOISE_M2, TOUCH_M
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
    answer = np.zeros(len(ground), dtype=bool)
    triangles = view.needles.triangle
    if len(triangles) == 0 or len(ground) == 0:
        return answer
    needles = shapely.union_all(shapely.buffer(triangles, TOUCH_M, join_style="mitre"))
    near = shapely.intersects(ground, needles)
    rest = shapely.area(shapely.difference(ground[near], needles))
    answer[near] = rest <= NOISE_M2 + 1e-3 * shapely.area(ground[near])
    return answer


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
    hurt = shapely.area(shapely.intersection(triangles, shapely.union_all(faces)))
    mask: NDArray[np.bool_] = hurt >= 0.5 * shapely.area(triangles)
    return mask


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
        fixes=(Fix("cut_spike", (code,), "削去尖刺的顶点", "Remove the vertex at its tip"),),
        placed=True,
    )
