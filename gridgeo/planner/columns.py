"""All contiguous grids in the band that a small domain allows, listed as masks."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gridgeo.domain.band import HouseholdBand
from gridgeo.geometry.compactness import polsby_popper
from gridgeo.planner.graph import Floats, Integers, UnitGraph
from gridgeo.planner.kernels.order import sweep_order
from gridgeo.planner.kernels.subsets import (
    Masks,
    list_by_first,
    list_connected,
    lowest_units,
    mask_neighbours,
)

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

    def hold_all(self, units: int) -> bool:
        """Say whether each of the units is in some set."""
        held = np.bitwise_or.reduce(self.masks, axis=0, initial=np.uint64(0))
        return int(np.bitwise_count(held).sum()) == units

    def starts(self, units: int) -> Integers:
        """Give where the sets of each lowest unit begin, shape (units + 1,), if so ordered."""
        found: Integers = np.searchsorted(lowest_units(self.masks), np.arange(units + 1))
        return found


@dataclass(frozen=True, slots=True)
class Strip:
    """Some hundred units at most, in the order of a sweep from one end of the ground to the other.

    Attributes
    ----------
    order : int64, shape (n,)
        The units.
    near : uint64, shape (n, w)
        Neighbours of each; bit b is the b-th unit of the sweep.
    households : int64, shape (n,)
        Their counts.
    """

    order: Integers
    near: Masks
    households: Integers

    @classmethod
    def of(cls, graph: UnitGraph) -> "Strip":
        """Lay out a domain."""
        order = sweep_order(graph.indptr, graph.indices)
        near = mask_neighbours(
            graph.indptr, graph.indices, graph.passable, np.argsort(order), graph.size
        )
        return cls(order, near, graph.households[order])


def list_in_order(
    strip: Strip, band: HouseholdBand, *, most: int, steps: int, control: Integers
) -> Columns:
    """List all contiguous sets in the band, ordered by their first unit in the sweep.

    Where not all can be listed, some with each first unit.

    Parameters
    ----------
    strip : Strip
        The units.
    band : HouseholdBand
        What a set may hold.
    most, steps : int
        Limits on the sets found and looked at.
    control : int64, shape (2,)
        As in ``Scratch``.
    """
    near, households, count = strip.near, strip.households, len(strip.order)
    masks, cut_short = list_by_first(
        near, households, band.minimum, band.maximum, most // count, steps // count, control
    )
    if 0 < cut_short <= HOPEFUL * count:
        everybody, past = np.arange(count), np.zeros(near.shape[1], dtype=np.uint64)
        every, complete = list_connected(
            near, households, everybody, band.minimum, band.maximum, most, steps, past, control
        )
        if complete:
            return Columns(every, True)
    return Columns(masks, cut_short == 0)


def compactness_of(graph: UnitGraph, members: NDArray[np.bool_]) -> Floats:
    """Give the Polsby-Popper figure of each set of a table, shape (s,)."""
    weights = members.astype(np.float64)
    border = np.zeros((graph.size, graph.size))
    border[graph.rows, graph.indices] = graph.shared_m
    inside = np.einsum("su,su->s", weights @ border, weights)  # each inner border counts twice
    return polsby_popper(weights @ graph.area_m2, weights @ graph.perimeter_m - inside)
