"""Rule ``spike``: a needle on a grid's border, out over its neighbour or in as a cut.

A spike is the cause, the overlap or gap that it makes is the effect: the fault is reported once, as
a spike, and `explains` tells the other rules to leave it.
"""

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from gridgeo.domain.enums import Severity
from gridgeo.geometry.half_edges import HalfEdges, point_keys
from gridgeo.geometry.noding import NOISE_M2, TOUCH_M
from gridgeo.topology.finding import Finding, Fix
from gridgeo.topology.view import OUTSIDE, NetworkView
from gridgeo.topology.words import number

RULE = "spike"
MOST_BASE_M = 1.0  # a wider needle is a drawn corner
LEAST_SLENDERNESS = 10.0  # length over base: sharper than 5.7 degrees


@dataclass(frozen=True, slots=True)
class Spikes:
    """Needles: their grid and the triangle that each makes.

    Parameters
    ----------
    owner : (s,) array of int
    triangle : (s,) array of Polygon
    vertices : (3 s, 2) array of float
        The grids' own vertices at tip and feet.
    length_m, base_m : (s,) arrays of float
    """

    owner: NDArray[np.intp]
    triangle: NDArray[np.object_]
    vertices: NDArray[np.float64]
    length_m: NDArray[np.float64]
    base_m: NDArray[np.float64]


def spikes(view: NetworkView) -> Spikes:
    """Find needles on borders that no neighbour shares.

    The tip is a vertex whose two edges run back beside each other: at the distance of the shorter
    edge they are at most `MOST_BASE_M` apart, and at most a tenth of that distance.
    """
    edges = view.unmatched.select(view.unmatched.owner != OUTSIDE)
    # Mending an invalid grid can leave needles that nobody drew.
    arriving, leaving = _corners(edges.select(~view.invalid[edges.owner]))
    tip = arriving.end
    back, ahead = arriving.start - tip, leaving.end - tip
    length = np.minimum(np.hypot(*back.T), np.hypot(*ahead.T))
    left = back * (length / np.hypot(*back.T))[:, None]
    right = ahead * (length / np.hypot(*ahead.T))[:, None]
    base = np.hypot(*(left - right).T)
    sharp = (base <= MOST_BASE_M) & (base * LEAST_SLENDERNESS <= length)
    corners = np.stack([tip + left, tip, tip + right], axis=1)[sharp]
    own = np.concatenate([arriving.start[sharp], tip[sharp], leaving.end[sharp]])
    triangles = np.asarray(shapely.polygons(corners), dtype=object)
    return Spikes(arriving.owner[sharp], triangles, own, length[sharp], base[sharp])


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
    triangles = spikes(view).triangle
    if len(triangles) == 0 or len(ground) == 0:
        return answer
    needles = shapely.union_all(shapely.buffer(triangles, TOUCH_M, join_style="mitre"))
    near = shapely.intersects(ground, needles)
    rest = shapely.area(shapely.difference(ground[near], needles))
    answer[near] = rest <= NOISE_M2 + 1e-3 * shapely.area(ground[near])
    return answer


def find(view: NetworkView) -> list[Finding]:
    """Report each needle with its length and its base."""
    found = spikes(view)
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
    view: NetworkView, found: Spikes, row: int, households: int | None, severity: Severity
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


def _corners(edges: HalfEdges) -> tuple[HalfEdges, HalfEdges]:
    """Pair each edge with the one that goes on from its end, of the same polygon."""
    if len(edges) == 0:
        return edges, edges
    ends = np.concatenate([point_keys(edges.start), point_keys(edges.end)])
    vertex = np.unique(ends, return_inverse=True)[1]
    start, end = vertex[: len(edges)], vertex[len(edges) :]
    width = int(vertex.max()) + 1
    starts = edges.owner * width + start
    order = np.argsort(starts, kind="stable")
    wanted = edges.owner * width + end
    at = np.minimum(np.searchsorted(starts[order], wanted), len(order) - 1)
    goes_on = starts[order][at] == wanted
    return edges.select(goes_on), edges.select(order[at[goes_on]])
