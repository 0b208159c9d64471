"""Open findings of what is published, or of a plan."""

from dataclasses import dataclass
from typing import Any

import orjson
from sqlalchemy import RowMapping
from sqlalchemy.orm import Session

from gridgeo.db.repositories import browse_plans
from gridgeo.services.list_networks import require_network
from gridgeo.services.list_plans import get_plan
from gridgeo.services.read_rows import read_number_cursor, write_cursor


@dataclass(frozen=True, slots=True)
class FindingFilter:
    """Which open findings a page shows; without ``plan_id`` those of what is published."""

    network: str | None = None
    plan_id: int | None = None
    severity: str | None = None
    rule: str | None = None


def list_findings(
    session: Session, wanted: FindingFilter, *, cursor: str | None = None, limit: int = 100
) -> tuple[list[dict[str, Any]], str | None]:
    """Give a page of findings in the order in which they were first seen, and the next cursor.

    Raises
    ------
    NotFoundError
        If there is no such network or plan.
    BadInputError
        If the cursor is none of ours.
    """
    after = read_number_cursor(cursor)
    if wanted.network is not None:
        require_network(session, wanted.network)
    if wanted.plan_id is not None:
        get_plan(session, wanted.plan_id)
    rows = browse_plans.list_findings(
        session,
        network=wanted.network,
        plan_id=wanted.plan_id,
        severity=wanted.severity,
        rule=wanted.rule,
        after=after,
        limit=limit + 1,
    )
    shown = rows[:limit]
    more = len(rows) > limit
    return [_finding(row) for row in shown], write_cursor(shown[-1]["row_id"]) if more else None


def _finding(row: RowMapping) -> dict[str, Any]:
    hidden = {"row_id", "geojson"}
    finding = {name: value for name, value in row.items() if name not in hidden}
    geojson = row["geojson"]
    return {**finding, "geometry": None if geojson is None else orjson.loads(geojson)}
