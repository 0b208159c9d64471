"""Domains of many units: planned block by block, then across the seams of the blocks.

A block is small enough to stay in a processor's cache and is planned by a worker of its own, so the
cost of a unit does not grow with the domain; only the cutting costs n log n. A second and a third
set of blocks, made of whole grids and cut elsewhere, lets the annealing reach over the seams.
"""

from dataclasses import dataclass, replace

import numpy as np

from gridgeo.planner.contract import contract
from gridgeo.planner.graph import Integers
from gridgeo.planner.kernels.blocks import cut_blocks
from gridgeo.planner.kernels.model import make_control
from gridgeo.planner.kernels.search import SAME
from gridgeo.planner.present import compact, split_pieces
from gridgeo.planner.search import Found, Searcher, Task, judge
from gridgeo.planner.surroundings import MAX_RINGS, MIN_MOVES, SEEDS, draw_closer, plan_part

LARGE_UNITS = 6000  # above this a domain is planned in blocks
BLOCK_UNITS = 2500
SEAM_SHARES = (0.38, 0.62)  # where each further set of blocks has its first border
SEAM_MOVES = 0.4  # of the moves of the first round


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a large domain that is planned on its own.

    Attributes
    ----------
    task : Task
        What is asked for.
    units : int64
        Positions in the domain, ascending.
    start : int64 or None
        Grid of each unit that the annealing starts from, from 0; None to plan anew.
    """

    task: Task
    units: Integers
    start: Integers | None = None


def is_large(task: Task) -> bool:
    """Say whether a domain is better planned in blocks."""
    return task.graph.size > LARGE_UNITS


def cut_into_blocks(task: Task, control: Integers) -> list[Piece]:
    """Cut a large domain into blocks; whole pieces of present grids stay together."""
    graph = task.graph
    pieces = np.arange(graph.size)
    if task.present is not None and (task.present >= 0).any():
        pieces = split_pieces(graph, task.present)
    block = _blocks(task, pieces, 0.5, control)
    return [Piece(_part(task, units, number), units) for number, units in enumerate(_groups(block))]


def cut_over_seams(planned: tuple[Task, Integers, int], control: Integers) -> list[Piece]:
    """Cut a planned domain into blocks of whole grids, with borders elsewhere than before.

    Parameters
    ----------
    planned : task, int64 of shape (n,), int
        A domain, its grids and the number of the round.
    control : int64, shape (2,)
        As in ``Scratch``.
    """
    task, grid, round_number = planned
    block = _blocks(task, grid, SEAM_SHARES[round_number], control)
    moves = SEAM_MOVES * task.moves
    return [
        Piece(
            replace(
                _part(task, units, (round_number + 1) * task.graph.size + number),
                moves=int(moves * len(units) / task.graph.size),
            ),
            units,
            compact(grid[units]),
        )
        for number, units in enumerate(_groups(block))
    ]


def plan_seam(piece: Piece, control: Integers | None = None) -> Found:
    """Anneal a piece from its grids; their number stays."""
    control = make_control() if control is None else control
    start = compact(piece.start) if piece.start is not None else np.zeros(len(piece.units), int)
    return Searcher(piece.task, control).improve(start, piece.task.moves)


def cut_around_misses(planned: tuple[Task, Integers], _control: Integers) -> list[Piece]:
    """Give the neighbourhoods of grids outside the band; they do not overlap."""
    task, grid = planned
    grids = contract(task.graph, grid)
    counts, band = grids.households, task.band
    beyond = np.maximum(band.minimum - counts, counts - band.maximum)
    free = np.ones(grids.size, dtype=np.bool_)
    pieces, members = [], _groups(grid)
    for miss in np.lexsort((np.arange(grids.size), -beyond)):
        if beyond[miss] <= 0:
            break
        chosen = {int(miss)}
        for _ in range(MAX_RINGS):
            chosen |= {
                int(grids.indices[edge])
                for one in sorted(chosen)
                for edge in range(grids.indptr[one], grids.indptr[one + 1])
                if grids.passable[edge]
            }
        ring = np.array(sorted(chosen))
        if not free[ring].all():
            continue
        free[ring] = False
        units = np.sort(np.concatenate([members[one] for one in ring]))
        part = _part(task, units, 4 * task.graph.size + int(miss))
        moves = max(part.moves, MIN_MOVES * len(units))
        pieces.append(Piece(replace(part, moves=moves), units, compact(grid[units])))
    return pieces


def plan_around_miss(piece: Piece, control: Integers | None = None) -> Found:
    """Plan a neighbourhood anew, and keep its grids unless that is closer to the band."""
    control = make_control() if control is None else control
    found = plan_part(piece.task, control) or draw_closer(piece.task, control)
    assert piece.start is not None  # noqa: S101
    before = judge(piece.task, piece.start)
    return found if found.miss < before.miss - SAME else before


def _blocks(task: Task, whole: Integers, share: float, control: Integers) -> Integers:
    """Cut into blocks that break none of the numbered sets in ``whole``."""
    graph = task.graph
    single = int(whole.max()) + 1 == graph.size
    coarse = graph if single else contract(graph, whole)
    block = cut_blocks(
        coarse.indptr,
        coarse.indices,
        coarse.passable,
        coarse.households,
        np.bincount(whole),
        BLOCK_UNITS,
        _enough(task),
        share,
        control,
    )
    blocks: Integers = block[whole]
    return blocks


def _enough(task: Task) -> int:
    """Give the households from which some whole number of grids fits every count."""
    band = task.band
    most = band.minimum // max(band.maximum - band.minimum, 1) + 1
    return 4 * max(most * band.minimum, band.maximum)


def _groups(labels: Integers) -> list[Integers]:
    """Give the positions of each label, ascending, by label."""
    order = np.argsort(labels, kind="stable")
    ends = np.flatnonzero(np.diff(labels[order])) + 1
    return np.split(order, ends)


def _part(task: Task, units: Integers, number: int) -> Task:
    moves = max(1, task.moves * len(units) // task.graph.size)
    part = task.take(units, (task.seed + 2 * (number + 1)) % SEEDS, moves)
    return replace(
        part,
        present=None if task.present is None else task.present[units],
        pinned=None if task.pinned is None else task.pinned[units],
    )
