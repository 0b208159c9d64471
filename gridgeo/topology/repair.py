"""Repair of a network: every place gets one grid, by stated rules, and every change is listed.

Only grids at a fault are taken apart. A border that two grids share already is not touched.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from gridgeo.geometry.half_edges import HalfEdges, half_edges, matched, point_keys
from gridgeo.geometry.reassembly import (
    KEPT,
    NOBODY,
    UNDECIDED,
    Pieces,
    put_together,
    rejoin,
    settle,
    take_apart,
)
from gridgeo.topology.frame import OUTSIDE
from gridgeo.topology.repair_changes import Change, list_changes
from gridgeo.topology.view import NetworkView

Progress = Callable[[str, float], None]  # (step, share done)
# Shares of the work that are done.
FAULTS_FOUND = 0.4
TAKEN_APART = 0.8
DECIDED = 0.9


class Winner(StrEnum):
    """Which grid keeps ground that several claim."""

    SMALLER = "smaller"  # it would lose the greater share of itself
    OLDER = "older"  # the one that stands first in the network
    HOUSEHOLDS = "households"  # the one with fewer households


class Filler(StrEnum):
    """Which neighbour is given a gap; of several alike, the one with the longest shared border."""

    BORDER = "border"
    OLDER = "older"  # the one that stands first in the network
    HOUSEHOLDS = "households"  # the one with the fewest households


@dataclass(frozen=True, slots=True)
class RepairRules:
    """How a repair decides.

    Parameters
    ----------
    winner : Winner
        Who keeps contested ground; locked grids come before all others.
    filler : Filler
        Who is given a gap.
    locked : tuple of str
        Codes of grids that give nothing away and are given nothing but rounding.
    largest_gap_m2 : float
        Larger gaps are left as they are: somebody has to decide about those.
    """

    winner: Winner = Winner.SMALLER
    filler: Filler = Filler.BORDER
    locked: tuple[str, ...] = ()
    largest_gap_m2: float = float("inf")


@dataclass(frozen=True, slots=True)
class Repair:
    """A repaired network.

    Parameters
    ----------
    polygons : (n,) array of geometries
        Grids in their order; untouched ones are the same objects, grids without ground are empty.
    changes : list of Change
        Sorted by size, largest first.
    redrawn : tuple of str
        Codes of the grids whose vertices changed.
    emptied : tuple of str
        Codes of the grids that have no ground left: second copies of another grid.
    """

    polygons: NDArray[np.object_]
    changes: list[Change]
    redrawn: tuple[str, ...]
    emptied: tuple[str, ...]


def repair(
    view: NetworkView, rules: RepairRules | None = None, progress: Progress | None = None
) -> Repair:
    """Resolve overlaps, fill gaps, cut spikes, clip to the boundary and match borders.

    Parameters
    ----------
    view : NetworkView
        The faulty network; its ``min_area_m2`` tells listed changes from matched borders.
    rules : RepairRules, optional
    progress : callable, optional
        Told each step before it begins, and the share of the work that is done.

    Returns
    -------
    Repair
        Whose polygons overlap nowhere and leave no gap up to ``rules.largest_gap_m2``.
    """
    rules = rules or RepairRules()
    say = progress or (lambda step, share: None)
    say("look for faults", 0.0)
    ground = _without_needles(view)
    tree = shapely.STRtree(ground)
    apart = _at_fault(view, ground)
    say("take apart", FAULTS_FOUND)
    pieces = take_apart(_edges(view, ground, apart), tree, view.boundary)
    say("decide", TAKEN_APART)
    owner = _owners(view, rules, pieces, apart)
    may_grow = ~np.isin(np.array(view.codes, dtype=object), rules.locked)
    owner = settle(pieces, owner, may_grow, _filler_rank(view, rules))
    parts = np.maximum(shapely.get_num_geometries(view.polygons), 1)
    owner = rejoin(pieces, owner, parts, may_grow)
    say("put together", DECIDED)
    polygons = put_together(pieces, owner, ground, apart)
    return Repair(
        polygons=_as_stored(view, polygons),
        changes=list_changes(view, pieces, owner),
        redrawn=_named(view, _redrawn(view, polygons)),
        emptied=_named(view, shapely.is_empty(polygons)),
    )


def _without_needles(view: NetworkView) -> NDArray[np.object_]:
    """Cut the tips off spikes."""
    ground = view.ground.copy()
    count = len(view.needles.owner)
    tips = point_keys(view.needles.vertices[count : 2 * count])
    for index in np.unique(view.needles.owner):
        cut = tips[view.needles.owner == index]
        ground[index] = _without(ground[index], cut)
    return ground


def _without(shape: BaseGeometry, tips: NDArray[np.complex128]) -> BaseGeometry:
    """Drop vertices from a polygon; one that would not survive it stays as it was."""
    kept = [
        shapely.Polygon(_ring(part.exterior, tips), [_ring(hole, tips) for hole in part.interiors])
        for part in shapely.get_parts(shape)
    ]
    made = kept[0] if len(kept) == 1 else shapely.MultiPolygon(kept)
    return made if made.is_valid else shape


def _ring(ring: BaseGeometry, tips: NDArray[np.complex128]) -> NDArray[np.float64]:
    points = shapely.get_coordinates(ring)[:-1]
    return points[~np.isin(point_keys(points), tips)]


def _at_fault(view: NetworkView, ground: NDArray[np.object_]) -> NDArray[np.bool_]:
    """Mark grids with an unmatched edge, or under ground that several claim."""
    apart = np.zeros(len(ground), dtype=bool)
    owners = view.unmatched.owner
    apart[owners[owners != OUTSIDE]] = True
    crowded = view.arrangement.faces[view.arrangement.count > 1]
    apart[view.tree.query(crowded, predicate="intersects")[1]] = True
    return apart


def _edges(view: NetworkView, ground: NDArray[np.object_], apart: NDArray[np.bool_]) -> HalfEdges:
    """Edges of the grids at a fault and of the boundary; those that a neighbour shares first."""
    edges = half_edges(ground)
    edges = edges.joined(view.unmatched.select(view.unmatched.owner == OUTSIDE))
    shared = matched(edges)
    mine = apart[edges.owner] | (edges.owner == OUTSIDE)
    return edges.select(mine & shared).joined(edges.select(mine & ~shared))


def _owners(
    view: NetworkView, rules: RepairRules, pieces: Pieces, apart: NDArray[np.bool_]
) -> NDArray[np.intp]:
    """Decide every piece that its own ground decides."""
    owner = np.full(len(pieces.ground), UNDECIDED, dtype=np.intp)
    rank = _rank(view, rules)
    best = np.lexsort((rank[pieces.polygon], pieces.piece))
    first = np.flatnonzero(np.diff(pieces.piece[best], prepend=-1))
    owner[pieces.piece[best][first]] = pieces.polygon[best][first]
    owner[(owner >= 0) & ~apart[owner]] = KEPT
    owner[pieces.thin] = UNDECIDED
    owner[~pieces.inside] = NOBODY
    bare = np.bincount(pieces.piece, minlength=len(owner)) == 0
    owner[bare & (pieces.area_m2 > rules.largest_gap_m2)] = NOBODY
    return owner


def _rank(view: NetworkView, rules: RepairRules) -> NDArray[np.intp]:
    """Order the grids by their claim: 0 keeps its ground against everyone."""
    rows = np.arange(len(view.codes))
    worth = {
        Winner.SMALLER: view.area_m2,
        Winner.OLDER: rows,
        Winner.HOUSEHOLDS: view.households if view.households is not None else view.area_m2,
    }[rules.winner]
    open_ = ~np.isin(np.array(view.codes, dtype=object), rules.locked)
    rank = np.empty(len(rows), dtype=np.intp)
    rank[np.lexsort((rows, worth, open_))] = rows
    return rank


def _filler_rank(view: NetworkView, rules: RepairRules) -> NDArray[np.intp] | None:
    """Order the grids in which they are given gaps; None where the border decides."""
    rows = np.arange(len(view.codes))
    if rules.filler is Filler.OLDER:
        return rows
    if rules.filler is Filler.HOUSEHOLDS and view.households is not None:
        return np.unique(view.households, return_inverse=True)[1].astype(np.intp)
    return None


def _as_stored(view: NetworkView, polygons: NDArray[np.object_]) -> NDArray[np.object_]:
    """Put the stored objects back where nothing changed, with their Z and order of rings."""
    same = np.array([made is was for made, was in zip(polygons, view.ground, strict=True)])
    return np.where(same & ~view.invalid, view.polygons, polygons) if len(same) else polygons


def _redrawn(view: NetworkView, polygons: NDArray[np.object_]) -> NDArray[np.bool_]:
    changed = np.array(
        [made is not was for made, was in zip(polygons, view.ground, strict=True)], dtype=bool
    )
    return changed | view.invalid


def _named(view: NetworkView, mask: NDArray[np.bool_]) -> tuple[str, ...]:
    return view.named(np.flatnonzero(mask))
