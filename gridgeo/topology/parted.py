"""Ground that barriers part: its pieces, and which of them a way across joins again."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components
from shapely.geometry.base import BaseGeometry

from gridgeo.domain.thresholds import Thresholds
from gridgeo.geometry.shapes import object_array, polygonal
from gridgeo.topology.finding import mean_width_m

HALF_WIDTH_M = 0.05  # ground that a line is given, so that it parts polygons


@dataclass(frozen=True, slots=True)
class Parted:
    """One piece of ground, parted.

    Attributes
    ----------
    pieces : (p,) array of polygons
        Without scraps.
    side : (p,) array of int
        Pieces with one number hang together.
    between : array of polygons
        Stretches of the barriers that nobody gets across.
    """

    pieces: NDArray[np.object_]
    side: NDArray[np.int32]
    between: NDArray[np.object_]

    def beyond(self, homes: list[int | None]) -> NDArray[np.bool_]:
        """Say which pieces lie apart from the side with the most homes, or the most ground.

        Where homes are known and nobody lives beyond, nobody has to get across: none lies apart.
        """
        weight = np.array(shapely.area(self.pieces) if None in homes else homes, dtype=np.float64)
        apart: NDArray[np.bool_] = self.side != np.argmax(np.bincount(self.side, weights=weight))
        return apart if weight[apart].sum() > 0 else np.zeros_like(apart)


def widened(bars: NDArray[np.object_]) -> NDArray[np.object_]:
    """Give lines a little ground; surfaces stay as they are."""
    lines = shapely.get_dimensions(bars) < 2
    return np.where(lines, shapely.buffer(bars, HALF_WIDTH_M, quad_segs=1), bars)


def met_by(
    ground: NDArray[np.object_], wide: NDArray[np.object_]
) -> Iterator[tuple[int, NDArray[np.intp]]]:
    """Give the rows of ground that barriers meet, each with those that do."""
    bar, row = shapely.STRtree(ground).query(wide, predicate="intersects")
    order = np.lexsort((bar, row))
    rows, starts = np.unique(row[order], return_index=True)
    groups = np.split(bar[order], starts[1:]) if len(rows) else []
    yield from zip(rows.tolist(), groups, strict=True)


def part_ground(
    ground: BaseGeometry,
    barrier: BaseGeometry,
    ways: shapely.STRtree,
    reach_m: float,
    least: Thresholds,
) -> Parted:
    """Part ground along barriers, and join what a way across leads to.

    Parameters
    ----------
    ground, barrier : polygons
    ways : STRtree
        Of points and lines that lead across.
    reach_m : float
        How near to a stretch of the barrier inside the ground a way has to be.
    least : Thresholds
        Smaller or thinner pieces than its ``barrier_part_m2`` and ``barrier_part_m`` are scraps.
    """
    pieces = shapely.get_parts(polygonal(object_array([shapely.difference(ground, barrier)])))
    keep = shapely.area(pieces) >= least.barrier_part_m2
    keep &= mean_width_m(pieces) >= least.barrier_part_m
    pieces = np.asarray(pieces[keep])
    stretches = shapely.get_parts(shapely.intersection(ground, barrier))
    bridged = np.zeros(len(stretches), dtype=bool)
    bridged[ways.query(stretches, predicate="dwithin", distance=reach_m)[0]] = True
    return Parted(pieces, _sides(pieces, stretches[bridged]), stretches[~bridged])


def _sides(pieces: NDArray[np.object_], bridged: NDArray[np.object_]) -> NDArray[np.int32]:
    """Label pieces alike that a bridged stretch joins."""
    touch = 2 * HALF_WIDTH_M
    stretch, piece = shapely.STRtree(pieces).query(bridged, predicate="dwithin", distance=touch)
    size = len(pieces) + len(bridged)
    ends = (piece, len(pieces) + stretch)
    graph = coo_array((np.ones(len(piece)), ends), shape=(size, size))
    labels: NDArray[np.int32] = connected_components(graph, directed=False)[1][: len(pieces)]
    return np.unique(labels, return_inverse=True)[1].astype(np.int32)
