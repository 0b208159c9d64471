"""Open findings with their places, as maps draw them, and a stamp of their state."""

from collections.abc import Sequence

from sqlalchemy import RowMapping, text
from sqlalchemy.orm import Session

_OPEN = """
    resolved_at IS NULL AND network_code = :network
    AND plan_id IS NOT DISTINCT FROM CAST(:plan AS bigint)
"""
_FINDINGS = text(f"""
    SELECT finding_id AS id, rule, severity, grid_codes, area_m2, households,
           exception_id IS NOT NULL AS accepted, ST_AsBinary(geometry) AS wkb
    FROM findings WHERE {_OPEN} AND geometry IS NOT NULL AND NOT ST_IsEmpty(geometry)
    ORDER BY id
""")  # noqa: S608 - the condition is ours
# Who may see other findings gets other tiles.
_SCOPE = "md5((nullif(current_setting('gridgeo.scope', true), '')::jsonb -> 'findings')::text)"
# Every check leaves a later time behind, and exceptions change their number.
_STAMP = text(f"""
    SELECT concat_ws('-', :network, CAST(:plan AS text), count(*), max(last_seen_at),
                     count(exception_id), max(exception_id), {_SCOPE})
    FROM findings WHERE {_OPEN}
""")  # noqa: S608 - the condition is ours


def open_findings(session: Session, network: str, plan_id: int | None) -> Sequence[RowMapping]:
    """Read the open findings of what is published of a network, or of a plan of it."""
    return session.execute(_FINDINGS, {"network": network, "plan": plan_id}).mappings().all()


def findings_stamp(session: Session, network: str, plan_id: int | None) -> str:
    """Give a text that differs after every check and every exception."""
    bound = {"network": network, "plan": plan_id}
    stamp: str = session.scalars(_STAMP, bound).one()
    return stamp
