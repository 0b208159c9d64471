"""What kinds of operation there are."""

from collections.abc import Callable
from enum import StrEnum

from sqlalchemy.orm import Session

from gridgeo.services.plan_operations import name_grids, repair, shape_grids, whole_areas
from gridgeo.services.plan_operations.draft import Draft
from gridgeo.services.plan_operations.edit import Edit
from gridgeo.services.plan_operations.shape_grids import Arguments

Operation = Callable[[Session, Draft, Arguments], Edit]


class OperationKind(StrEnum):
    """The kinds, as the log and the API call them."""

    SPLIT = "split"
    SPLIT_BY_LINE = "split_by_line"
    MERGE = "merge"
    REBALANCE = "rebalance"
    REASSIGN = "reassign"
    PUSH_BORDER = "push_border"
    DRAW = "draw"
    DEDICATE = "dedicate"
    DISSOLVE = "dissolve"
    SET_ATTRIBUTES = "set_attributes"
    LOCK = "lock"
    UNLOCK = "unlock"
    PIN = "pin"
    UNPIN = "unpin"
    IMPORT = "import"
    ALIGN = "align"
    REPAIR = "repair"
    AUTO_PLAN = "auto_plan"


# Of these only is told what they would do, unless somebody says that they shall do it.
DRY_BY_DEFAULT = frozenset({OperationKind.REPAIR})


def is_dry(kind: OperationKind, asked: bool | None) -> bool:
    """Say whether an operation is only tried; None leaves it to the kind."""
    return kind in DRY_BY_DEFAULT if asked is None else asked


def _plain(function: Callable[[Draft, Arguments], Edit]) -> Operation:
    return lambda _session, draft, arguments: function(draft, arguments)


OPERATIONS: dict[OperationKind, Operation] = {
    OperationKind.SPLIT: _plain(shape_grids.split_grid),
    OperationKind.SPLIT_BY_LINE: shape_grids.split_by_line,
    OperationKind.MERGE: _plain(shape_grids.merge_grids),
    OperationKind.REBALANCE: _plain(shape_grids.rebalance_grids),
    OperationKind.REASSIGN: _plain(shape_grids.reassign_units),
    OperationKind.PUSH_BORDER: _plain(shape_grids.push_shared_border),
    OperationKind.DRAW: _plain(shape_grids.draw_grid),
    OperationKind.DEDICATE: _plain(name_grids.dedicate),
    OperationKind.DISSOLVE: _plain(shape_grids.dissolve_into_neighbours),
    OperationKind.SET_ATTRIBUTES: _plain(name_grids.set_attributes),
    OperationKind.LOCK: _plain(name_grids.lock_grids),
    OperationKind.UNLOCK: _plain(name_grids.unlock_grids),
    OperationKind.PIN: _plain(name_grids.pin_units),
    OperationKind.UNPIN: _plain(name_grids.unpin_units),
    OperationKind.IMPORT: whole_areas.import_assignment,
    OperationKind.ALIGN: whole_areas.align,
    OperationKind.REPAIR: repair.repair_draft,
    OperationKind.AUTO_PLAN: whole_areas.auto_plan,
}
