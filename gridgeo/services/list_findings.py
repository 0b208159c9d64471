"""Open findings of what is published, or of a plan."""

from typing import Any

import orjson
from sqlalchemy.orm import Session

from gridgeo.db.repositories import browse_findings
from gridgeo.domain.enums import Severity
from gridgeo.domain.finding_filter import FindingFilter
from gridgeo.services.list_areas import codes_above
from gridgeo.services.list_networks import require_network
from gridgeo.services.list_plans import get_plan
from gridgeo.services.read_rows import Row, cut_page, read_number_cursor
from gridgeo.topology.registry import may_be_excepted

_HIDDEN = frozenset({"row_id", "geojson", "details", "exception_id"})
_EXCEPTION = ("reason", "granted_by", "granted_at", "ends_at")


def list_findings(
    session: Session, wanted: FindingFilter, *, cursor: str | None = None, limit: int = 100
) -> tuple[list[dict[str, Any]], str | None]:
    """Give a page of findings in the order in which they were first seen, and the next cursor.

    Raises
    ------
    NotFoundError
        If there is no such network, plan or area.
    BadInputError
        If the cursor is none of ours.
    """
    after = read_number_cursor(cursor)
    _require_known(session, wanted)
    rows = browse_findings.list_findings(session, wanted, after, limit + 1)
    shown, following = cut_page(rows, limit, "row_id")
    return [_finding(row) for row in shown], following


def count_findings(session: Session, wanted: FindingFilter) -> list[dict[str, Any]]:
    """Count findings by rule and severity.

    Raises
    ------
    NotFoundError
        If there is no such network, plan or area.
    """
    _require_known(session, wanted)
    return [dict(row) for row in browse_findings.count_findings(session, wanted)]


def _require_known(session: Session, wanted: FindingFilter) -> None:
    if wanted.network is not None:
        require_network(session, wanted.network)
    if wanted.plan_id is not None:
        get_plan(session, wanted.plan_id)
    if wanted.area is not None:
        codes_above(session, [wanted.area])


def _finding(row: Row) -> dict[str, Any]:
    kept = {name: value for name, value in row.items() if name not in (*_HIDDEN, *_EXCEPTION)}
    geojson, details = row["geojson"], row["details"]
    accepted = row["exception_id"] is not None
    return {
        **kept,
        "networks": details.get("networks", [row["network"]]),
        "sliver_of": details.get("sliver_of"),
        "fixes": details.get("fixes", []),
        "parts": details.get("parts", []),
        "may_be_accepted": may_be_excepted(row["rule"], Severity(row["severity"])),
        "accepted": {name: row[name] for name in _EXCEPTION} if accepted else None,
        "geometry": None if geojson is None else orjson.loads(geojson),
    }
