"""What one worker does with one domain: plan it, and say why each miss of the band is there."""

from dataclasses import replace

from gridgeo.planner.afresh import outside, plan_afresh, prove_miss
from gridgeo.planner.exact import UNDECIDED, ExactAnswer, cover_exactly
from gridgeo.planner.feasibility import explain_misses
from gridgeo.planner.graph import Integers
from gridgeo.planner.inhabited import leave_out_empty
from gridgeo.planner.kernels.model import STOP, make_control
from gridgeo.planner.mend import mend_domain
from gridgeo.planner.present import compact
from gridgeo.planner.reasons import Reason, ReasonCode
from gridgeo.planner.search import Found, Task

MAX_PROOFS = 12  # misses of a domain that get a proof of their own


def plan_task(task: Task, control: Integers | None = None) -> Found:
    """Plan a domain, from its present grids where it has some; the same task, the same answer.

    Parameters
    ----------
    task : Task
        The domain.
    control : int64, shape (2,), optional
        As in ``Scratch``: stops the work within a fraction of a second.
    """
    control = make_control() if control is None else control
    exact = UNDECIDED
    if task.present is not None and (task.present >= 0).any():
        found = mend_domain(task, control)
    else:
        found, exact = plan_afresh(task, control)
    found = Found(compact(found.grid), found.miss, found.energy)
    return found if found.miss <= 0 or control[STOP] else explain(task, found, exact, control)


def explain(task: Task, found: Found, exact: ExactAnswer, control: Integers) -> Found:
    """Give each grid outside the band its reason: its own proof, or that of the domain."""
    graph, band = task.graph, task.band
    misses = outside(task, found.grid)
    if not exact.decided and task.present is not None:
        exact = cover_exactly(graph, band, control)
    whole = explain_misses(graph, band, exact)
    reasons: list[Reason | None] = [None] * (int(found.grid.max()) + 1)
    for grid in misses.tolist():
        reasons[grid] = whole
    if whole.code in (ReasonCode.NO_COVER, ReasonCode.NOT_FOUND):
        _prove_each(task, found, misses, reasons, control)
    return replace(found, reasons=tuple(reasons))


def _prove_each(
    task: Task,
    found: Found,
    misses: Integers,
    reasons: list[Reason | None],
    control: Integers,
) -> None:
    """Put a proof from a miss's own surroundings in the place of the domain's reason."""
    inhabited = leave_out_empty(task.graph)
    for grid in misses[:MAX_PROOFS].tolist():
        proof = prove_miss(task, inhabited, found.grid, grid, control)
        reasons[grid] = proof or reasons[grid]
