"""All domains of a district: small ones at once, large ones block by block and seam by seam."""

from collections.abc import Sequence

import numpy as np

from gridgeo.planner.exact import UNDECIDED
from gridgeo.planner.given import NONE
from gridgeo.planner.graph import Integers
from gridgeo.planner.kernels.model import make_control
from gridgeo.planner.large import (
    SEAM_MOVES,
    SEAM_SHARES,
    Piece,
    cut_around_misses,
    cut_into_blocks,
    cut_over_seams,
    is_large,
    plan_around_miss,
    plan_seam,
)
from gridgeo.planner.plan_task import explain, plan_task
from gridgeo.planner.present import compact
from gridgeo.planner.search import Found, Task, judge
from gridgeo.planner.workers import Job, Payload, Workers

BLOCK_SHARE = 1.0 / (1.0 + SEAM_MOVES * len(SEAM_SHARES))  # of a large domain's work


def plan_tasks(tasks: Sequence[Task], workers: Workers) -> list[Found]:
    """Plan all domains; the answers are in the order of the tasks.

    The blocks of large domains are planned beside the small domains, so that no worker waits.
    """
    cuts = [cut_into_blocks(task) if is_large(task) else [] for task in tasks]
    whole = [place for place, pieces in enumerate(cuts) if not pieces]
    jobs = [_job(tasks[place], tasks[place], 1.0) for place in whole]
    for pieces in cuts:
        jobs += [_job(piece.task, piece.task, BLOCK_SHARE) for piece in pieces]
    answers = workers.run(plan_task, jobs)
    found = dict(zip(whole, answers, strict=False))
    rest = answers[len(whole) :]
    for place, pieces in enumerate(cuts):
        if pieces:
            blocks, rest = rest[: len(pieces)], rest[len(pieces) :]
            start = _put(np.full(tasks[place].graph.size, NONE, dtype=np.int64), pieces, blocks)
            found[place] = _finish(tasks[place], start, workers)
    return [found[place] for place in range(len(tasks))]


def _finish(task: Task, grid: Integers, workers: Workers) -> Found:
    """Anneal a large domain over the seams of its blocks, and mend what misses the band."""
    share = BLOCK_SHARE * SEAM_MOVES
    for number in range(len(SEAM_SHARES)):
        pieces = cut_over_seams(task, grid, number)
        jobs = [_job(piece, piece.task, share) for piece in pieces]
        grid = _put(grid, pieces, workers.run(plan_seam, jobs))
    pieces = cut_around_misses(task, grid)
    jobs = [_job(piece, piece.task, 0.0) for piece in pieces]
    found = judge(task, compact(_put(grid, pieces, workers.run(plan_around_miss, jobs))))
    return explain(task, found, UNDECIDED, make_control()) if found.miss > 0 else found


def _job(payload: Payload, task: Task, share: float) -> Job[Payload]:
    """Say how much of the whole a piece of work is: a share of its task's units."""
    return Job(payload, share * task.graph.size, task.moves * task.starts)


def _put(grid: Integers, pieces: list[Piece], found: list[Found]) -> Integers:
    """Give the units of the pieces their new grids, numbered above all others."""
    result, total = grid.copy(), int(grid.max()) + 1
    for piece, part in zip(pieces, found, strict=True):
        result[piece.units] = total + part.grid
        total += int(part.grid.max()) + 1
    return compact(result)
