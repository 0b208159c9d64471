"""All domains of a district: small ones at once, large ones block by block and seam by seam."""

from collections.abc import Callable, Sequence

import numpy as np

from gridgeo.planner.given import NONE
from gridgeo.planner.graph import Integers
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
from gridgeo.planner.proofs import Proofs
from gridgeo.planner.search import Found, Task, judge
from gridgeo.planner.workers import Job, Payload, Workers

BLOCK_SHARE = 1.0 / (1.0 + SEAM_MOVES * len(SEAM_SHARES))  # of a large domain's work


def plan_tasks(tasks: Sequence[Task], workers: Workers) -> list[Found]:
    """Plan all domains; the answers are in the order of the tasks.

    The blocks of large domains are planned beside the small domains, so that no worker waits.
    """
    cuts = [_cut(cut_into_blocks, task, workers) if is_large(task) else [] for task in tasks]
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
    """Anneal a large domain over the seams of its blocks, and mend what misses the band.

    Where there are present grids the blocks are made of whole ones, so the seams are present
    borders: they stay.
    """
    share = BLOCK_SHARE * SEAM_MOVES
    mended = task.present is not None and (task.present >= 0).any()
    for number in range(0 if mended else len(SEAM_SHARES)):
        pieces = _cut(cut_over_seams, (task, grid, number), workers)
        jobs = [_job(piece, piece.task, share) for piece in pieces]
        grid = _put(grid, pieces, workers.run(plan_seam, jobs))
    pieces = _cut(cut_around_misses, (task, grid), workers)
    jobs = [_job(piece, piece.task, 0.0) for piece in pieces]
    grid = compact(_put(grid, pieces, workers.run(plan_around_miss, jobs)))
    return workers.run_here(_close, [Job((task, grid), 0.0, 1)])[0]


def _close(planned: tuple[Task, Integers], control: Integers) -> Found:
    task, grid = planned
    found = judge(task, grid)
    return explain(task, found, Proofs(task.graph, task.band, control)) if found.miss > 0 else found


def _cut(
    cut: Callable[[Payload, Integers], list[Piece]], payload: Payload, workers: Workers
) -> list[Piece]:
    """Cut a domain beside the thread that tells the progress."""
    return workers.run_here(cut, [Job(payload, 0.0, 1)])[0]


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
