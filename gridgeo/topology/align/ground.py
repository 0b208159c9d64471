"""The common ground of two networks: pieces that belong to one grid of each at most."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.sparse import coo_array, csr_array

from gridgeo.geometry.edge_splits import split_at_vertices, weld_edges
from gridgeo.geometry.half_edges import half_edges, shared_lengths
from gridgeo.geometry.reassembly import NOBODY, UNDECIDED, Pieces, settle, take_apart
from gridgeo.topology.align.sums import sum_by

# Borders so near to each other were drawn as one: a straight edge in degrees bends by millimetres
# where another file has a vertex on it.
SNAP_M = 0.02

Owners = NDArray[np.intp]
Borders = tuple[NDArray[np.intp], NDArray[np.intp], NDArray[np.float64]]


@dataclass(frozen=True, eq=False)
class CommonGround:
    """Ground cut along the borders of two networks, the model's and the one to be aligned.

    Parameters
    ----------
    pieces : (k,) array of polygons
        They share their vertices, in a metric CRS.
    model, present : (k,) arrays of int
        The grid of each network that a piece belongs to, or ``NOBODY``.
    households : (k,) array of int
    models, presents : int
        How many grids the networks have.
    parts : (presents,) array of int
        How many parts each present grid may have: as many as it has today.
    contested : (k,) array of bool
        Pieces that several grids of one network claim; the smallest of them has it here.
    shared : arrays (piece, piece beyond, length), optional
        Common borders from both sides, where they are known; else edges are matched.
    """

    pieces: NDArray[np.object_]
    model: Owners
    present: Owners
    households: NDArray[np.int64]
    models: int
    presents: int
    parts: NDArray[np.intp]
    contested: NDArray[np.bool_]
    shared: Borders | None = None

    @cached_property
    def area_m2(self) -> NDArray[np.float64]:
        """Area of each piece."""
        return np.asarray(shapely.area(self.pieces), dtype=np.float64)

    @cached_property
    def weight(self) -> NDArray[np.float64]:
        """Households of each piece, and less than half a household for all ground together.

        What counts is households; where nobody lives, and between equals, ground decides.
        """
        return self.households + self.area_m2 / (2.0 * float(self.area_m2.sum()) + 1.0)

    @cached_property
    def borders(self) -> Borders:
        """Every common border of two pieces from both sides: piece, piece beyond, length."""
        return self.shared or shared_lengths(half_edges(self.pieces))

    @cached_property
    def shares(self) -> csr_array:
        """Weight that a grid of the model and a present grid share, (models, presents)."""
        both = (self.model != NOBODY) & (self.present != NOBODY)
        table = (self.weight[both], (self.model[both], self.present[both]))
        return coo_array(table, shape=(self.models, self.presents)).tocsr()

    @cached_property
    def bare_share(self) -> NDArray[np.float64]:
        """Share of the weight of each grid of the model that belongs to no present grid."""
        known = self.model != NOBODY
        bare = known & (self.present == NOBODY)
        whole = sum_by(self.model[known], self.weight[known], self.models)
        none = sum_by(self.model[bare], self.weight[bare], self.models)
        return np.asarray(none / np.maximum(whole, np.finfo(np.float64).tiny))

    def total(self, owner: Owners, count: int) -> NDArray[np.float64]:
        """Add up the weight of the pieces of each of ``count`` owners."""
        held = owner >= 0
        return sum_by(owner[held], self.weight[held], count)


def common_ground(
    model: NDArray[np.object_], present: NDArray[np.object_]
) -> tuple[CommonGround, Pieces]:
    """Cut two networks along each other's borders.

    Parameters
    ----------
    model, present : (n,) and (m,) arrays of valid polygons
        In one metric CRS. Where grids of one network overlap, the smaller one has the ground;
        borders of the two that run within `SNAP_M` of each other become one.

    Returns
    -------
    CommonGround
        Without households (`dataclasses.replace` adds them), and without ground that neither
        network covers.
    Pieces
        The same pieces, to be put together again.
    """
    everything = np.concatenate([model, present])
    # The present network's vertices come first: they stay where they are.
    edges = half_edges(present).joined(half_edges(model))
    edges = weld_edges(split_at_vertices(edges, SNAP_M), SNAP_M)
    pieces = take_apart(edges, shapely.STRtree(everything))
    there = np.isin(np.arange(len(pieces.ground)), pieces.piece) | pieces.thin
    in_model, twice_model = _owners(pieces, everything, 0, len(model))
    in_present, twice_present = _owners(pieces, everything, len(model), len(everything))
    there &= (in_model != NOBODY) | (in_present != NOBODY)
    ground = CommonGround(
        pieces.ground[there],
        in_model[there],
        in_present[there],
        np.zeros(int(there.sum()), dtype=np.int64),
        len(model),
        len(present),
        np.maximum(shapely.get_num_geometries(present), 1).astype(np.intp),
        (twice_model | twice_present)[there],
    )
    return ground, _kept(pieces, there)


def _owners(
    pieces: Pieces, polygons: NDArray[np.object_], start: int, end: int
) -> tuple[Owners, NDArray[np.bool_]]:
    """Find the grid of one network that has each piece, and which pieces several claim."""
    mine = (pieces.polygon >= start) & (pieces.polygon < end)
    piece, polygon = pieces.piece[mine], pieces.polygon[mine]
    order = np.lexsort((polygon, shapely.area(polygons)[polygon], piece))
    first = order[np.flatnonzero(np.diff(piece[order], prepend=-1))]
    owner = np.full(len(pieces.ground), NOBODY, dtype=np.intp)
    owner[piece[first]] = polygon[first] - start
    # What lies over ground that is rounding cannot be told: it goes with its neighbour.
    owner[pieces.thin] = UNDECIDED
    settled = settle(pieces, owner, np.ones(end - start, dtype=bool))
    claims = np.bincount(piece, minlength=len(owner))
    return settled, (claims > 1) & ~pieces.thin


def _kept(pieces: Pieces, there: NDArray[np.bool_]) -> Pieces:
    """Drop pieces; who lies over the others is known by now."""
    nothing = np.zeros(0, dtype=np.intp)
    return Pieces(
        pieces.ground[there],
        pieces.area_m2[there],
        pieces.thin[there],
        nothing,
        nothing,
        pieces.inside[there],
    )
