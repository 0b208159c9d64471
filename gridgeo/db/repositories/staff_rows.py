"""Workers and postings in bulk, as an import brings them."""

import pandas as pd
from sqlalchemy import text
from sqlalchemy.orm import Session

from gridgeo.db import bulk

_WORKERS = text("""
    INSERT INTO workers (code, name, phone) SELECT code, name, phone FROM pg_temp.staging
    ON CONFLICT (code) DO NOTHING
""")
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
    """Add workers (code, name, phone) that are not known yet."""
    bulk.stage(session, "workers", workers[["code", "name", "phone"]])
    session.execute(_WORKERS)


def add_postings(session: Session, postings: pd.DataFrame) -> None:
    """Add postings: worker_code, network_code, grid_code, role, valid_from, valid_to (or none)."""
    columns = ["worker_code", "network_code", "grid_code", "role", "valid_from", "valid_to"]
    bulk.stage(session, "postings", postings[columns].astype({"valid_from": str}))
    session.execute(_POSTINGS)
