"""Workers, their postings and leaves: written one at a time, read by page."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import RowMapping, text
from sqlalchemy.orm import Session

_SAVE = text("""
    INSERT INTO workers
        (code, name, phone, duty_phone, sex, birth_year, education, party_member)
    VALUES (:code, :name, :phone, :duty_phone, :sex, :birth_year, :education, :party_member)
    ON CONFLICT (code) DO UPDATE SET
        name = excluded.name, phone = excluded.phone, duty_phone = excluded.duty_phone,
        sex = excluded.sex, birth_year = excluded.birth_year, education = excluded.education,
        party_member = excluded.party_member
    RETURNING xmax = 0 AS fresh
""")
_POSTED = """
    EXISTS (SELECT FROM postings AS p
            JOIN grid_versions AS v ON v.grid_id = p.grid_id AND upper_inf(v.valid)
            WHERE p.worker_code = w.code AND p.valid @> statement_timestamp()
              AND (CAST(:network AS text) IS NULL OR v.network_code = :network)
              AND (CAST(:communities AS text[]) IS NULL OR v.area_code = ANY(:communities)))
"""
_PAGE = text(f"""
    SELECT w.code, w.name, w.duty_phone, w.sex, w.birth_year, w.education, w.party_member,
           (SELECT count(*) FROM postings AS p
            WHERE p.worker_code = w.code AND p.valid @> statement_timestamp()) AS grids,
           EXISTS (SELECT FROM leaves AS l WHERE l.worker_code = w.code
                   AND l.valid @> statement_timestamp()) AS away
    FROM workers AS w
    WHERE (CAST(:after AS text) IS NULL OR w.code COLLATE "C" > :after)
      AND ((CAST(:network AS text) IS NULL AND CAST(:communities AS text[]) IS NULL) OR {_POSTED})
    ORDER BY w.code COLLATE "C" LIMIT :limit
""")  # noqa: S608 - only our own condition is put in
_OF_WORKER = text("""
    SELECT p.id, g.network_code AS network, g.code AS grid, p.role, lower(p.valid) AS valid_from,
           upper(p.valid) AS valid_to
    FROM postings AS p JOIN grids AS g ON g.id = p.grid_id
    WHERE p.worker_code = :code ORDER BY lower(p.valid), g.network_code, g.code, p.role
""")
_GRID = text("""
    SELECT g.id, v.area_code FROM grids AS g
    LEFT JOIN grid_versions AS v ON v.grid_id = g.id AND upper_inf(v.valid)
    WHERE g.network_code = :network AND g.code = :code
""")
_POST = text("""
    INSERT INTO postings (worker_code, grid_id, role, valid)
    VALUES (:worker, :grid, :role, tstzrange(:since, :until)) RETURNING id
""")
_POSTING = text("""
    SELECT p.id, p.worker_code AS worker, g.network_code AS network, g.code AS grid, p.role,
           lower(p.valid) AS valid_from, upper(p.valid) AS valid_to, v.area_code
    FROM postings AS p JOIN grids AS g ON g.id = p.grid_id
    LEFT JOIN grid_versions AS v ON v.grid_id = g.id AND upper_inf(v.valid)
    WHERE p.id = :id
""")
_END = text("UPDATE postings SET valid = tstzrange(lower(valid), :at) WHERE id = :id")
_LEAVE = text("""
    INSERT INTO leaves (worker_code, kind, valid, noted_by)
    VALUES (:worker, :kind, tstzrange(:since, :until), :actor) RETURNING id
""")
_LEAVES = text("""
    SELECT l.id, l.worker_code AS worker, w.name, l.kind, lower(l.valid) AS valid_from,
           upper(l.valid) AS valid_to, l.noted_by
    FROM leaves AS l JOIN workers AS w ON w.code = l.worker_code
    WHERE l.valid && tstzrange(:since, :until)
      AND (CAST(:worker AS text) IS NULL OR l.worker_code = :worker)
    ORDER BY lower(l.valid), l.worker_code COLLATE "C"
""")
_DROP_LEAVE = text("DELETE FROM leaves WHERE id = :id")
_OF_LEAVE = text("SELECT worker_code FROM leaves WHERE id = :id")
_AREAS = text("""
    SELECT DISTINCT v.area_code FROM postings AS p
    JOIN grid_versions AS v ON v.grid_id = p.grid_id AND upper_inf(v.valid)
    WHERE p.worker_code = :code AND p.valid @> statement_timestamp() AND v.area_code IS NOT NULL
    ORDER BY v.area_code
""")
_FACTS = text("""
    SELECT sex, birth_year, education, party_member FROM workers WHERE code = ANY(:codes)
""")


def facts_of(session: Session, codes: Sequence[str]) -> Sequence[RowMapping]:
    """Give what is counted of some workers; nothing that says who is who."""
    return session.execute(_FACTS, {"codes": list(codes)}).mappings().all()


def save_worker(session: Session, values: dict[str, Any]) -> bool:
    """Add a worker or change one; say whether they are new."""
    return bool(session.execute(_SAVE, values).scalar_one())


def worker_exists(session: Session, code: str) -> bool:
    """Say whether there is such a worker."""
    found = session.execute(text("SELECT 1 FROM workers WHERE code = :code"), {"code": code})
    return found.first() is not None


def list_workers(
    session: Session,
    network: str | None,
    communities: Sequence[str] | None,
    after: str | None,
    limit: int,
) -> Sequence[RowMapping]:
    """Read a page of workers, by code; private numbers are not among the columns."""
    bound = {
        "network": network,
        "communities": None if communities is None else list(communities),
        "after": after,
        "limit": limit,
    }
    return session.execute(_PAGE, bound).mappings().all()


def postings_of_worker(session: Session, code: str) -> Sequence[RowMapping]:
    """Read all postings of a worker, past and present."""
    return session.execute(_OF_WORKER, {"code": code}).mappings().all()


def areas_of_worker(session: Session, code: str) -> list[str]:
    """Give the communities of the grids that a worker serves now."""
    return list(session.scalars(_AREAS, {"code": code}))


def find_grid(session: Session, network: str, code: str) -> RowMapping | None:
    """Give the key and the community of a grid; the community is None where it lives no more."""
    return session.execute(_GRID, {"network": network, "code": code}).mappings().one_or_none()


def add_posting(
    session: Session, worker: str, grid: int, role: str, since: datetime, until: datetime | None
) -> int:
    """Post a worker to a grid; give the posting's key."""
    bound = {"worker": worker, "grid": grid, "role": role, "since": since, "until": until}
    key: int = session.execute(_POST, bound).scalar_one()
    return key


def get_posting(session: Session, key: int) -> RowMapping | None:
    """Read one posting."""
    return session.execute(_POSTING, {"id": key}).mappings().one_or_none()


def end_posting(session: Session, key: int, at: datetime) -> None:
    """Let a posting end at an instant."""
    session.execute(_END, {"id": key, "at": at})


def add_leave(
    session: Session, worker: str, kind: str, since: datetime, until: datetime | None, actor: str
) -> int:
    """Note a leave; give its key."""
    bound = {"worker": worker, "kind": kind, "since": since, "until": until, "actor": actor}
    key: int = session.execute(_LEAVE, bound).scalar_one()
    return key


def list_leaves(
    session: Session, since: datetime, until: datetime | None, worker: str | None
) -> Sequence[RowMapping]:
    """Read leaves that meet a time, by their beginning."""
    bound = {"since": since, "until": until, "worker": worker}
    return session.execute(_LEAVES, bound).mappings().all()


def worker_of_leave(session: Session, key: int) -> str | None:
    """Give whose leave it is; None where there is no such leave."""
    return session.execute(_OF_LEAVE, {"id": key}).scalar_one_or_none()


def drop_leave(session: Session, key: int) -> None:
    """Take a leave back."""
    session.execute(_DROP_LEAVE, {"id": key})
