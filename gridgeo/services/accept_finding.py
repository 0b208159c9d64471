"""Exceptions: accept a finding as it is, with a reason and a name, or withdraw that again."""

from datetime import datetime

from sqlalchemy.orm import Session

from gridgeo.db.repositories import audit, exceptions
from gridgeo.db.tables import FindingException as ExceptionRow
from gridgeo.db.tables import StoredFinding
from gridgeo.domain.errors import BadInputError, NotFoundError, RefusedError
from gridgeo.services.list_areas import codes_above
from gridgeo.topology.exception import Extent, excuses
from gridgeo.topology.registry import may_be_excepted

MOST_REASON = 2000  # characters


def accept_finding(
    session: Session,
    finding_id: str,
    reason: str,
    *,
    actor: str,
    ends_at: datetime | None = None,
) -> ExceptionRow:
    """Accept a finding for as long as it does not grow or change; the audit log says by whom.

    Parameters
    ----------
    session : Session
        The caller commits.
    finding_id : str
        Of an open finding; that of a plan and of what is published count as one.
    reason : str
        Why it stays.
    actor : str
        Who answers for it.
    ends_at : datetime, optional
        Aware instant at which it has to be looked at again.

    Raises
    ------
    NotFoundError
        If no open finding has this id.
    BadInputError
        If there is no reason, or no name.
    RefusedError
        If it is a fault of which there is no exception: an overlap, a gap.
    """
    if not reason.strip() or len(reason) > MOST_REASON:
        raise BadInputError(
            f"Say in up to {MOST_REASON:,} characters why the finding stays.", field="reason"
        )
    if not actor.strip():
        raise BadInputError("Say who answers for the exception.", field="by")
    rows = exceptions.findings_with_id(session, finding_id)
    if not rows:
        raise NotFoundError(f"There is no open finding '{finding_id}'.", field="finding_id")
    largest = max(rows, key=lambda row: (row.area_m2 or 0.0, row.households or 0))
    if not may_be_excepted(largest.rule, largest.severity):
        raise RefusedError(
            f"There is no exception from the rule '{largest.rule}': mend finding '{finding_id}'."
        )
    key = exceptions.store_exception(
        session, largest, reason=reason.strip(), actor=actor, ends_at=ends_at
    )
    granted = exceptions.load_exceptions(session, largest.network_code).get(finding_id)
    covered = {row.id: key for row in rows if granted and excuses(granted, _extent(row))}
    exceptions.mark_excused(session, covered)
    details = {
        "network": largest.network_code,
        "rule": largest.rule,
        "grids": largest.grid_codes,
        "reason": reason.strip(),
    }
    audit.append(session, actor, "accept", "finding", finding_id, details)
    return exceptions.get_exception(session, key)


def find_scope(session: Session, finding_id: str) -> tuple[str, list[frozenset[str]]]:
    """Give the network of a finding, and for each area it touches its code and those above.

    A finding without a place concerns the whole network: its one area is none at all.

    Raises
    ------
    NotFoundError
        If nobody has seen such a finding.
    """
    network = exceptions.finding_network(session, finding_id)
    if network is None:
        raise NotFoundError(f"There is no finding '{finding_id}'.", field="finding_id")
    areas = codes_above(session, exceptions.finding_areas(session, finding_id))
    return network, areas or [frozenset()]


def withdraw_exception(session: Session, finding_id: str, *, actor: str) -> None:
    """Withdraw an exception: the finding is open again; the audit log keeps both.

    Raises
    ------
    NotFoundError
        If the finding has no exception.
    """
    gone = exceptions.delete_exception(session, finding_id)
    if gone is None:
        raise NotFoundError(f"The finding '{finding_id}' has no exception.", field="finding_id")
    details = {"network": gone.network_code, "reason": gone.reason, "granted_by": gone.granted_by}
    audit.append(session, actor, "withdraw", "finding", finding_id, details)


def _extent(row: StoredFinding) -> Extent:
    codes = frozenset(row.grid_codes)
    return Extent(row.rule, row.severity, codes, row.area_m2 or 0.0, row.households)
