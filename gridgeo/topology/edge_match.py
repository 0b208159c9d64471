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
from gridgeo.geometry.arrangement import bordering
from gridgeo.geometry.half_edges import HalfEdges, point_keys
from gridgeo.topology import words
from gridgeo.topology.finding import Finding, Fix
from gridgeo.topology.frame import OUTSIDE
from gridgeo.topology.view import NetworkView

RULE = "edge_match"
MATCH_M = 1e-3  # a vertex closer than this to a border was meant to lie on it

Places = dict[tuple[int, ...], list[BaseGeometry]]


def find(view: NetworkView) -> list[Finding]:
    """Report each group of grids whose common border does not match, as lines."""
    places: Places = defaultdict(list)
    faults = _faults(view)
    _add_loose_vertices(view, faults, places)
    _add_small_faces(view, faults, places)
    return [_finding(view, grids, places[grids]) for grids in sorted(places)]


def _faults(view: NetworkView) -> shapely.STRtree:
    """Index the ground that other rules report: faces of their size, and spikes."""
    plane = view.arrangement
    faulty = (plane.count != 1) | ~plane.inside
    large = plane.faces[faulty & (plane.area_m2 >= view.least_area_m2)]
    feet = np.asarray(shapely.points(view.needles.vertices), dtype=object)
    return shapely.STRtree(np.concatenate([large, view.needles.triangle, feet]))


def _is_free(faults: shapely.STRtree, shapes: NDArray[np.object_]) -> NDArray[np.bool_]:
    """Say which geometries touch no fault."""
    free = np.ones(len(shapes), dtype=bool)
    free[faults.query(shapes, predicate="dwithin", distance=MATCH_M)[0]] = False
    return free


def _add_loose_vertices(view: NetworkView, faults: shapely.STRtree, places: Places) -> None:
    """Find vertices on another grid's edge, and add that edge under all grids concerned."""
    edges = view.unmatched.select(view.unmatched.owner != OUTSIDE)
    vertices, owners = _vertex_owners(edges)
    lines = edges.lines()
    points = np.asarray(shapely.points(vertices.real, vertices.imag), dtype=object)
    row, edge = shapely.STRtree(lines).query(points, predicate="dwithin", distance=MATCH_M)
    loose = [
        edges.owner[line] not in owners[vertex]
        for vertex, line in zip(row.tolist(), edge.tolist(), strict=True)
    ]
    row, edge = row[loose], edge[loose]
    free = _is_free(faults, points[row])
    concerned: dict[int, set[int]] = defaultdict(set)
    for vertex, line in zip(row[free].tolist(), edge[free].tolist(), strict=True):
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


def _add_small_faces(view: NetworkView, faults: shapely.STRtree, places: Places) -> None:
    """Add the borders of overlaps and gaps below the least area that lie between grids."""
    plane = view.arrangement
    small = (plane.count != 1) & plane.inside & (plane.area_m2 < view.least_area_m2)
    faces = plane.faces[small]
    faces = faces[_is_free(faults, faces)]
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
    fix = Fix("snap", codes, "把顶点对齐到同一条边界", "Snap both to the same vertices", 0, 0.0)
    return view.finding(RULE, Severity.WARNING, list(grids), where, sentences, fixes=(fix,))
