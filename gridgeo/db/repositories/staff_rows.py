"""Workers and postings in bulk, as an import brings them."""

import pandas as pd
from sqlalchemy import text
from sqlalchemy.orm import Session

from gridgeo.db import bulk

_WORKERS = text("""
    INSERT INTO workers (code, name, phone, sex, birth_year, education, party_member)
    SELECT code, name, phone, sex, birth_year, education, party_member FROM pg_temp.staging
    ON CONFLICT (code) DO NOTHING
""")
_OF_WORKERS = ["code", "name", "phone", "sex", "birth_year", "education", "party_member"]
_POSTINGS = text("""
    INSERT INTO postings (worker_code, grid_id, role, valid)
    SELECT s.worker_code, g.id, s.role,
           tstzrange(CAST(s.valid_from AS timestamptz), CAST(s.valid_to AS timestamptz))
    FROM pg_temp.staging AS s
    JOIN grids AS g ON g.network_code = s.network_code AND g.code = s.grid_code
    ORDER BY s.worker_code, g.id
    ON CONFLICT DO NOTHING
""")


def add_workers(session: Session, workers: pd.DataFrame) -> None:
    """Add workers that are not known yet; all but code and name may be missing."""
    bulk.stage(session, "workers", workers[_OF_WORKERS])
    session.execute(_WORKERS)


def add_postings(session: Session, postings: pd.DataFrame) -> None:
    """Add postings: worker_code, network_code, grid_code, role, valid_from, valid_to (or none)."""
    columns = ["worker_code", "network_code", "grid_code", "role", "valid_from", "valid_to"]
    bulk.stage(session, "postings", postings[columns].astype({"valid_from": str}))
    session.execute(_POSTINGS)
