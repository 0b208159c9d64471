"""Use cases beside the edits: read the log, branch a plan, compare two."""

from typing import Any

from sqlalchemy.orm import Session

from gridgeo.db.repositories import audit, plan_copies, plan_operations, plan_state, plans
from gridgeo.domain.errors import BadInputError
from gridgeo.services.read_rows import cut_page, read_number_cursor


def list_operations(
    session: Session, plan_id: int, *, cursor: str | None = None, limit: int = 100
) -> tuple[list[dict[str, Any]], str | None]:
    """Give a page of a plan's log, the latest first, and the next page's cursor.

    Raises
    ------
    NotFoundError
        If there is no such plan.
    BadInputError
        If the cursor is none of ours.
    """
    plans.load_plan(session, plan_id)
    before = read_number_cursor(cursor)
    rows = plan_operations.list_operations(session, plan_id, before, limit + 1)
    return cut_page(rows, limit, "sequence")


def branch_plan(
    session: Session, plan_id: int, *, name: str | None = None, actor: str = "system"
) -> dict[str, int]:
    """Copy a plan with its log, so that both can go on by themselves.

    Returns
    -------
    dict
        ``plan_id`` and ``revision`` of the copy; in it, too, everything can be undone.

    Raises
    ------
    NotFoundError
        If there is no such plan.
    """
    plan_state.lock_writers(session, plan_id)
    plan = plans.load_plan(session, plan_id, fresh=True)
    copy_id = plan_copies.copy_plan(session, plan, name or f"{plan.name}·分支", actor)
    revision = plan_state.step_revision(session, copy_id, plan.revision)
    plan_operations.append(
        session,
        copy_id,
        revision,
        "branch",
        {"plan": plan_id, "revision": plan.revision},
        {},
        (
            f"由方案 {plan_id} 的第 {plan.revision} 版分出。",
            f"Branched off plan {plan_id} at revision {plan.revision}.",
        ),
        actor,
    )
    audit.append(session, actor, "branch", "plan", str(copy_id), {"plan": plan_id})
    return {"plan_id": copy_id, "revision": revision}


def compare_plans(session: Session, plan_id: int, other_id: int) -> dict[str, Any]:
    """Say how a second plan differs from a first: its grids, units, and who changes hands.

    Raises
    ------
    NotFoundError
        If there is no such plan.
    BadInputError
        If they are plans of different networks.
    """
    plan, other = plans.load_plan(session, plan_id), plans.load_plan(session, other_id)
    if plan.network_code != other.network_code:
        raise BadInputError(
            f"Plan {plan_id} is one of '{plan.network_code}', plan {other_id} one of"
            f" '{other.network_code}'; compare plans of one network.",
            field="other_id",
        )
    rows = [dict(row) for row in plan_copies.compare_grids(session, plan_id, other_id)]
    same = [row.pop("same") for row in rows]
    moves = [dict(row) for row in plan_copies.handover_between(session, plan_id, other_id)]
    return {
        "plan_id": plan_id,
        "other_id": other_id,
        "same": sum(same),
        "grids": [
            {**row, "change": _change(row)}
            for row, alike in zip(rows, same, strict=True)
            if not alike
        ],
        "units": [dict(row) for row in plan_copies.moved_units(session, plan_id, other_id)],
        "handover": {
            "households": sum(move["households"] for move in moves),
            "persons": sum(move["persons"] for move in moves),
            "moves": moves,
        },
    }


def _change(row: dict[str, Any]) -> str:
    if row["units_before"] is None:
        return "new"
    return "gone" if row["units_after"] is None else "changed"
