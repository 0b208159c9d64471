"""Codes that came back: of grids that ended, and were opened again later."""

from collections.abc import Collection

from sqlalchemy import text
from sqlalchemy.orm import Session

# A rollback brings old grids back by intent; their codes return with them.
_REUSED = text("""
    WITH spans AS (
        SELECT v.grid_id, v.network_code, v.opened_in, lower(v.valid) AS starts,
               lag(upper(v.valid)) OVER (PARTITION BY v.grid_id ORDER BY lower(v.valid)) AS before
        FROM grid_versions AS v
        WHERE v.network_code = :network
          AND (CAST(:codes AS text[]) IS NULL OR v.grid_id IN (
              SELECT id FROM grids WHERE network_code = :network AND code = ANY(:codes)))
    )
    SELECT DISTINCT g.code FROM spans AS s
    JOIN grids AS g ON g.id = s.grid_id
    JOIN publications AS p ON p.network_code = s.network_code AND p.version = s.opened_in
    WHERE s.starts > s.before AND p.source <> 'rollback'
""")


def retired_codes(
    session: Session, network_code: str, codes: Collection[str] | None = None
) -> frozenset[str]:
    """Give the codes of a network, or those among some, used again after their grid had ended."""
    bound = {"network": network_code, "codes": None if codes is None else sorted(codes)}
    return frozenset(session.scalars(_REUSED, bound))
