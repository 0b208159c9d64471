"""How two networks lie to each other: the class of each pair of grids, and one figure for all."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import min_weight_full_bipartite_matching

from gridgeo.geometry.crosswalk import SharedGround, left_over, shared_ground
from gridgeo.geometry.shared_counts import NOWHERE, SharedCounts
from gridgeo.topology.finding import mean_width_m, mean_width_of


class PairClass(StrEnum):
    """What a grid of one network is to a grid of the other."""

    SAME = "same"
    INSIDE = "inside"  # the first lies in the second
    CONTAINS = "contains"
    CROSSING = "crossing"
    SLIVER = "sliver"  # they share a strip that only inexact drawing explains


@dataclass(frozen=True, slots=True)
class Overlay:
    """Two networks laid over each other.

    Parameters
    ----------
    ground : SharedGround
    classes : (p,) array of PairClass
        One for each pair of ``ground``.
    first_bare, second_bare : (n,) and (m,) arrays of geometries
        Ground of each grid that no grid of the other network covers; empty where there is none.
    """

    ground: SharedGround
    classes: NDArray[np.object_]
    first_bare: NDArray[np.object_]
    second_bare: NDArray[np.object_]


def overlay(
    first: NDArray[np.object_],
    second: NDArray[np.object_],
    sliver_width_m: float = 3.0,
    progress: Callable[[str, float], None] | None = None,
) -> Overlay:
    """Lay two networks over each other and classify every pair of grids that meet.

    A pair is a sliver when its common ground is thinner than ``sliver_width_m``. Slivers set aside,
    a grid that meets one other and nothing bare lies inside it; if that holds both ways they are
    the same; every other pair crosses.

    Parameters
    ----------
    first, second : (n,) and (m,) arrays of valid polygons
        In one metric CRS.
    sliver_width_m : float
    progress : callable, optional
        Told each step before it begins, and the share of the work that is done.
    """
    say = progress or (lambda step, share: None)
    say("common ground", 0.0)
    ground = shared_ground(first, second)
    say("slivers", 0.2)
    sliver = _slivers(ground, sliver_width_m)
    say("ground of the first alone", 0.4)
    bare_first = left_over(ground)
    say("ground of the second alone", 0.7)
    bare_second = left_over(ground.turned())
    meets_first = _partners(ground.first[~sliver], bare_first, sliver_width_m)
    meets_second = _partners(ground.second[~sliver], bare_second, sliver_width_m)
    inside = meets_first[ground.first] == 1
    contains = meets_second[ground.second] == 1
    classes = np.select(
        [sliver, inside & contains, inside, contains],
        [PairClass.SLIVER, PairClass.SAME, PairClass.INSIDE, PairClass.CONTAINS],
        PairClass.CROSSING,
    )
    return Overlay(ground, classes, bare_first, bare_second)


def matching(counts: SharedCounts) -> NDArray[np.bool_]:
    """Match the grids of two networks one to one, so that the pairs hold as much as can be.

    Returns
    -------
    (p,) array of bool
        Which pairs are matched: what they share keeps its grid when one network takes over the
        borders of the other, the rest changes hands.
    """
    met = np.flatnonzero((counts.first != NOWHERE) & (counts.second != NOWHERE))
    mask = np.zeros(len(counts.first), dtype=bool)
    if not len(met):
        return mask
    rows, row = np.unique(counts.first[met], return_inverse=True)
    columns, column = np.unique(counts.second[met], return_inverse=True)
    worth = counts.counts[met]
    # A place of its own for every row keeps a full matching possible; it is worth nothing.
    alone = np.arange(len(rows))
    cost = np.concatenate([worth.max() + 1 - worth, np.full(len(rows), worth.max() + 1)])
    ends = (np.concatenate([row, alone]), np.concatenate([column, len(columns) + alone]))
    table = coo_array((cost, ends), shape=(len(rows), len(columns) + len(rows))).tocsr()
    _, chosen = min_weight_full_bipartite_matching(table)
    mask[met] = chosen[row] == column
    return mask


def agreement(counts: SharedCounts) -> float:
    """Share of households whose grid is the same in both networks (see `matching`).

    Returns
    -------
    float
        Between 0 and 1; 1 where there are no households.
    """
    total = int(counts.counts.sum())
    return float(counts.counts[matching(counts)].sum() / total) if total else 1.0


def _slivers(ground: SharedGround, sliver_width_m: float) -> NDArray[np.bool_]:
    """Say which common ground is thin; its shape is computed only where its area leaves a doubt."""
    sliver = np.zeros(len(ground.first), dtype=bool)
    # No border of common ground is longer than the borders that it is made of.
    border = shapely.length(ground.polygons)[ground.first]
    border = border + shapely.length(ground.others)[ground.second]
    doubt = np.flatnonzero(mean_width_of(ground.area_m2, border) < sliver_width_m)
    sliver[doubt] = mean_width_m(ground.ground(doubt)) < sliver_width_m
    return sliver


def _partners(
    grids: NDArray[np.intp], bare: NDArray[np.object_], sliver_width_m: float
) -> NDArray[np.intp]:
    """Count what each grid meets: other grids, and bare ground that is more than a sliver."""
    wide = mean_width_m(bare) >= sliver_width_m
    return np.bincount(grids, minlength=len(bare)) + wide
