"""Operations on a draft: every edit of a plan, its undo and redo, its branches and comparisons."""

from gridgeo.services.plan_operations.compare_published import compare_published
from gridgeo.services.plan_operations.history import branch_plan, compare_plans, list_operations
from gridgeo.services.plan_operations.kinds import OperationKind, is_dry
from gridgeo.services.plan_operations.operate import operate
from gridgeo.services.plan_operations.rebase import rebase_plan
from gridgeo.services.plan_operations.steps import jump, redo, undo

__all__ = [
    "OperationKind",
    "branch_plan",
    "compare_plans",
    "compare_published",
    "is_dry",
    "jump",
    "list_operations",
    "operate",
    "rebase_plan",
    "redo",
    "undo",
]
