"""Use case: one operation on a draft: validated, atomic, logged, answered with what it changed.

Order of locks: the plan's advisory lock, its row, the end of the audit chain.
"""

from collections.abc import Mapping
from typing import Any

import numpy as np
from sqlalchemy.orm import Session

from gridgeo.db.repositories import audit, cut_units, plan_operations, plan_state, plans
from gridgeo.db.tables import Plan
from gridgeo.domain.enums import PlanState
from gridgeo.domain.errors import ConflictError, OutdatedError
from gridgeo.domain.plan_change import PlanChange
from gridgeo.services.plan_operations.draft import Draft, load_draft
from gridgeo.services.plan_operations.edit import Edit
from gridgeo.services.plan_operations.kinds import OPERATIONS, OperationKind, is_dry
from gridgeo.services.plan_operations.settle import settle
from gridgeo.services.plan_operations.tell import tell_edit
from gridgeo.services.plan_operations.where import areas_along, find_areas


def operate(
    session: Session,
    plan_id: int,
    kind: OperationKind,
    arguments: Mapping[str, Any],
    *,
    revision: int | None = None,
    rebase: bool = False,
    dry_run: bool | None = None,
    actor: str = "system",
) -> dict[str, Any]:
    """Do an operation, or with ``dry_run`` only say what it would do.

    Parameters
    ----------
    session : Session
        The caller commits.
    plan_id : int
        A draft.
    kind : OperationKind
    arguments : mapping
        As docs/plan-operations.md lists them for each kind.
    revision : int, optional
        The revision that the caller has seen; None takes the plan as it is.
    rebase : bool
        Go on over other people's operations where these changed none of the same grids.
    dry_run : bool, optional
        Write nothing, and keep nobody waiting; by default as `is_dry` says.
    actor : str
        Who asks.

    Returns
    -------
    dict
        ``plan_id``, ``revision``, ``dry_run``, ``operation`` (None in a dry run but for kind and
        sentences), ``grids``, ``findings``, ``handover``, ``repairs``.

    Raises
    ------
    NotFoundError, BadInputError, RefusedError
        If something that is named is not there, cannot be read, or may not be done.
    ConflictError
        If the plan is no draft.
    OutdatedError
        If others have changed the plan since ``revision``.
    """
    dry_run = is_dry(kind, dry_run)
    plan = open_for_writing(session, plan_id, lock=not dry_run)
    if not rebase:
        require_revision(session, plan, revision)
    draft = load_draft(session, plan, _areas(session, plan, kind, arguments))
    edit = OPERATIONS[kind](session, draft, arguments)
    draft = edit.draft or draft
    change = settle(session, draft, edit)
    if rebase:
        _require_apart(session, plan, revision, change)
    if dry_run:
        told = tell_edit(session, draft, edit, change)
        sentences = _sentences(draft, edit, change)
        entry = {"kind": kind.value, "sentence_zh": sentences[0], "sentence_en": sentences[1]}
        answer = {"plan_id": plan_id, "revision": plan.revision, "dry_run": True}
        return {**answer, "operation": entry, **told}
    return _carry_out(session, draft, edit, change, kind.value, dict(arguments), actor)


def carry_out(
    session: Session, draft: Draft, edit: Edit, kind: str, arguments: dict[str, Any], actor: str
) -> dict[str, Any]:
    """Write an edit of a draft that is locked for it, log it, and tell what it changed."""
    change = settle(session, draft, edit)
    return _carry_out(session, draft, edit, change, kind, arguments, actor)


def _carry_out(
    session: Session,
    draft: Draft,
    edit: Edit,
    change: PlanChange,
    kind: str,
    arguments: dict[str, Any],
    actor: str,
) -> dict[str, Any]:
    plan = draft.plan
    told = tell_edit(session, draft, edit, change)
    change = _with_parts(session, draft, change)
    _write(session, plan, edit, change)
    entry = plan_operations.append(
        session,
        plan.id,
        plan_state.step_revision(session, plan.id, plan.revision),
        kind,
        arguments,
        change.document(),
        _sentences(draft, edit, change),
        actor,
    )
    audit.append(session, actor, kind, "plan", str(plan.id), {"sequence": entry["sequence"]})
    return {"plan_id": plan.id, "revision": entry["revision"], "operation": entry, **told}


def open_for_writing(session: Session, plan_id: int, *, lock: bool = True) -> Plan:
    """Load a draft; with ``lock`` nobody else operates on it until the transaction ends.

    Raises
    ------
    NotFoundError
        If there is no such plan.
    ConflictError
        If it is no draft.
    """
    if lock:
        plan_state.lock_writers(session, plan_id)
    plan = plans.load_plan(session, plan_id, fresh=True)
    if plan.state is not PlanState.DRAFT:
        raise ConflictError(
            f"Plan {plan_id} is {plan.state.value.replace('_', ' ')}; only a draft can be changed."
        )
    return plan


def require_revision(session: Session, plan: Plan, revision: int | None) -> None:
    """Refuse to go on from a revision that is not the plan's present one.

    Raises
    ------
    OutdatedError
        With what changed since.
    """
    if revision is None or revision == plan.revision:
        return
    since = plan_operations.operations_since(session, plan.id, revision)
    raise OutdatedError(
        f"Plan {plan.id} is at revision {plan.revision}, not {revision}: {len(since)} operations"
        " came between. Look at them, then send yours again.",
        revision=plan.revision,
        changes=since,
    )


def _require_apart(session: Session, plan: Plan, revision: int | None, change: PlanChange) -> None:
    if revision is None or revision == plan.revision:
        return
    theirs = plan_operations.grids_touched_since(session, plan.id, revision)
    if revision > plan.revision or theirs & change.numbers:
        require_revision(session, plan, revision)


def _areas(
    session: Session, plan: Plan, kind: OperationKind, arguments: Mapping[str, Any]
) -> set[str]:
    if kind is OperationKind.ALIGN:
        return set(plans.plan_areas(session, plan.id))
    found = find_areas(session, plan.id, arguments)
    if arguments.get("exact"):  # what adjoins the cut gets its vertices
        found |= areas_along(session, plan.id, arguments["line"])
    return found


def _sentences(draft: Draft, edit: Edit, change: PlanChange) -> tuple[str, str]:
    """Put the new grids with their counts into the sentences."""
    new = [row for old, row in change.grids if old is None and row is not None]
    zh = "、".join(f"{row['code']}（{row['households']} 户）" for row in new) or "无"
    en = ", ".join(f"{row['code']} ({row['households']} households)" for row in new) or "none"
    return edit.zh.replace("{new}", zh), edit.en.replace("{new}", en)


def _with_parts(session: Session, draft: Draft, change: PlanChange) -> PlanChange:
    """Store the units that a draft cut, and give the change with their lasting ids."""
    if draft.recut is None:
        return change
    places = np.flatnonzero(draft.units.ids < 0)
    sources = draft.recut.source[places].tolist()
    ids = cut_units.add_parts(session, draft.units.take(places), sources)
    return change.renamed(dict(zip(draft.units.ids[places].tolist(), ids, strict=True)))


def _write(session: Session, plan: Plan, edit: Edit, change: PlanChange) -> None:
    plan_state.apply_change(session, plan.id, change)
    for numbers, locked in ((edit.lock, True), (edit.unlock, False)):
        if numbers:
            plan_state.set_locks(session, plan.id, numbers, locked=locked)
