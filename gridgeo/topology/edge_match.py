"""Rule ``edge_match``: borders that run beside each other without sharing their vertices.

Two things show it: a vertex of one grid lies on the edge of another that has no vertex there, and
overlaps or gaps too small to be reported on their own. What touches a reported overlap or gap is
part of that fault and is left to it.
"""

from collections import defaultdict

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from gridgeo.domain.enums import Severity
from gridgeo.geometry.half_edges import HalfEdges, point_keys
from gridgeo.geometry.noding import bordering
from gridgeo.topology import words
from gridgeo.topology.finding import Finding, Fix
from gridgeo.topology.view import OUTSIDE, NetworkView

RULE = "edge_match"
MATCH_M = 1e-3  # a vertex closer than this to a border was meant to lie on it

Places = dict[tuple[int, ...], list[BaseGeometry]]


def find(view: NetworkView) -> list[Finding]:
    """Report each group of grids whose common border does not match, as lines."""
    taken = _fault_nodes(view)
    places: Places = defaultdict(list)
    _add_loose_vertices(view, taken, places)
    _add_small_faces(view, taken, places)
    return [_finding(view, grids, places[grids]) for grids in sorted(places)]


def _fault_nodes(view: NetworkView) -> NDArray[np.complex128]:
    """Vertices of the faces and spikes that other rules report."""
    plane = view.arrangement
    faulty = (plane.count != 1) | ~plane.inside
    large = plane.faces[faulty & (plane.area_m2 >= view.least_area_m2)]
    return np.unique(
        point_keys(np.concatenate([shapely.get_coordinates(large), view.needles.vertices]))
    )


def _add_loose_vertices(view: NetworkView, taken: NDArray[np.complex128], places: Places) -> None:
    """Find vertices on another grid's edge, and add that edge under all grids concerned."""
    edges = view.unmatched.select(view.unmatched.owner != OUTSIDE)
    vertices, owners = _vertex_owners(edges)
    free = np.flatnonzero(~np.isin(vertices, taken))
    lines = edges.lines()
    points = shapely.points(vertices[free].real, vertices[free].imag)
    row, edge = shapely.STRtree(lines).query(points, predicate="dwithin", distance=MATCH_M)
    concerned: dict[int, set[int]] = defaultdict(set)
    for vertex, line in zip(free[row].tolist(), edge.tolist(), strict=True):
        if edges.owner[line] not in owners[vertex]:
            concerned[line] |= owners[vertex]
    for line, others in sorted(concerned.items()):
        grids = tuple(sorted(others | {int(edges.owner[line])}))
        places[grids].append(lines[line])


def _vertex_owners(edges: HalfEdges) -> tuple[NDArray[np.complex128], list[set[int]]]:
    """List the distinct vertices of edges, each with the grids that have it."""
    ends = point_keys(np.concatenate([edges.start, edges.end]))
    vertices, where = np.unique(ends, return_inverse=True)
    owners: list[set[int]] = [set() for _ in vertices]
    for vertex, owner in zip(where.tolist(), np.tile(edges.owner, 2).tolist(), strict=True):
        owners[vertex].add(owner)
    return vertices, owners


def _add_small_faces(view: NetworkView, taken: NDArray[np.complex128], places: Places) -> None:
    """Add the borders of overlaps and gaps below the least area that lie between grids."""
    plane = view.arrangement
    small = (plane.count != 1) & plane.inside & (plane.area_m2 < view.least_area_m2)
    faces = plane.faces[small]
    points, row = shapely.get_coordinates(faces, return_index=True)
    touched = np.zeros(len(faces), dtype=bool)
    touched[row[np.isin(point_keys(points), taken)]] = True
    faces = faces[~touched]
    around, grid, length = bordering(faces, view.tree)
    # A face that the grids do not wholly enclose lies along the boundary: no two grids differ.
    enclosed = np.bincount(around, weights=length, minlength=len(faces))
    enclosed_by_grids = enclosed >= (1 - 1e-6) * shapely.length(faces)
    starts = np.searchsorted(around, np.arange(len(faces) + 1))
    for number, border in enumerate(shapely.boundary(faces)):
        grids = tuple(grid[starts[number] : starts[number + 1]].tolist())
        if len(grids) > 1 and enclosed_by_grids[number]:
            places[grids].append(border)


def _finding(view: NetworkView, grids: tuple[int, ...], lines: list[BaseGeometry]) -> Finding:
    where = shapely.line_merge(shapely.union_all(lines))
    codes = view.named(list(grids))
    length = words.number(float(where.length))
    sentences = (
        f"网格 {words.codes_zh(codes)} 的公共边界没有共用顶点，长 {length} 米。",
        f"The border of {words.codes_en(codes)} does not share its vertices over {length} m.",
    )
    fix = Fix("snap", codes, "把顶点对齐到同一条边界", "Snap both to the same vertices")
    return view.finding(RULE, Severity.WARNING, list(grids), where, sentences, fixes=(fix,))
