"""Codes that came back: of grids that ended, and were opened again later."""

from collections.abc import Collection

from sqlalchemy import text
from sqlalchemy.orm import Session

# A rollback brings old grids back by intent; their codes return with them.
_REUSED = """
    SELECT DISTINCT s.code FROM (
        SELECT g.code, v.network_code, v.opened_in, lower(v.valid) AS starts,
               lag(upper(v.valid)) OVER (PARTITION BY g.id ORDER BY lower(v.valid)) AS before
        FROM grids AS g {versions}
        WHERE g.network_code = :network {among}
    ) AS s
    JOIN publications AS p ON p.network_code = s.network_code AND p.version = s.opened_in
    WHERE s.starts > s.before AND p.source <> 'rollback'
"""
_ALL = text(_REUSED.format(versions="JOIN grid_versions AS v ON v.grid_id = g.id", among=""))
# The versions of some grids are looked up one by one: whatever the statistics say of a network that
# was just published, not all of its versions are read. OFFSET 0 keeps it so.
_EACH = "CROSS JOIN LATERAL (SELECT * FROM grid_versions WHERE grid_id = g.id OFFSET 0) AS v"
_AMONG = text(_REUSED.format(versions=_EACH, among="AND g.code = ANY(:codes)"))


def retired_codes(
    session: Session, network_code: str, codes: Collection[str] | None = None
) -> frozenset[str]:
    """Give the codes of a network, or those among some, used again after their grid had ended."""
    if codes is None:
        return frozenset(session.scalars(_ALL, {"network": network_code}))
    bound = {"network": network_code, "codes": sorted(codes)}
    return frozenset(session.scalars(_AMONG, bound))
