"""Use case: undo and redo, one step or up to a point of the log, by anybody entitled, at any time.

A step puts back the very values that stood before, to the bit. Locks stand outside: a step that
would change a grid that is locked now is refused, and locking or unlocking is no step.
"""

from typing import Any

from sqlalchemy.orm import Session

from gridgeo.db.repositories import audit, plan_operations, plan_state
from gridgeo.db.repositories.plan_operations import LoggedEdit
from gridgeo.db.tables import Plan
from gridgeo.domain.errors import BadInputError, RefusedError
from gridgeo.domain.plan_change import PlanChange
from gridgeo.services.plan_operations.draft import load_draft
from gridgeo.services.plan_operations.operate import open_for_writing, require_revision
from gridgeo.services.plan_operations.tell import tell_change

_VERBS = {"undo": ("撤销：", "Undid: "), "redo": ("重做：", "Redid: ")}


def undo(
    session: Session, plan_id: int, *, revision: int | None = None, actor: str = "system"
) -> dict[str, Any]:
    """Take back the last operation that stands; arguments and answer as of `operate`.

    Raises
    ------
    RefusedError
        If there is none, or it would change a locked grid.
    """
    return _step(session, plan_id, "undo", revision, actor)


def redo(
    session: Session, plan_id: int, *, revision: int | None = None, actor: str = "system"
) -> dict[str, Any]:
    """Bring back the operation that was undone last; arguments and answer as of `operate`.

    Raises
    ------
    RefusedError
        If there is none, or it would change a locked grid.
    """
    return _step(session, plan_id, "redo", revision, actor)


def jump(
    session: Session,
    plan_id: int,
    sequence: int,
    *,
    revision: int | None = None,
    actor: str = "system",
) -> dict[str, Any]:
    """Undo or redo until the edit of a sequence is the last that stands; all steps or none.

    Returns
    -------
    dict
        ``plan_id``, ``revision`` and the entries of the ``operations`` that were made.

    Raises
    ------
    BadInputError
        If undoing and redoing does not lead there.
    RefusedError
        If a step would change a locked grid.
    """
    plan = open_for_writing(session, plan_id)
    require_revision(session, plan, revision)
    entries = []
    while True:
        done = plan_operations.next_to_undo(session, plan_id)
        at = 1 if done is None else done.sequence
        if at == sequence:
            break
        kind = "undo" if at > sequence else "redo"
        edit = done if kind == "undo" else plan_operations.next_to_redo(session, plan_id)
        if edit is None or (kind == "redo" and edit.sequence > sequence):
            raise BadInputError(
                f"Operation {sequence} of plan {plan_id} cannot be reached by undo and redo.",
                field="sequence",
            )
        change = edit.change.inverse() if kind == "undo" else edit.change
        entries.append(_write(session, plan, kind, edit, change, actor))
        session.refresh(plan)
    return {"plan_id": plan_id, "revision": plan.revision, "operations": entries}


def _step(
    session: Session, plan_id: int, kind: str, revision: int | None, actor: str
) -> dict[str, Any]:
    plan = open_for_writing(session, plan_id)
    require_revision(session, plan, revision)
    find = plan_operations.next_to_undo if kind == "undo" else plan_operations.next_to_redo
    edit = find(session, plan_id)
    if edit is None:
        raise RefusedError(f"There is nothing to {kind} in plan {plan_id}.")
    change = edit.change.inverse() if kind == "undo" else edit.change
    told = tell_change(session, load_draft(session, plan, _areas(change)), change)
    entry = _write(session, plan, kind, edit, change, actor)
    return {"plan_id": plan_id, "revision": entry["revision"], "operation": entry, **told}


def _write(
    session: Session, plan: Plan, kind: str, edit: LoggedEdit, change: PlanChange, actor: str
) -> dict[str, Any]:
    locked = plan_state.locked_among(session, plan.id, change.numbers)
    if locked:
        raise RefusedError(f"Grid {locked[0]} is locked; unlock it before you {kind} this.")
    plan_state.apply_change(session, plan.id, change)
    plan_operations.mark(session, plan.id, edit.sequence, undone=kind == "undo")
    zh, en = _VERBS[kind]
    entry = plan_operations.append(
        session,
        plan.id,
        plan_state.step_revision(session, plan.id, plan.revision),
        kind,
        {"operation": edit.sequence},
        {},
        (zh + edit.sentence_zh, en + edit.sentence_en),
        actor,
    )
    audit.append(session, actor, kind, "plan", str(plan.id), {"operation": edit.sequence})
    return entry


def _areas(change: PlanChange) -> set[str]:
    return {row["area_code"] for pair in change.grids for row in pair if row is not None}
