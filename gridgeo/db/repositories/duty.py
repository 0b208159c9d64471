"""Who is on duty: known workers, the times of their postings, and what they are posted to."""

import math
from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import text
from sqlalchemy.orm import Session

_KNOWN = text("SELECT code FROM workers WHERE code = ANY(:codes)")
_SPANS = text("""
    SELECT worker_code, extract(epoch FROM lower(valid)) AS begin,
           extract(epoch FROM upper(valid)) AS until
    FROM postings WHERE worker_code = ANY(:codes)
""")
_POSTED = text("""
    SELECT p.worker_code, g.network_code, p.grid_id, p.role
    FROM postings AS p JOIN grids AS g ON g.id = p.grid_id
    WHERE p.valid && tstzrange(:first, :last)
    ORDER BY p.worker_code, g.network_code, p.role, p.grid_id
""")


@dataclass(frozen=True, slots=True)
class Duty:
    """One posting of a day."""

    worker: str
    network: str
    grid_id: int
    role: str


def known_workers(session: Session, codes: list[str]) -> list[str]:
    """Give those of some codes that workers have."""
    return list(session.scalars(_KNOWN, {"codes": codes}))


def posted_spans(session: Session, codes: list[str]) -> dict[str, list[tuple[float, float]]]:
    """Give the times of some workers' postings in seconds since 1970; open ends are infinite."""
    spans: dict[str, list[tuple[float, float]]] = defaultdict(list)
    for row in session.execute(_SPANS, {"codes": codes}):
        begin = -math.inf if row.begin is None else float(row.begin)
        spans[row.worker_code].append((begin, math.inf if row.until is None else float(row.until)))
    return spans


def postings_between(session: Session, first: datetime, last: datetime) -> list[Duty]:
    """Give all postings in force at some time of a span."""
    rows = session.execute(_POSTED, {"first": first, "last": last})
    return [Duty(row.worker_code, row.network_code, row.grid_id, row.role) for row in rows]
