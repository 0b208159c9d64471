"""Operations on a draft: every edit of a plan, its undo and redo, its branches and comparisons."""

from gridgeo.services.plan_operations.kinds import OperationKind
from gridgeo.services.plan_operations.operate import operate
from gridgeo.services.plan_operations.steps import jump, redo, undo

__all__ = ["OperationKind", "jump", "operate", "redo", "undo"]
