"""What one worker does with one domain: plan it, and say why each miss of the band is there."""

from dataclasses import replace

from gridgeo.planner.afresh import plan_afresh
from gridgeo.planner.feasibility import admit, explain_cover
from gridgeo.planner.graph import Integers
from gridgeo.planner.kernels.model import STOP, make_control
from gridgeo.planner.mend import mend_domain
from gridgeo.planner.present import compact
from gridgeo.planner.proofs import Proofs
from gridgeo.planner.reasons import Reason
from gridgeo.planner.search import Found, Task
from gridgeo.planner.surroundings import outside

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
    proofs = Proofs(task.graph, task.band, control)
    if task.present is not None and (task.present >= 0).any():
        found = mend_domain(task, proofs, control)
    else:
        found = plan_afresh(task, proofs, control)
    found = Found(compact(found.grid), found.miss, found.energy)
    return found if found.miss <= 0 or control[STOP] else explain(task, found, proofs)


def explain(task: Task, found: Found, proofs: Proofs) -> Found:
    """Give each grid outside the band its reason: its own proof, or that of the domain."""
    misses = outside(task, found.grid).tolist()
    whole = proofs.of_domain()
    own = {} if whole else {miss: proofs.of_miss(found.grid, miss) for miss in misses[:MAX_PROOFS]}
    if whole is None and not all(own.get(miss) for miss in misses):
        proofs.solve()
        whole = explain_cover(proofs.exact)
    moves = max(proofs.moves, task.moves * task.starts)
    reasons: list[Reason | None] = [None] * (int(found.grid.max()) + 1)
    for miss in misses:
        reasons[miss] = own.get(miss) or whole or admit(moves)
    return replace(found, reasons=tuple(reasons))
