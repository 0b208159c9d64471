"""Why a version is what it is: the operations of its plan, and who let it pass."""

from collections.abc import Collection
from typing import Any

from sqlalchemy.orm import Session

from gridgeo.db.repositories import grid_history

_KEPT = ("sequence", "number", "kind", "text", "actor", "at", "sentence_zh")


def reasons_of(
    session: Session, plan_ids: Collection[int], codes: Collection[str]
) -> dict[int, dict[str, list[dict[str, Any]]]]:
    """Give for each plan the standing ``operations`` on some grids, and the ``review``'s steps."""
    reasons: dict[int, dict[str, list[dict[str, Any]]]] = {
        plan: {"operations": [], "review": []} for plan in plan_ids
    }
    for row in grid_history.operations_on(session, plan_ids, codes):
        reasons[row["plan_id"]]["operations"].append(_told(dict(row)))
    for row in grid_history.review_steps(session, plan_ids):
        reasons[row["plan_id"]]["review"].append(_told(dict(row)))
    return reasons


def _told(row: dict[str, Any]) -> dict[str, Any]:
    kept = {name: row[name] for name in _KEPT if name in row}
    return {**kept, "sentence": row["sentence_en"]}
