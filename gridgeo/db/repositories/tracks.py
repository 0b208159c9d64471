"""Track points: the months that hold them, and loading them so that a replay adds nothing."""

from datetime import date

import pandas as pd
from sqlalchemy import text
from sqlalchemy.orm import Session

from gridgeo.db import bulk

COLUMNS = ("worker_code", "device", "recorded_at", "accuracy_m", "lon", "lat")

_INSERT = text("""
    INSERT INTO track_points (worker_code, device, recorded_at, accuracy_m, lon, lat)
    SELECT worker_code, device, recorded_at, accuracy_m, lon, lat FROM pg_temp.staging
    ON CONFLICT DO NOTHING
""")


def make_months(session: Session, first: date, last: date) -> list[str]:
    """Make the partitions (UTC months) that hold these days, as far as they lack."""
    statement = text("SELECT track_points_make_months(:first, :last)")
    return list(session.scalars(statement, {"first": first, "last": last}))


def retire_before(session: Session, day: date) -> list[str]:
    """Drop the months that ended before a day, and give their names. Their points are gone."""
    return list(session.scalars(text("SELECT track_points_retire_before(:day)"), {"day": day}))


def load_points(session: Session, frame: pd.DataFrame) -> int:
    """Add raw points and give how many were new.

    Parameters
    ----------
    session : Session
        The caller commits. The workers must be known.
    frame : DataFrame
        `COLUMNS`; ``recorded_at`` in UTC. The months are made as needed.
    """
    if frame.empty:
        return 0
    times = pd.to_datetime(frame["recorded_at"], utc=True)
    make_months(session, times.min().date(), times.max().date())
    bulk.stage(session, "track_points", frame[list(COLUMNS)].assign(recorded_at=times))
    return int(session.execute(_INSERT).rowcount)  # type: ignore[attr-defined]
