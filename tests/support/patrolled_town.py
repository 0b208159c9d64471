"""The small town with people who walk it: a worker a grid, a team, and days of points."""

import numpy as np
import pandas as pd
from sqlalchemy import text
from sqlalchemy.orm import Session

from tests.support import small_town

DAY = pd.Timestamp("2026-03-02 09:00", tz="Asia/Shanghai")
TEAM = ("T1", "T2", "T3", "T4", "T5")


def add_people(session: Session) -> None:
    """Post W1 to W4 to the grids from the west to the east, and a team to the first of them."""
    for code in ("W1", "W2", "W3", "W4", *TEAM):
        session.execute(
            text("INSERT INTO workers (code, name) VALUES (:code, :code)"), {"code": code}
        )
    grids = [f"{area}{n:03d}" for area in (small_town.LEFT, small_town.RIGHT) for n in (1, 2)]
    pairs = [(f"W{i + 1}", grid, "worker") for i, grid in enumerate(grids)]
    for worker, grid, role in [*pairs, *((one, grids[0], "team") for one in TEAM)]:
        session.execute(
            text("""
                INSERT INTO postings (worker_code, grid_id, role, valid)
                SELECT :worker, id, :role, tstzrange('2026-01-10', NULL) FROM grids
                WHERE network_code = 'zongzhi' AND code = :grid
            """),
            {"worker": worker, "grid": grid, "role": role},
        )


def walk(worker="W1", device=None, day=0, lat=39.91, west=116.301, east=116.309, minutes=60):
    """Walk to the east and back along a parallel, a point every twenty seconds."""
    count = minutes * 3
    there = np.abs(np.linspace(-1, 1, count))
    times = DAY + pd.Timedelta(days=day) + pd.to_timedelta(np.arange(count) * 20, unit="s")
    return pd.DataFrame(
        {
            "worker_code": worker,
            "device": device or f"D-{worker}",
            "recorded_at": times.tz_convert("UTC"),
            "accuracy_m": np.float32(5),
            "lon": east - there * (east - west),
            "lat": lat,
        }
    )


def two_months() -> pd.DataFrame:
    """Walk the first grid ever more and the second less; nobody comes to the fourth.

    The team walks the first grid on an evening in March.
    """
    second, third = ((116.301 + step, 116.309 + step) for step in (0.01, 0.02))
    evening = walk("T1", day=8, lat=39.9025)
    evening["recorded_at"] += pd.Timedelta(hours=10)
    walks = [
        *(walk("W1", day=day, lat=39.9025 + 0.005 * n) for n, day in enumerate((0, 2, 8))),
        *(walk("W3", None, day, 39.9075, *third) for day in (1, 9)),
        walk("W1", day=-20),
        walk("W2", None, 3, 39.9025, *second),
        walk("W2", None, -19, 39.9025, *second),
        walk("W2", None, -18, 39.9075, *second),
        walk("W3", None, -17, 39.9125, *third),
    ]
    return pd.concat([*walks, evening], ignore_index=True)


def as_json(frame: pd.DataFrame) -> dict:
    """Write points as a handheld sends them."""
    points = [
        {
            "worker": row.worker_code,
            "device": row.device,
            "recorded_at": row.recorded_at.isoformat(),
            "lon": row.lon,
            "lat": row.lat,
            "accuracy_m": float(row.accuracy_m),
        }
        for row in frame.itertuples()
    ]
    return {"points": points}
