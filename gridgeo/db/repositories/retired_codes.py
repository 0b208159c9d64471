"""Codes that came back: of grids that ended, and were opened again later."""

from sqlalchemy import text
from sqlalchemy.orm import Session

# A rollback brings old grids back by intent; their codes return with them.
_REUSED = text("""
    WITH spans AS (
        SELECT v.grid_id, v.network_code, v.opened_in, lower(v.valid) AS starts,
               lag(upper(v.valid)) OVER (PARTITION BY v.grid_id ORDER BY lower(v.valid)) AS before
        FROM grid_versions AS v WHERE v.network_code = :network
    )
    SELECT DISTINCT g.code FROM spans AS s
    JOIN grids AS g ON g.id = s.grid_id
    JOIN publications AS p ON p.network_code = s.network_code AND p.version = s.opened_in
    WHERE s.starts > s.before AND p.source <> 'rollback'
""")


def retired_codes(session: Session, network_code: str) -> frozenset[str]:
    """Give the codes of a network that were used again after their grid had ended."""
    return frozenset(session.scalars(_REUSED, {"network": network_code}))
