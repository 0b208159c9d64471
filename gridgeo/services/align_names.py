"""What the grids of an aligned network are called, and its handover list (移交清单) in words."""

from collections.abc import Sequence
from dataclasses import dataclass

from gridgeo.topology.align.align import Alignment
from gridgeo.topology.align.proposals import Handover, Proposal, ProposalKind

NO_GRID = ""  # ground that has or gets no grid

KINDS_ZH = {
    ProposalKind.REDRAWN: "调整",
    ProposalKind.CREATED: "新设",
    ProposalKind.RETIRED: "撤销",
}


@dataclass(frozen=True, slots=True)
class HandoverRow:
    """One line of a handover list: what goes from one grid to another; empty codes for no grid.

    ``workers`` and ``places`` are named where the files name them.
    """

    giver: str
    taker: str
    households: int
    area_m2: float
    workers: tuple[str, ...] = ()
    places: tuple[str, ...] = ()


def name_grids(
    alignment: Alignment, proposals: Sequence[Proposal], present: Sequence[str]
) -> list[str]:
    """Give every grid of an alignment its code.

    Present grids keep theirs while they are recognisably the same; the others, and created ones,
    are called ``new-1``, ``new-2`` … until somebody gives them a code by the network's scheme.

    Parameters
    ----------
    alignment : Alignment
    proposals : sequence of Proposal
        Of that alignment.
    present : sequence of str
        The codes of the present grids.
    """
    codes = [*present, *[""] * (alignment.size - len(present))]
    lost = {
        one.grid for one in proposals if one.kind is ProposalKind.REDRAWN and not one.keeps_code
    }
    used, number = set(present), 0
    for grid in range(alignment.size):
        if grid < len(present) and grid not in lost:
            continue
        number += 1
        while f"new-{number}" in used:
            number += 1
        codes[grid] = f"new-{number}"
    return codes


def list_handover(
    handover: Handover, givers: Sequence[str], takers: Sequence[str]
) -> list[HandoverRow]:
    """Write a handover with codes, largest number of households first.

    Parameters
    ----------
    handover : Handover
    givers, takers : sequences of str
        Codes of the grids as they are today, and as they will be.
    """
    rows = [
        HandoverRow(
            givers[giver] if giver >= 0 else NO_GRID,
            takers[taker] if taker >= 0 else NO_GRID,
            int(households),
            float(area),
        )
        for giver, taker, households, area in zip(
            handover.giver, handover.taker, handover.households, handover.area_m2, strict=True
        )
    ]
    return sorted(rows, key=lambda row: (-row.households, -row.area_m2, row.giver, row.taker))
