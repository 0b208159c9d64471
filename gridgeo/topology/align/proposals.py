"""What an alignment proposes for each grid, and the list of what changes hands (移交清单)."""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from gridgeo.geometry.reassembly import NOBODY
from gridgeo.topology.align.align import Alignment
from gridgeo.topology.align.sums import count_by, sum_by

RECOGNISED = 0.5  # of the old grid or of the new one


class ProposalKind(StrEnum):
    """What becomes of a grid."""

    REDRAWN = "redrawn"
    CREATED = "created"
    RETIRED = "retired"


@dataclass(frozen=True, slots=True)
class Proposal:
    """The proposal for one grid; it can be taken or left.

    Parameters
    ----------
    grid : int
        Number of the grid in the alignment.
    kind : ProposalKind
    keeps_code : bool
        Whether it is recognisably the same: what it keeps is more than half of the grid as it
        was, or of the grid as it will be.
    households_before, households_after, households_in, households_out : int
    area_in_m2, area_out_m2 : float
        Ground that it takes over and hands over.
    partners : tuple of int
        Grids with which it exchanges ground; it is carried out in full where they are taken too.
    group : int
        Proposals that hang together over partners, numbered from 1.
    """

    grid: int
    kind: ProposalKind
    keeps_code: bool
    households_before: int
    households_after: int
    households_in: int
    households_out: int
    area_in_m2: float
    area_out_m2: float
    partners: tuple[int, ...]
    group: int


@dataclass(frozen=True, slots=True)
class Handover:
    """What changes hands, by pair of grids; ``NOBODY`` for ground that has or gets no grid.

    Parameters
    ----------
    giver, taker : (p,) arrays of int
        Sorted.
    households : (p,) array of int
    area_m2 : (p,) array of float
    """

    giver: NDArray[np.intp]
    taker: NDArray[np.intp]
    households: NDArray[np.int64]
    area_m2: NDArray[np.float64]


def handover(alignment: Alignment) -> Handover:
    """Add up what changes hands."""
    ground, moved = alignment.ground, alignment.moved
    width = alignment.size - NOBODY
    key = (ground.present[moved] - NOBODY) * width + alignment.owner[moved] - NOBODY
    pair, where = np.unique(key, return_inverse=True)
    return Handover(
        pair // width + NOBODY,
        pair % width + NOBODY,
        count_by(where, ground.households[moved], len(pair)),
        sum_by(where, ground.area_m2[moved], len(pair)),
    )


def propose(alignment: Alignment) -> list[Proposal]:
    """Say for each grid that changes what becomes of it, in the order of the grids."""
    listed = handover(alignment)
    group = _groups(alignment, listed)
    sums = _Sums.of(alignment, listed)
    partners = _partners(listed, alignment.size)
    changed = np.flatnonzero(sums.touched)
    _, rank = np.unique(group[changed], return_inverse=True)
    return [
        _proposal(alignment, sums, int(grid), partners[grid], int(number) + 1)
        for grid, number in zip(changed, rank, strict=True)
    ]


@dataclass(frozen=True, slots=True)
class _Sums:
    """Figures of every grid."""

    before: NDArray[np.float64]  # weight
    after: NDArray[np.float64]
    kept: NDArray[np.float64]
    households_before: NDArray[np.int64]
    households_in: NDArray[np.int64]
    households_out: NDArray[np.int64]
    area_in_m2: NDArray[np.float64]
    area_out_m2: NDArray[np.float64]
    touched: NDArray[np.bool_]

    @classmethod
    def of(cls, alignment: Alignment, listed: Handover) -> "_Sums":
        ground, size = alignment.ground, alignment.size
        stays = np.where(alignment.moved, NOBODY, alignment.owner)
        there = ground.present >= 0
        takes, gives = listed.taker >= 0, listed.giver >= 0
        return cls(
            ground.total(ground.present, size),
            ground.total(alignment.owner, size),
            ground.total(stays, size),
            count_by(ground.present[there], ground.households[there], size),
            count_by(listed.taker[takes], listed.households[takes], size),
            count_by(listed.giver[gives], listed.households[gives], size),
            sum_by(listed.taker[takes], listed.area_m2[takes], size),
            sum_by(listed.giver[gives], listed.area_m2[gives], size),
            np.isin(np.arange(size), np.concatenate([listed.giver, listed.taker])),
        )


def _proposal(
    alignment: Alignment, sums: _Sums, grid: int, partners: tuple[int, ...], group: int
) -> Proposal:
    before, after, kept = sums.before[grid], sums.after[grid], sums.kept[grid]
    kind = ProposalKind.REDRAWN
    if grid >= alignment.ground.presents:
        kind = ProposalKind.CREATED
    elif after == 0.0:
        kind = ProposalKind.RETIRED
    gone, come = int(sums.households_out[grid]), int(sums.households_in[grid])
    return Proposal(
        grid=grid,
        kind=kind,
        keeps_code=kind is ProposalKind.REDRAWN and bool(kept > RECOGNISED * min(before, after)),
        households_before=int(sums.households_before[grid]),
        households_after=int(sums.households_before[grid]) - gone + come,
        households_in=come,
        households_out=gone,
        area_in_m2=float(sums.area_in_m2[grid]),
        area_out_m2=float(sums.area_out_m2[grid]),
        partners=partners,
        group=group,
    )


def _groups(alignment: Alignment, listed: Handover) -> NDArray[np.intp]:
    both = (listed.giver >= 0) & (listed.taker >= 0)
    ends = (listed.giver[both], listed.taker[both])
    shape = (alignment.size, alignment.size)
    graph = coo_array((np.ones(int(both.sum())), ends), shape=shape)
    return np.asarray(connected_components(graph, directed=False)[1])


def _partners(listed: Handover, size: int) -> list[tuple[int, ...]]:
    partners: list[set[int]] = [set() for _ in range(size)]
    for giver, taker in zip(listed.giver.tolist(), listed.taker.tolist(), strict=True):
        if giver >= 0 and taker >= 0:
            partners[giver].add(taker)
            partners[taker].add(giver)
    return [tuple(sorted(some)) for some in partners]
