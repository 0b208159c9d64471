"""All contiguous grids in the band that a small domain allows, listed as masks."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import reverse_cuthill_mckee

from gridgeo.domain.band import HouseholdBand
from gridgeo.geometry.compactness import polsby_popper
from gridgeo.planner.graph import Floats, Integers, UnitGraph
from gridgeo.planner.kernels.subsets import Masks, list_connected, lowest_units

WORD = 64  # units of one word of a mask
HOPEFUL = 0.5  # share of units with too many sets up to which all sets may still be few enough


@dataclass(frozen=True, slots=True)
class Columns:
    """Contiguous sets of units in the band.

    Attributes
    ----------
    masks : uint64, shape (s, w)
        One set a row, 64 units a word.
    complete : bool
        False if a limit was met before all were listed.
    """

    masks: Masks
    complete: bool

    def members(self, units: int) -> NDArray[np.bool_]:
        """Unpack the sets into a table, shape (s, units)."""
        unit = np.arange(units)
        words = self.masks[:, unit // WORD]
        return ((words >> (unit % WORD).astype(np.uint64)) & np.uint64(1)).astype(np.bool_)

    def starts(self, units: int) -> Integers:
        """Give where the sets of each lowest unit begin, shape (units + 1,), if so ordered."""
        found: Integers = np.searchsorted(lowest_units(self.masks), np.arange(units + 1))
        return found


def list_in_order(
    graph: UnitGraph, band: HouseholdBand, *, most: int, steps: int, control: Integers
) -> tuple[Columns, Integers]:
    """List all contiguous sets in the band for a sweep from one end of the ground to the other.

    Parameters
    ----------
    graph : UnitGraph
        Some hundred units at most.
    band : HouseholdBand
        What a set may hold.
    most, steps : int
        Limits on the sets found and looked at.
    control : int64, shape (2,)
        As in ``Scratch``.

    Returns
    -------
    columns : Columns
        The sets, ordered by their first unit in the sweep; bit b is the b-th unit of the sweep.
        Where not all can be listed, some with each first unit.
    order : int64, shape (n,)
        The units in the order of the sweep.
    """
    order = sweep_order(graph)
    near, households = neighbour_masks(graph, np.argsort(order)), graph.households[order]
    nobody = mask_of(np.arange(0), graph.size)[0]

    def look(roots: Integers, share: int, past: NDArray[np.uint64]) -> tuple[Masks, bool]:
        return list_connected(
            near, households, roots, band.minimum, band.maximum, most // share, steps // share,
            past, control,
        )  # fmt: skip

    each = [look(np.array([unit]), graph.size, nobody) for unit in range(graph.size)]
    cut_short = sum(not complete for _, complete in each)
    if 0 < cut_short <= HOPEFUL * graph.size:
        masks, complete = look(np.arange(graph.size), 1, np.zeros_like(nobody))
        if complete:
            return Columns(masks, True), order
    return Columns(np.concatenate([found for found, _ in each]), cut_short == 0), order


def sweep_order(graph: UnitGraph) -> Integers:
    """Order units so that neighbours come soon after each other (reverse Cuthill-McKee)."""
    width = (graph.size, graph.size)
    near = csr_matrix((np.ones(len(graph.indices)), graph.indices, graph.indptr), shape=width)
    order: Integers = reverse_cuthill_mckee(near, symmetric_mode=True).astype(np.int64)
    return order


def neighbour_masks(graph: UnitGraph, place: Integers | None = None) -> Masks:
    """Give the units across passable borders of each unit, shape (n, w).

    Units are renumbered by ``place``, if that is given.
    """
    masks = np.zeros((graph.size, -(-graph.size // WORD)), dtype=np.uint64)
    rows, far = graph.rows[graph.passable], graph.indices[graph.passable]
    if place is not None:
        rows, far = place[rows], place[far]
    np.bitwise_or.at(masks, (rows, far // WORD), np.uint64(1) << (far % WORD).astype(np.uint64))
    return masks


def mask_of(units: Integers, count: int) -> Masks:
    """Give some of ``count`` units as one mask, shape (1, w)."""
    mask = np.zeros((1, -(-count // WORD)), dtype=np.uint64)
    np.bitwise_or.at(mask[0], units // WORD, np.uint64(1) << (units % WORD).astype(np.uint64))
    return mask


def compactness_of(graph: UnitGraph, members: NDArray[np.bool_]) -> Floats:
    """Give the Polsby-Popper figure of each set of a table, shape (s,)."""
    weights = members.astype(np.float64)
    border = np.zeros((graph.size, graph.size))
    border[graph.rows, graph.indices] = graph.shared_m
    inside = np.einsum("su,su->s", weights @ border, weights)  # each inner border counts twice
    return polsby_popper(weights @ graph.area_m2, weights @ graph.perimeter_m - inside)
