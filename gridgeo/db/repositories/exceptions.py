"""Exceptions: findings that somebody accepted, with a reason and a name."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import select, text, update
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.orm import Session

from gridgeo.db.repositories.browse_findings import SHARES_GROUND
from gridgeo.db.tables import FindingException as Row
from gridgeo.db.tables import StoredFinding
from gridgeo.topology.exception import FindingException

_AREAS = text(f"""
    SELECT DISTINCT a.code FROM findings AS f
    JOIN areas AS a ON a.level = 'community' AND {SHARES_GROUND}
    WHERE f.finding_id = :id ORDER BY a.code
""")  # noqa: S608 - the condition is ours
_IN_FORCE = text("(ends_at IS NULL OR ends_at > now())")


def load_exceptions(session: Session, network_code: str) -> dict[str, FindingException]:
    """Give the exceptions of a network that have not ended, by the finding's id."""
    rows = session.scalars(select(Row).where(Row.network_code == network_code, _IN_FORCE))
    return {
        row.finding_id: FindingException(
            row.id, row.finding_id, row.rule, frozenset(row.grid_codes), row.area_m2, row.households
        )
        for row in rows
    }


def store_exception(
    session: Session, finding: StoredFinding, *, reason: str, actor: str, ends_at: datetime | None
) -> int:
    """Accept a finding as it is now, in place of an earlier exception; give the exception's key."""
    values = {
        "rule": finding.rule,
        "grid_codes": finding.grid_codes,
        "area_m2": finding.area_m2 or 0.0,
        "households": finding.households,
        "reason": reason,
        "granted_by": actor,
        "granted_at": text("now()"),
        "ends_at": ends_at,
    }
    key: int | None = session.scalar(
        upsert(Row)
        .values(network_code=finding.network_code, finding_id=finding.finding_id, **values)
        .on_conflict_do_update(index_elements=["network_code", "finding_id"], set_=values)
        .returning(Row.id)
    )
    assert key is not None  # noqa: S101 - an upsert gives its row
    return key


def get_exception(session: Session, key: int) -> Row:
    """Read an exception that is there, as it is stored now."""
    return session.get_one(Row, key, populate_existing=True)


def delete_exception(session: Session, finding_id: str) -> Row | None:
    """Remove an exception and give what it was; None where there is none."""
    row = session.scalar(select(Row).where(Row.finding_id == finding_id))
    if row is not None:
        session.delete(row)
        session.flush()
    return row


def mark_excused(session: Session, excused: Mapping[int, int]) -> None:
    """Note which exception covers which stored findings, by their rows' keys."""
    for row, exception in excused.items():
        session.execute(
            update(StoredFinding).where(StoredFinding.id == row).values(exception_id=exception)
        )


def findings_with_id(session: Session, finding_id: str) -> list[StoredFinding]:
    """Give the open findings with an id: of what is published, and of plans."""
    wanted = (
        select(StoredFinding)
        .where(StoredFinding.finding_id == finding_id, StoredFinding.resolved_at.is_(None))
        .order_by(StoredFinding.plan_id.nulls_first())
    )
    return list(session.scalars(wanted))


def finding_areas(session: Session, finding_id: str) -> list[str]:
    """Give the communities that findings with an id touch, open or not."""
    return list(session.scalars(_AREAS, {"id": finding_id}))


def finding_network(session: Session, finding_id: str) -> str | None:
    """Give the network in which a finding was seen; None where nobody has seen it."""
    wanted = select(StoredFinding.network_code).where(StoredFinding.finding_id == finding_id)
    return session.scalar(wanted.limit(1))
