"""Plan a domain that has present grids: a ladder of plans, from ideal to hardly changed."""

from dataclasses import dataclass

import numpy as np

from gridgeo.planner.afresh import plan_afresh
from gridgeo.planner.given import NONE
from gridgeo.planner.graph import Integers
from gridgeo.planner.kernels.model import make_scratch
from gridgeo.planner.kernels.search import SAME, WARM, improve
from gridgeo.planner.present import compact, label_grids, mend_sizes, split_pieces
from gridgeo.planner.proofs import Proofs
from gridgeo.planner.search import Found, Task, judge, make_problem, make_rules, plan_domain
from gridgeo.planner.surroundings import holds_anchors, mend_misses, take_part

RUNGS = (0.5, 2.0, 8.0)  # what moving a target's worth of households costs on each rung
KEEP_SCALE = 3.0  # points of shape that such a move is worth when ``keep`` is one half


@dataclass(frozen=True, slots=True)
class Rung:
    """One candidate of the ladder and the households that change hands with it."""

    found: Found
    moved_hh: int


def mend_domain(task: Task, proofs: Proofs, control: Integers) -> Found:
    """Choose between changing little and being compact, as ``Wishes.keep`` says.

    The candidates are the same whatever ``keep`` is: the present grids with pieces under the
    minimum merged, grids over the maximum split and misses planned anew; that annealed with three
    prices on change; and a plan from nothing. The least miss of the band goes first; among equals
    ``(1 - keep) * energy + keep * KEEP_SCALE * households moved`` decides, each for a grid of the
    target's size. So more ``keep`` never moves more households.
    """
    start = repair(task, proofs, control)
    plans = [start, *(anneal_from(task, start, stay, control) for stay in RUNGS)]
    if task.pinned is None or not task.pinned.any():
        plans.append(plan_afresh(task, proofs, control))
    ladder = [Rung(plan, count_moved(task, plan.grid)) for plan in plans]
    least = min(rung.found.miss for rung in ladder)
    ladder = [rung for rung in ladder if rung.found.miss <= least + SAME]
    keep, households = task.wishes.keep, max(int(task.graph.households.sum()), 1)

    def worth(rung: Rung) -> tuple[float, int]:
        change = KEEP_SCALE * rung.moved_hh / households
        return ((1.0 - keep) * rung.found.energy + keep * change, rung.moved_hh)

    return min(ladder, key=worth).found


def repair(task: Task, proofs: Proofs, control: Integers) -> Found:
    """Bring the present grids into the band with as few changes as can be."""
    present = _present(task)
    pieces = split_pieces(task.graph, present)
    grid = _split_large(task, mend_sizes(task.graph, task.band, pieces, _anchors(task, pieces)))
    found = judge(task, grid)
    return found if found.miss <= 0 else mend_misses(task, found, proofs, control)


def anneal_from(task: Task, start: Found, stay: float, control: Integers) -> Found:
    """Anneal gently from a plan; moving a target's worth of households costs ``stay``."""
    graph, present = task.graph, _present(task)
    labels = label_grids(graph, start.grid, present, task.pinned)
    grid, _, _ = improve(
        make_problem(task, stay),
        make_rules(task, stay),
        make_scratch(graph.size, len(graph.indices), control),
        start.grid,
        labels,
        task.moves,
        WARM,
        np.array([task.seed], dtype=np.uint64),
    )
    return judge(task, grid)


def count_moved(task: Task, grid: Integers) -> int:
    """Count the households that leave the grid that stands for their present one."""
    present = _present(task)
    labels = label_grids(task.graph, grid, present, task.pinned)
    moved = (present >= 0) & (labels[grid] != present)
    return int(task.graph.households[moved].sum())


def _present(task: Task) -> Integers:
    if task.present is None:
        return np.full(task.graph.size, NONE, dtype=np.int64)
    return task.present


def _anchors(task: Task, pieces: Integers) -> Integers:
    """Give the present grid whose pinned units each piece holds, -1 for none."""
    anchors = np.full(int(pieces.max()) + 1, NONE, dtype=np.int64)
    if task.pinned is not None:
        anchors[pieces[task.pinned]] = _present(task)[task.pinned]
    return anchors


def _split_large(task: Task, grid: Integers) -> Integers:
    counts = np.bincount(grid, weights=task.graph.households)
    result, total = grid.copy(), int(grid.max()) + 1
    for large in np.flatnonzero(counts > task.band.maximum).tolist():
        units = np.flatnonzero(grid == large)
        part = plan_domain(take_part(task, units, large))
        if holds_anchors(task, units, part.grid):
            result[units] = np.where(part.grid == 0, large, total + part.grid - 1)
            total += int(part.grid.max())
    return compact(result)
