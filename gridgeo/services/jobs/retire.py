"""Let ended jobs go by rule: so many days after their end, with their files."""

from sqlalchemy.orm import Session

from gridgeo.db.repositories import idempotency, jobs
from gridgeo.services.answer_once import KEPT_S

DAY_S = 86_400.0


def retire_jobs(session: Session, days: int) -> list[int]:
    """Delete jobs that ended more than ``days`` ago, and kept answers of more than a day.

    Returns
    -------
    list of int
        Ids of the jobs; remove their folders when the transaction is committed.
    """
    idempotency.forget(session, KEPT_S)
    return jobs.retire(session, days * DAY_S)
