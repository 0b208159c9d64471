"""All contiguous grids in the band that a small domain allows, listed as masks."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gridgeo.domain.band import HouseholdBand
from gridgeo.geometry.compactness import polsby_popper
from gridgeo.planner.graph import Floats, Integers, UnitGraph
from gridgeo.planner.kernels.model import make_control
from gridgeo.planner.kernels.subsets import Masks, list_connected

WORD = 64  # units of one word of a mask
MAX_UNITS = 256


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


def list_grids(
    graph: UnitGraph,
    band: HouseholdBand,
    *,
    most: int,
    steps: int,
    roots: Integers | None = None,
    control: Integers | None = None,
) -> Columns:
    """List the contiguous sets in the band that hold one of the ``roots`` (any unit by default).

    Parameters
    ----------
    graph : UnitGraph
        At most `MAX_UNITS` units; for more nothing is listed.
    band : HouseholdBand
        What a set may hold.
    most, steps : int
        Limits on the sets found and looked at.
    control : int64, shape (2,), optional
        As in ``Scratch``.
    """
    if graph.size > MAX_UNITS:
        return Columns(np.empty((0, 1), dtype=np.uint64), complete=False)
    masks, complete = list_connected(
        neighbour_masks(graph),
        graph.households,
        np.arange(graph.size) if roots is None else roots,
        band.minimum,
        band.maximum,
        most,
        steps,
        make_control() if control is None else control,
    )
    return Columns(masks, complete)


def neighbour_masks(graph: UnitGraph) -> Masks:
    """Give the units across passable borders of each unit, shape (n, w)."""
    masks = np.zeros((graph.size, -(-graph.size // WORD)), dtype=np.uint64)
    rows, far = graph.rows[graph.passable], graph.indices[graph.passable]
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
